using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Neighbours;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_user_cosine_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new UserNeighbourTrainer(UserSimilarity.Cosine);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Scores_unseen_items_as_the_definition_says(int neighbours)
    {
        var data = SmallShops.Random(80, 30, 10, seed: 21);
        var model = Trainer.Train(
            data,
            new Dictionary<string, double> { ["Neighbours"] = neighbours },
            new TrainingControl(1, 2, null, CancellationToken.None)
        );
        UserNeighbourTwin.ShouldAgree(
            data,
            model,
            neighbours,
            (a, b) => a.Keys.Intersect(b.Keys).Count() / Math.Sqrt((double)a.Count * b.Count)
        );
    }

    [Fact]
    public void Without_history_gives_the_popular_list() => Train(SmallShops.OfItems(2, [0, 1], [1])).Scores(default).Should().Equal(1, 2);

    [Fact]
    public void A_visitor_who_was_not_trained_on_is_served_the_same_way()
    {
        // Neighbours of {0}: {0, 1} with 1/√2 and {0, 1, 2} with 1/√3.
        var scores = Train(SmallShops.OfItems(4, [0, 1], [0, 1, 2], [3])).Scores(SmallShops.OfItems(4, [0])[0]);
        scores[1].Should().BeApproximately((float)((1 / Math.Sqrt(2)) + (1 / Math.Sqrt(3))), 1e-6f);
        scores[2].Should().BeApproximately((float)(1 / Math.Sqrt(3)), 1e-6f);
        scores[3].Should().Be(0);
    }
}

public sealed class The_user_pearson_model : RecommenderContract
{
    private const double Shrink = 10;

    protected override IRecommenderTrainer Trainer { get; } = new UserNeighbourTrainer(UserSimilarity.Pearson);

    // On a checkerboard of ones nobody's values vary: ratings are what this model is for.
    protected override bool IsPersonal => false;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Scores_unseen_items_as_the_definition_says(int neighbours)
    {
        var data = SmallShops.Random(80, 30, 10, seed: 22);
        var model = Trainer.Train(
            data,
            new Dictionary<string, double> { ["Neighbours"] = neighbours, ["Shrink"] = Shrink },
            new TrainingControl(1, 2, null, CancellationToken.None)
        );
        UserNeighbourTwin.ShouldAgree(data, model, neighbours, Similarity);
    }

    [Fact]
    public void Works_out_by_hand()
    {
        // u = {0: 5, 1: 1}, mean 3; v = {0: 4, 1: 2, 2: 3}, mean 3: (2·1 + −2·−1)/√(8·2) = 1, × 2/(2 + 10).
        var model = Train(SmallShops.Of(3, [(0, 5), (1, 1)], [(0, 4), (1, 2), (2, 3)]));
        model.Scores(SmallShops.Of(3, [(0, 5), (1, 1)])[0])[2].Should().BeApproximately(2 / 12f, 1e-6f);
    }

    [Fact]
    public void Says_why_it_cannot_learn_when_nobodys_values_vary()
    {
        Trainer.WhyNotApplicable(SmallShops.Checkerboard(6)).Should().Contain("values");
        Trainer.WhyNotApplicable(SmallShops.Of(2, [(0, 1), (1, 2)])).Should().BeNull();
    }

    private static double Similarity(SortedDictionary<int, double> u, SortedDictionary<int, double> v)
    {
        var both = u.Keys.Intersect(v.Keys).ToArray();
        var (mu, mv) = (u.Values.Average(), v.Values.Average());
        var covariance = both.Sum(i => (u[i] - mu) * (v[i] - mv));
        var (su, sv) = (both.Sum(i => (u[i] - mu) * (u[i] - mu)), both.Sum(i => (v[i] - mv) * (v[i] - mv)));
        return su * sv == 0 ? 0 : covariance / Math.Sqrt(su * sv) * both.Length / (both.Length + Shrink);
    }
}

internal static class UserNeighbourTwin
{
    /// <summary>Users in data ask; they are not their own neighbours. Only unseen items count: a twin of the asker can only add seen ones.</summary>
    public static void ShouldAgree(
        Histories data,
        IRecommender model,
        int neighbours,
        Func<SortedDictionary<int, double>, SortedDictionary<int, double>, double> similarity
    )
    {
        var users = data.AllSums();
        for (var user = 1; user < users.Count; user++)
        {
            var nearest = Enumerable
                .Range(0, users.Count)
                .Where(other => other != user && users[other].Count > 0)
                .Select(other => (other, similarity: similarity(users[user], users[other])))
                .Where(pair => pair.similarity > 0)
                .OrderByDescending(pair => pair.similarity)
                .ThenBy(pair => pair.other)
                .Take(neighbours)
                .ToArray();
            var scores = model.Scores(data[user]);
            for (var item = 0; item < data.ItemCount; item++)
            {
                if (!users[user].ContainsKey(item))
                {
                    var expected = nearest.Where(pair => users[pair.other].ContainsKey(item)).Sum(pair => pair.similarity);
                    scores[item].Should().BeApproximately((float)expected, 1e-4f);
                }
            }
        }
    }
}
