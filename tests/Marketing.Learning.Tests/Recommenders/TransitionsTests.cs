using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Sequences;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_transitions_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new TransitionsTrainer();

    // On a checkerboard every user walks upwards: what follows is known, what was left out is not.
    protected override bool IsPersonal => false;

    [Fact]
    public void Works_out_by_hand()
    {
        // A[0,1] = 1 + 1/3 (positions 0→1 and 0→3), A[0,2] = 1/2, A[1,2] = 1, A[1,1] = 1/2, A[2,1] = 1. History 0, then 1 (the newest).
        var model = Train(SmallShops.OfItems(3, [0, 1, 2, 1]));
        var scores = model.Scores(SmallShops.OfItems(3, [0, 1])[0]);
        scores[0].Should().Be(0);
        scores[1].Should().BeApproximately((float)((1 / 2.0) + (.6 * (1 + (1 / 3.0)))), 1e-6f);
        scores[2].Should().BeApproximately((float)(1 + (.6 / 2)), 1e-6f);
    }

    [Theory]
    [InlineData(5, .6)]
    [InlineData(2, .9)]
    public void Scores_as_the_definition_says(int steps, double decay)
    {
        var data = SmallShops.Random(50, 20, 12, seed: 41);
        var model = Trainer.Train(
            data,
            new Dictionary<string, double> { ["Steps"] = steps, ["Decay"] = decay },
            new TrainingControl(1, 2, null, CancellationToken.None)
        );
        var follows = new double[20, 20];
        for (var user = 0; user < data.UserCount; user++)
        {
            var items = data[user].Items;
            for (var from = 0; from < items.Length; from++)
            {
                for (var gap = 1; gap <= steps && from + gap < items.Length; gap++)
                {
                    follows[items[from], items[from + gap]] += 1.0 / gap;
                }
            }
        }

        for (var user = 1; user < data.UserCount; user++)
        {
            var items = data[user].Items.ToArray();
            var scores = model.Scores(data[user]);
            for (var item = 0; item < 20; item++)
            {
                var expected = items.Reverse().Take(steps).Select((own, back) => Math.Pow(decay, back) * follows[own, item]).Sum();
                scores[item].Should().BeApproximately((float)expected, 1e-4f);
            }
        }
    }

    [Fact]
    public void Without_history_gives_the_popular_list() => Train(SmallShops.OfItems(2, [0, 1], [1])).Scores(default).Should().Equal(1, 2);
}
