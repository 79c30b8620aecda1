using Marketing.Learning.Clicks;

namespace Marketing.Learning.Tests.Clicks;

public sealed class Click_metrics
{
    [Fact]
    public void Are_worked_out_by_hand()
    {
        var metrics = ClickMetrics.Of([.9, .5, .5, .2], [true, true, false, false]);

        // −(ln .9 + ln .5 + ln .5 + ln .8)/4; the constant mean is 1/2: ln 2. Pairs: (.9>.5) 1, (.9>.2) 1, (.5=.5) ½, (.5>.2) 1 of 4.
        var loss = -(Math.Log(.9) + (2 * Math.Log(.5)) + Math.Log(.8)) / 4;
        metrics.LogLoss.Mean.Should().BeApproximately(loss, 1e-12);
        metrics.NormalizedEntropy.Should().BeApproximately(loss / Math.Log(2), 1e-12);
        metrics.Auc.Should().BeApproximately(3.5 / 4, 1e-12);
        metrics.ExpectedOverObserved.Should().BeApproximately(2.1 / 2, 1e-12);
        metrics.ExpectedOverObservedStandardError.Should().BeApproximately(Math.Sqrt(.09 + .25 + .25 + .16) / 2, 1e-12);
        metrics.LogLoss.StandardError.Should().BeGreaterThan(0);
    }

    [Fact]
    public void Clip_certainty_at_a_ten_millionth() =>
        ClickMetrics.Of([0, 1], [true, true]).LogLoss.Mean.Should().BeApproximately((-Math.Log(1e-7) - Math.Log(1 - 1e-7)) / 2, 1e-12);

    [Fact]
    public void Say_that_one_outcome_alone_has_no_order() => double.IsNaN(ClickMetrics.Of([.2, .3], [false, false]).Auc).Should().BeTrue();

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1.5)]
    public void Refuse_what_is_no_probability(double probability) =>
        FluentActions.Invoking(() => ClickMetrics.Of([probability], [true])).Should().Throw<ArgumentException>();
}
