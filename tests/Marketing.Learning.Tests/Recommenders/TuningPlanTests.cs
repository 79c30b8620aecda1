using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;
using Marketing.Learning.Recommenders.Neighbours;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class What_is_tried_within_a_time
{
    private static readonly AlsTrainer Als = new();

    // 1,000 users with 20 events each, 4,000 items. An epoch with 64 factors: 2 × 20,000 × 64 × (64 + 32) + 5,000 × 64³ / 3.
    private static readonly Histories Middling = Shop(users: 1000, items: 4000);

    [Theory]
    [InlineData(64, 8_192_000_000)]
    [InlineData(128, 51_773_440_000)]
    [InlineData(256, 370_933_760_000)]
    public void Costs_als_what_its_epochs_multiply(int factors, double operations) =>
        Als.Operations(Middling, new Dictionary<string, double> { ["Factors"] = factors }).Should().BeApproximately(operations, 1);

    // 40e9 operations a second; 100 judges look at 4,000 items for 200 operations each, 80e6 a try.
    [Theory]
    [InlineData(1, "64:0.2")] // only 64 factors fit into 40e9: what is too dear is passed over
    [InlineData(3, "128:0.1 128:0.02 64:0.2")] // 51.9 + 51.9 + 8.3 of 120
    [InlineData(12, "128:0.1 128:0.02 64:0.2 128:0.2 128:0.4 128:0.005")] // 267.5 of 480, 371.0 more with 256 factors do not fit
    [InlineData(15, "128:0.1 128:0.02 64:0.2 128:0.2 256:0.01 128:0.4")] // 586.7 of 600, another 51.9 do not fit
    [InlineData(18, "128:0.1 128:0.02 64:0.2 128:0.2 256:0.01 128:0.4 128:0.005")]
    public void Keeps_within_the_budget_by_counts(int seconds, string expected)
    {
        var plan = Plan(Als, Middling, seconds);
        string.Join(' ', plan.Select(entry => FormattableString.Invariant($"{entry["Factors"]}:{entry["UnobservedWeight"]}")))
            .Should()
            .Be(expected);
        plan.Sum(entry => Als.Operations(Middling, entry)).Should().BeLessThan(seconds * 40e9);
    }

    [Fact]
    public void Is_fewer_epochs_of_the_cheapest_where_none_fits()
    {
        // 400,000 events by 20,000 users: 7,012,352,000 operations an epoch with 64 factors, of (40e9 − 80e6): 5.69.
        var large = Shop(users: 20_000, items: 4000);
        var only = Plan(Als, large, seconds: 1).Should().ContainSingle().Subject;
        (only["Factors"], only["UnobservedWeight"], only["Epochs"]).Should().Be((64, .2, 5));
        Als.Operations(large, only).Should().BeLessThan(40e9);

        // Never fewer than three: one epoch is no model.
        Plan(Als, Shop(users: 60_000, items: 4000), seconds: 1).Single()["Epochs"].Should().Be(3);
    }

    [Fact]
    public void Is_all_of_it_without_a_budget_and_where_nobody_counts()
    {
        TuningPlan.Of(Als, Middling, Als.Grid, 100, budget: null).Should().Equal(Als.Grid);
        var cosine = new ItemCosineTrainer();
        Plan(cosine, Middling, seconds: 1).Should().Equal(cosine.Grid);
    }

    [Fact]
    public void Is_one_inverse_after_the_other_for_ease()
    {
        // 4,000³ = 64e9 operations a try and more by the padding to 4,032 at most; 3 s of 40e9 hold one of four.
        var ease = new EaseTrainer();
        Plan(ease, Middling, seconds: 3).Should().Equal(ease.Grid[0]);
        Plan(ease, Middling, seconds: 5).Should().Equal(ease.Grid.Take(3));
    }

    private static IReadOnlyList<IReadOnlyDictionary<string, double>> Plan(IRecommenderTrainer trainer, Histories data, int seconds) =>
        TuningPlan.Of(trainer, data, trainer.GridFor(data), judges: 100, TimeSpan.FromSeconds(seconds));

    private static Histories Shop(int users, int items)
    {
        const int Events = 20;
        return new Histories(
            items,
            [.. Enumerable.Range(0, users + 1).Select(user => (long)user * Events)],
            [.. Enumerable.Range(0, users * Events).Select(at => at % items)],
            new float[users * Events],
            new long[users * Events]
        );
    }
}
