using Marketing.Recommendations.Performance;
using Marketing.Recommendations.Placements;

namespace Marketing.Recommendations.Tests.Performance;

public sealed class A_report_of_an_experiment
{
    private static readonly PlacementExperiment Two = new()
    {
        ExperimentId = "x",
        Variants = [new PlacementVariant { Name = "a" }, new PlacementVariant { Name = "b" }],
    };

    private static ExperimentReport Of(VariantSums a, VariantSums b, double effect) =>
        ExperimentReport.Of("home", Two, [a, b], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), "EUR", effect);

    [Fact]
    public void decides_only_when_enough_have_bought()
    {
        // 10 % against 15 %: (1.96 + .8416)² × (.125 × .875 + .1875 × .8125) ÷ .0625² × 2 × .125 = 131.1 buyers for an effect of half.
        var enough = Of(new VariantSums("a", 1000, 1000, 100, 100, 0, 0), new VariantSums("b", 1000, 1000, 150, 150, 0, 0), .5);
        (enough.BuyersNeeded, enough.FurtherOrders, enough.Decision).Should().Be((132, 0, "b"));
        // z = .05 ÷ √(.1 × .9 ÷ 1000 + .15 × .85 ÷ 1000) = 3.39: p = .0007.
        enough.Variants[1].Difference!.PValue.Should().BeApproximately(.0007, .00005);
        var few = Of(new VariantSums("a", 100, 100, 10, 10, 0, 0), new VariantSums("b", 100, 100, 15, 15, 0, 0), .5);
        (few.FurtherOrders, few.Decision).Should().Be((107, "open"));
    }

    [Fact]
    public void names_the_first_variant_when_the_other_is_worse_and_none_when_they_are_alike()
    {
        Of(new VariantSums("a", 1000, 1000, 150, 150, 0, 0), new VariantSums("b", 1000, 1000, 100, 100, 0, 0), .5)
            .Decision.Should()
            .Be("a");
        Of(new VariantSums("a", 1000, 1000, 150, 150, 0, 0), new VariantSums("b", 1000, 1000, 151, 151, 0, 0), .5)
            .Decision.Should()
            .Be("no-difference");
    }

    [Fact]
    public void is_not_sound_when_visitors_did_not_fall_as_the_weights_say()
    {
        // χ² = (1100 − 1000)²/1000 × 2 = 20: p < .00001.
        var report = Of(new VariantSums("a", 1100, 1100, 110, 110, 0, 0), new VariantSums("b", 900, 900, 135, 135, 0, 0), .5);
        (report.SampleRatio.IsSound, report.Decision).Should().Be((false, "unsound"));
    }

    [Fact]
    public void without_any_order_knows_no_number()
    {
        var report = Of(new VariantSums("a", 10, 10, 0, 0, 0, 0), new VariantSums("b", 10, 10, 0, 0, 0, 0), .5);
        (report.BuyersNeeded, report.FurtherOrders, report.Decision).Should().Be(((long?)null, (long?)null, "open"));
    }
}

public sealed class Rates_of_sale
{
    [Fact]
    public void are_drawn_towards_the_average_where_little_was_shown()
    {
        // 10 of 1,000 sold: average .01. Position 1: (9 + .5) ÷ 550; position 2: (1 + .5) ÷ 550.
        var rates = new SaleRates([(1, "a", 400, 9), (1, "b", 100, 0), (2, "a", 100, 1), (2, "b", 400, 0)]);
        var (first, second) = (9.5 / 550, 1.5 / 550);
        var a = (10 + 5) / ((400 * first) + (100 * second) + 5);
        rates.Of(1, "a").Should().BeApproximately(first * a, 1e-12);
        rates.Of(2, "unknown").Should().BeApproximately(second, 1e-12);
        rates.Of(7, "unknown").Should().BeApproximately(.01, 1e-12);
        rates.Bought.Should().Be(10);
    }
}
