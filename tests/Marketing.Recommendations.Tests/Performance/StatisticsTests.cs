using Marketing.Recommendations.Performance;
using Marketing.Recommendations.Placements;

namespace Marketing.Recommendations.Tests.Performance;

public sealed class A_rate_over_subjects
{
    [Fact]
    public void varies_with_the_subjects_not_with_their_answers()
    {
        // Four subjects with 2 answers each, of which 2, 2, 0, 0 were clicked: R = .5, Σ(y − R n)² = 4, variance 4/3 × 4 ÷ 64 = 1/12.
        var sums = new RatioSums(4, N: 8, NN: 16, Y: 4, YY: 8, YN: 8);
        sums.Ratio.Should().Be(.5);
        sums.Variance.Should().BeApproximately(1 / 12.0, 1e-12);
        // .25 ÷ (1/12) = 3 independent answers, not 8.
        sums.Share().Should().Be(RatioSums.Wilson(.5, 3));
        var half = 1.959963984540054 * Math.Sqrt(1 / 12.0);
        sums.Mean()!.Low.Should().BeApproximately(.5 - half, 1e-12);
    }

    [Fact]
    public void has_wilsons_interval()
    {
        // Textbook: 10 of 50 at 95 % lies between .1124 and .3304.
        var interval = RatioSums.Wilson(.2, 50);
        interval.Low.Should().BeApproximately(.1124, 5e-5);
        interval.High.Should().BeApproximately(.3304, 5e-5);
    }

    [Fact]
    public void of_nothing_is_unknown_and_of_no_click_is_not_certain()
    {
        default(RatioSums).Share().Should().BeNull();
        default(RatioSums).Mean().Should().BeNull();
        var none = new RatioSums(100, N: 100, NN: 100, Y: 0, YY: 0, YN: 0).Share();
        none!.Low.Should().BeApproximately(0, 1e-12);
        // z² ÷ (n + z²) = 3.8415 ÷ 103.8415.
        none.High.Should().BeApproximately(.036994, 1e-6);
    }
}

public sealed class A_comparison_of_variants
{
    [Fact]
    public void finds_a_ratio_of_visitors_that_is_not_by_chance()
    {
        // χ² = (60 − 50)²/50 × 2 = 4 with one degree: p = .0455.
        Significance.FitOf([60, 40], [1, 1]).Should().BeApproximately(.0455003, 1e-6);
        // Expected 20, 30, 50; (5² ÷ 20) + (0) + (5² ÷ 50) = 1.75 with two degrees: e^−.875.
        Significance.FitOf([25, 30, 45], [2, 3, 5]).Should().BeApproximately(Math.Exp(-.875), 1e-9);
        Significance.FitOf([0, 0], [1, 1]).Should().Be(1);
    }

    [Fact]
    public void tells_a_difference_from_chance()
    {
        Significance.PairOf(.5, .005, .5 + (1.959963984540054 * .1), .005).Should().BeApproximately(.05, 1e-9);
        Significance.PairOf(.2, 0, .2, 0).Should().Be(1);
    }

    [Fact]
    public void knows_how_many_it_needs()
    {
        // (1.96 + .8416)² × (.1 × .9 + .12 × .88) ÷ .02² = 7.8489 × .1956 ÷ .0004 = 3,838.1.
        Significance.SubjectsNeeded(.1, .2).Should().BeApproximately(3838.1, .1);
    }

    [Fact]
    public void assigns_in_proportion_to_the_weights_and_anew_for_another_experiment()
    {
        var variants = new[]
        {
            new PlacementVariant { Name = "a", Weight = 3 },
            new PlacementVariant { Name = "b", Weight = 1 },
        };
        var first = new PlacementExperiment { ExperimentId = "one", Variants = variants };
        var second = first with { ExperimentId = "two" };
        var users = Enumerable.Range(0, 20_000).Select(i => $"user-{i}").ToArray();
        // 15,000 of 20,000 with standard deviation √(20000 × .75 × .25) = 61.
        users.Count(user => Assignment.VariantOf(first, user) == "a").Should().BeInRange(15_000 - (5 * 61), 15_000 + (5 * 61));
        // Independent: both b for 1/16 of them: 1,250, standard deviation 34.
        var both = users.Count(user => Assignment.VariantOf(first, user) == "b" && Assignment.VariantOf(second, user) == "b");
        both.Should().BeInRange(1250 - (5 * 34), 1250 + (5 * 34));
    }
}
