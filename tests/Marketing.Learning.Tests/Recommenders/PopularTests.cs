using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_popular_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new PopularTrainer();

    protected override bool IsPersonal => false;

    protected override bool? IsAdditive => false;

    [Fact]
    public void Counts_distinct_users_whatever_their_repeats() =>
        Train(SmallShops.OfItems(3, [0, 0, 0, 1], [1], [], [1, 1])).Scores(default).Should().Equal(1, 3, 0);
}
