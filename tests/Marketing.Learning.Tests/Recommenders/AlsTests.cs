using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_als_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new AlsTrainer();

    protected override IReadOnlyDictionary<string, double> Settings { get; } =
        new Dictionary<string, double>
        {
            ["Factors"] = 8,
            ["Epochs"] = 6,
            ["Alpha"] = .5,
        };

    [Theory]
    [InlineData(3, 0)]
    [InlineData(16, 0)]
    [InlineData(20, .7)]
    [InlineData(40, .7)]
    public void Lands_where_plain_alternating_least_squares_lands(int factors, double alpha)
    {
        var data = SmallShops.Random(70, 50, 15, seed: 31);
        var weights = new AlsSettings(.05, .1, alpha);
        var model = Train(data, factors, weights, epochs: 4);
        var twin = new AlsTwin(data, factors, weights, seed: 7, epochs: 4);
        for (var user = 1; user < data.UserCount; user++)
        {
            var scores = model.Scores(data[user]);
            var expected = twin.Scores(user);
            for (var item = 0; item < data.ItemCount; item++)
            {
                scores[item].Should().BeApproximately((float)expected[item], 2e-3f);
            }
        }
    }

    [Theory]
    [InlineData(12_000, 8, .005)] // 10 × 8 / 12,000 = .0067
    [InlineData(3_000, 130, .4)] // 10 × 130 / 3,000 = .43
    [InlineData(5_000, 50, .1)] // .1
    public void Tries_first_what_suits_the_catalogue(int items, int eventsOfAUser, double unobservedWeight)
    {
        var trainer = new AlsTrainer();
        var grid = trainer.GridFor(SmallShops.OfItems(items, [.. Enumerable.Range(0, eventsOfAUser)]));
        grid[0]["UnobservedWeight"].Should().Be(unobservedWeight);
        grid.Should().BeEquivalentTo(trainer.Grid, "none is left out");
    }

    [Fact]
    public void Each_epoch_lowers_the_loss()
    {
        var data = SmallShops.Random(70, 50, 15, seed: 32);
        var weights = new AlsSettings(.02, .1, 0);
        var losses = Enumerable.Range(1, 6).Select(epochs => new AlsTwin(data, 4, weights, 7, epochs).Loss()).ToArray();
        losses.Should().BeInDescendingOrder();
        losses[0].Should().BeGreaterThan(losses[5]);
    }

    [Fact]
    public void Folding_in_a_history_gives_the_scores_of_its_vector()
    {
        var data = SmallShops.Random(30, 100, 15, seed: 33);
        var model = (IFactorRecommender)Train(data, 20, new AlsSettings(.05, .1, 0), epochs: 2);
        var vector = new float[model.Items.Width];
        model.TryFoldIn(data[1], vector).Should().BeTrue();
        var scores = new float[100];
        model.Items.Scores(vector, scores);
        scores.Should().Equal(model.Scores(data[1]));
        model.TryFoldIn(default, vector).Should().BeFalse();
    }

    [Fact]
    public void Without_history_gives_the_popular_list() => Train(SmallShops.OfItems(2, [0, 1], [1])).Scores(default).Should().Equal(1, 2);

    private IRecommender Train(Histories data, int factors, AlsSettings weights, int epochs) =>
        Trainer.Train(
            data,
            new Dictionary<string, double>
            {
                ["Factors"] = factors,
                ["Regularization"] = weights.Regularization,
                ["UnobservedWeight"] = weights.UnobservedWeight,
                ["Alpha"] = weights.Alpha,
                ["Epochs"] = epochs,
            },
            new TrainingControl(7, 2, null, CancellationToken.None)
        );
}
