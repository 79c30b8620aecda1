using Marketing.Learning.Customers;
using Marketing.Learning.Customers.Value;

namespace Marketing.Learning.Tests.Customers;

public sealed class Intervals_over_customers
{
    [Fact]
    public void Two_customers_are_drawn_in_four_ways()
    {
        // (a, a) and (b, b) each a quarter of the draws, (a, b) half of them: the ends of 95 % are the smallest and the largest of the three.
        // Chances .2 (bought) and .6 (did not): expected/observed .4/2, .8/1 and 1.2/0; gaps of the groups .8, (.8 + .6)/2 and .6.
        var chances = BinaryIntervals.Of([.2, .6], [true, false], seed: 1);
        chances.ExpectedOverObserved.Low.Should().BeApproximately(.2, 1e-12);
        chances.ExpectedOverObserved.High.Should().Be(double.PositiveInfinity);
        chances.CalibrationError.Low.Should().BeApproximately(.6, 1e-12);
        chances.CalibrationError.High.Should().BeApproximately(.8, 1e-12);

        // Predictions 3 and 1, outcomes 2 and 4: errors (6 − 4)/4, (4 − 6)/6 and (2 − 8)/8. The tenth of two customers is .2 of one:
        // of the best .2·2 of 6, or, where both are the same, a tenth of everything.
        var values = ValueIntervals.Of([3, 1], [2, 4], seed: 1);
        values.TotalError.Low.Should().BeApproximately(-.75, 1e-12);
        values.TotalError.High.Should().BeApproximately(.5, 1e-12);
        values.TopDecileShare.Low.Should().BeApproximately(.4 / 6, 1e-12);
        values.TopDecileShare.High.Should().BeApproximately(.1, 1e-12);
    }

    [Fact]
    public void A_constant_has_the_interval_of_the_binomial()
    {
        // 1,000 customers of whom half bought, all at .5: 500/k with k binomial, whose 2.5 % and 97.5 % points are 469 and 531.
        var half = Enumerable.Range(0, 1000).Select(at => at % 2 == 0).ToArray();
        var judged = BinaryIntervals.Of([.. half.Select(_ => .5)], half, seed: 3);
        judged.ExpectedOverObserved.Low.Should().BeApproximately(500 / 531.0, .008);
        judged.ExpectedOverObserved.High.Should().BeApproximately(500 / 469.0, .008);
        // One group: |500 − k|/1000, at 97.5 % of its own distribution √(.25/1000)·2.24 = .0354.
        judged.CalibrationError.Low.Should().BeLessThan(.002);
        judged.CalibrationError.High.Should().BeApproximately(.0354, .004);
    }

    [Theory]
    [InlineData(37)]
    [InlineData(400)]
    public void The_draws_are_judged_as_if_the_customers_were_written_out(int customers)
    {
        // Few different values, so that many tie.
        double[] scores = [.. Enumerable.Range(0, customers).Select(at => Math.Floor(SplitMix64.Uniform(5, (ulong)at) * 15) / 16)];
        bool[] yes = [.. Enumerable.Range(0, customers).Select(at => SplitMix64.Uniform(6, (ulong)at) < (.2 + scores[at]) / 2)];
        double[] outcomes = [.. Enumerable.Range(0, customers).Select(at => Math.Floor(SplitMix64.Uniform(7, (ulong)at) * 4 * scores[at]))];
        const int Draws = 200;
        var redrawn = Enumerable
            .Range(0, Draws)
            .Select(draw =>
                Enumerable
                    .Range(0, customers)
                    .Select(at => (int)(SplitMix64.Uniform(9, ((ulong)draw << 32) | (uint)at) * customers))
                    .ToArray()
            )
            .ToArray();
        var binary = redrawn.Select(who => BinaryJudgement.Of([.. who.Select(at => scores[at])], [.. who.Select(at => yes[at])])).ToArray();
        var values = redrawn
            .Select(who => ValueJudgement.Of([.. who.Select(at => scores[at])], [.. who.Select(at => outcomes[at])]))
            .ToArray();

        var chances = BinaryIntervals.Of(scores, yes, seed: 9, Draws);
        Same(chances.CalibrationError, binary.Select(judged => judged.CalibrationError));
        Same(chances.ExpectedOverObserved, binary.Select(judged => judged.ExpectedOverObserved));
        var value = ValueIntervals.Of(scores, outcomes, seed: 9, Draws);
        Same(value.TotalError, values.Select(judged => judged.TotalError));
        Same(value.TopDecileShare, values.Select(judged => judged.TopDecileShare));
    }

    // 200 draws: .025·199 = 4.975, the fifth from below, and .975·199 = 194.025, the 196th.
    private static void Same(Interval interval, IEnumerable<double> drawn)
    {
        double[] sorted = [.. drawn.Order()];
        interval.Low.Should().BeApproximately(sorted[4], 1e-9);
        interval.High.Should().BeApproximately(sorted[195], 1e-9);
    }
}
