namespace Marketing.Ads.Simulation;

/// <summary>What the policy and its estimates are worth where every click rate is known.</summary>
public sealed class On_a_shop_whose_truth_is_known
{
    [Theory]
    [InlineData("ffm")]
    [InlineData("logistic-ftrl")]
    public void The_policy_earns_what_who_knows_the_truth_would(string algorithm)
    {
        // Each ad appeals otherwise to each device and language: ffm sees that, and the logistic model by its crosses.
        var days = new SimulatedDays(seed: 5, new AdsOptions { Holdout = 0 });
        var (earned, possible) = days.Run(6_000);
        var ignorant = earned / possible;
        days.Train(algorithm);
        days.Run(6_000);
        days.Train(algorithm);
        (earned, possible) = days.Run(2_000);

        ignorant.Should().BeLessThan(.9, "or there was nothing to learn");
        (earned / possible).Should().BeGreaterThan(.93);
    }

    [Fact]
    public void Intervals_cover_the_truth()
    {
        // At 95 %, five or more of 20 miss with a chance of .3 %.
        Enumerable.Range(1, 20).Count(seed => Coverage.Covers((ulong)seed, rows: 1_500)).Should().BeGreaterThanOrEqualTo(16);
    }
}
