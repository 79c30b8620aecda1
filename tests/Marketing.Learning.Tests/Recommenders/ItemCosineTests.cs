using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Neighbours;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_item_cosine_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new ItemCosineTrainer();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 10)]
    [InlineData(100, 2.5)]
    public void Scores_from_the_candidates_own_list_as_the_definition_says(int neighbours, double shrink)
    {
        var data = SmallShops.Random(80, 30, 10, seed: 11);
        var model = Trainer.Train(
            data,
            new Dictionary<string, double> { ["Neighbours"] = neighbours, ["Shrink"] = shrink },
            new TrainingControl(1, 2, null, CancellationToken.None)
        );
        var similarity = Similarities(data, shrink);
        for (var user = 1; user < data.UserCount; user++)
        {
            var items = data[user].Items.ToArray().Distinct().ToArray();
            var scores = model.Scores(data[user]);
            for (var candidate = 0; candidate < 30; candidate++)
            {
                var own = Enumerable
                    .Range(0, 30)
                    .Where(other => other != candidate && similarity[candidate, other] > 0)
                    .OrderByDescending(other => (float)similarity[candidate, other])
                    .ThenBy(other => other)
                    .Take(neighbours);
                var expected = own.Where(items.Contains).Sum(other => similarity[candidate, other]);
                scores[candidate].Should().BeApproximately((float)expected, 1e-5f);
            }
        }
    }

    [Fact]
    public void Works_out_by_hand()
    {
        // Users of item 0: a, b, c; of 1: a, b; of 2: c. cos(0,1) = 2/√6, cos(0,2) = 1/√3, cos(1,2) = 0.
        var model = Trainer.Train(
            SmallShops.OfItems(3, [0, 1], [0, 1], [0, 2]),
            new Dictionary<string, double> { ["Shrink"] = 0 },
            new TrainingControl(1, 1, null, CancellationToken.None)
        );
        model.Scores(SmallShops.OfItems(3, [0])[0]).Should().Equal(0, (float)(2 / Math.Sqrt(6)), (float)(1 / Math.Sqrt(3)));
    }

    [Fact]
    public void Without_history_gives_the_popular_list() => Train(SmallShops.OfItems(2, [0, 1], [1])).Scores(default).Should().Equal(1, 2);

    private static double[,] Similarities(Histories data, double shrink)
    {
        var users = data.AllSums();
        var similarity = new double[data.ItemCount, data.ItemCount];
        for (var i = 0; i < data.ItemCount; i++)
        {
            for (var j = 0; j < data.ItemCount; j++)
            {
                var (ui, uj) = (users.Count(u => u.ContainsKey(i)), users.Count(u => u.ContainsKey(j)));
                var both = users.Count(u => u.ContainsKey(i) && u.ContainsKey(j));
                similarity[i, j] = both == 0 ? 0 : both / (Math.Sqrt((double)ui * uj) + shrink);
            }
        }

        return similarity;
    }
}
