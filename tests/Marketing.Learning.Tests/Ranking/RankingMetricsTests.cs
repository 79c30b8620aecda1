using Marketing.Learning.Ranking;

namespace Marketing.Learning.Tests.Ranking;

public sealed class Ranking_metrics
{
    [Fact]
    public void Follow_their_definitions_on_a_list_with_hits_at_ranks_1_and_3_of_four_relevant()
    {
        var metrics = RankingMetrics.Of(5, [true, false, true, false, false], relevantCount: 4);
        metrics.Precision.Should().BeApproximately(2 / 5.0, 1e-12);
        metrics.Recall.Should().BeApproximately(2 / 4.0, 1e-12);
        metrics.F1.Should().BeApproximately(2 * .4 * .5 / .9, 1e-12);
        // DCG = 1 + 1/2; ideal = 1 + 1/log₂3 + 1/2 + 1/log₂5.
        metrics.Ndcg.Should().BeApproximately(1.5 / (1.5 + (1 / Math.Log2(3)) + (1 / Math.Log2(5))), 1e-12);
        // (1/1 + 2/3) / min(5, 4)
        metrics.Map.Should().BeApproximately((1 + (2 / 3.0)) / 4, 1e-12);
        metrics.HitRate.Should().Be(1);
    }

    [Fact]
    public void Divide_precision_by_k_on_a_short_list_and_cap_the_ideal_at_k()
    {
        var metrics = RankingMetrics.Of(2, [true], relevantCount: 9);
        metrics.Precision.Should().Be(.5);
        metrics.Recall.Should().BeApproximately(1 / 9.0, 1e-12);
        metrics.Ndcg.Should().BeApproximately(1 / (1 + (1 / Math.Log2(3))), 1e-12);
        metrics.Map.Should().Be(.5);
    }

    [Fact]
    public void Ignore_ranks_after_k() => RankingMetrics.Of(1, [false, true], relevantCount: 1).Should().Be(default(RankingMetrics));

    [Fact]
    public void Are_all_0_without_a_hit_and_without_a_list() =>
        RankingMetrics.Of(10, [], relevantCount: 3).Should().Be(default(RankingMetrics));
}

public sealed class An_estimate
{
    [Fact]
    public void Has_the_standard_error_of_the_mean() // mean 3; s² = (4 + 0 + 4)/2 = 4; 2/√3
    {
        var estimate = Estimate.Of([1.0, 3, 5]);
        estimate.Mean.Should().Be(3);
        estimate.StandardError.Should().BeApproximately(2 / Math.Sqrt(3), 1e-12);
    }

    [Fact]
    public void Of_one_value_has_no_error() => Estimate.Of([4.0]).Should().Be(new Estimate(4, 0));
}

public sealed class A_paired_bootstrap
{
    [Fact]
    public void Finds_a_constant_difference_certain()
    {
        var result = PairedBootstrap.Compare([.3, .5, .9], [.2, .4, .8], seed: 1);
        result.Difference.Should().BeApproximately(.1, 1e-12);
        result.Low.Should().BeApproximately(.1, 1e-12);
        result.High.Should().BeApproximately(.1, 1e-12);
        result.ShareAbove.Should().Be(1);
    }

    [Fact]
    public void Has_the_width_that_the_normal_approximation_predicts()
    {
        // Differences are fair coins of ±1: the mean of 400 has standard error 1/√400 = .05, so 95 % lie within ±1.96 × .05.
        var differences = Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 1.0 : -1.0).ToArray();
        var result = PairedBootstrap.Compare(differences, new double[400], seed: 3);
        result.Low.Should().BeApproximately(-.098, .012);
        result.High.Should().BeApproximately(.098, .012);
        result.ShareAbove.Should().BeApproximately(.5, .05);
    }

    [Fact]
    public void Draws_the_same_with_the_same_seed()
    {
        double[] a = [.1, .9, .4, .3];
        double[] b = [.3, .2, .5, .1];
        PairedBootstrap.Compare(a, b, seed: 5).Should().Be(PairedBootstrap.Compare(a, b, seed: 5));
        PairedBootstrap.Compare(a, b, seed: 5).Should().NotBe(PairedBootstrap.Compare(a, b, seed: 6));
    }
}
