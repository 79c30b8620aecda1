using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Tests.Recommenders;

namespace Marketing.Learning.Tests.Ranking;

public sealed class A_ranking_evaluation
{
    // Popularity: item 1 three users, item 0 two, items 2 and 3 one each.
    private static readonly Histories Shop = SmallShops.OfItems(4, [0, 1], [0, 1, 2], [1, 3]);

    [Fact]
    public void Leaves_out_what_the_user_has_and_breaks_ties_by_index() =>
        Lists(allowSeen: false, new HeldOutUser(0, [3], 1))[0].Items.Should().Equal(2, 3);

    [Fact]
    public void Lists_what_the_user_has_when_allowed() => Lists(allowSeen: true, new HeldOutUser(0, [3], 1))[0].Items.Should().Equal(1, 0);

    [Fact]
    public void Counts_items_that_the_catalogue_does_not_know_as_missed() // one hit of two relevant
        => Lists(allowSeen: false, new HeldOutUser(2, [0], 2))[0].Metrics.Recall.Should().Be(.5);

    [Fact]
    public void Gives_a_new_user_the_list_of_an_empty_history() =>
        Lists(allowSeen: false, new HeldOutUser(-1, [1], 1))[0].Items.Should().Equal(1, 0);

    [Fact]
    public void Covers_the_share_of_the_catalogue_that_is_listed() // lists {2, 3} and {1, 0}
        => Result(allowSeen: false, new HeldOutUser(0, [3], 1), new HeldOutUser(0, [2], 1)).Coverage.Should().Be(.5);

    private static IReadOnlyList<RankedList> Lists(bool allowSeen, params HeldOutUser[] users) => Result(allowSeen, users).Lists;

    private static RankingResult Result(bool allowSeen, params HeldOutUser[] users)
    {
        var popular = RecommenderTrainers.All[0];
        var model = popular.Train(Shop, popular.Grid[0], new TrainingControl(1, 1, null, CancellationToken.None));
        return RankingEvaluation.Evaluate(model, Shop, users, new RankingOptions(2, allowSeen, 2), CancellationToken.None);
    }
}
