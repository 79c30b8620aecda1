using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Tests.Recommenders;

namespace Marketing.Learning.Tests.Ranking;

public sealed class The_fit_of_lists
{
    private static readonly RankingOptions Options = new(2, AllowSeen: false, 1);

    // Even users have one even item of 12 and odd users an odd one; each wants the five others of his parity.
    private static readonly Histories Data = SmallShops.OfItems(12, [.. Enumerable.Range(0, 20).Select(user => new[] { Item(user, 0) })]);

    private static readonly HeldOutUser[] Users =
    [
        .. Enumerable
            .Range(0, 20)
            .Select(user => new HeldOutUser(user, [.. Enumerable.Range(1, 5).Select(at => Item(user, at)).Order()], 5)),
    ];

    [Fact]
    public void Is_better_for_the_own_history_where_tastes_were_learned()
    {
        var (own, other) = PersonalFit.Of(new SameParity(), Data, Users, 100, Options, CancellationToken.None);
        // Of the six of a parity the asker and the stranger have two at most: the two places are filled with hits.
        own.Should().HaveCount(20).And.OnlyContain(ndcg => Math.Abs(ndcg - 1) < 1e-12);
        // A stranger of the same parity brings the same list, one of the other parity nothing.
        other.Should().OnlyContain(ndcg => ndcg == 0 || Math.Abs(ndcg - 1) < 1e-12).And.Contain(0).And.NotContain(double.NaN);
    }

    [Fact]
    public void Is_the_same_for_any_history_where_nothing_but_popularity_was_learned()
    {
        var (own, other) = PersonalFit.Of(new OneList(), Data, Users, 100, Options, CancellationToken.None);
        own.Average().Should().BeGreaterThan(0);
        other.Should().Equal(own, "both lists leave out what either user has");
    }

    [Fact]
    public void Asks_for_so_many_users_at_most_and_for_nobody_without_a_history_or_alone()
    {
        PersonalFit.Of(new OneList(), Data, Users, 7, Options, CancellationToken.None).Own.Should().HaveCount(7);
        PersonalFit
            .Of(new OneList(), Data, [Users[0], new HeldOutUser(-1, [1], 1)], 7, Options, CancellationToken.None)
            .Own.Should()
            .BeEmpty();
    }

    private static int Item(int user, int at) => (user % 2) + (2 * ((user + at) % 6));

    private sealed class SameParity : Recommender
    {
        public override void Score(History history, Span<float> scores)
        {
            for (var item = 0; item < scores.Length; item++)
            {
                scores[item] = item % 2 == history.Items[0] % 2 ? 1 : 0;
            }
        }
    }

    private sealed class OneList : Recommender
    {
        public override void Score(History history, Span<float> scores)
        {
            for (var item = 0; item < scores.Length; item++)
            {
                scores[item] = item;
            }
        }
    }

    private abstract class Recommender : IRecommender
    {
        public string Algorithm => "test";

        public int ItemCount => 12;

        public float Floor => 0;

        public abstract void Score(History history, Span<float> scores);

        public void Explain(History history, int item, Span<float> contributions) => contributions.Clear();

        public void Write(BinaryWriter writer) => throw new NotSupportedException();
    }
}
