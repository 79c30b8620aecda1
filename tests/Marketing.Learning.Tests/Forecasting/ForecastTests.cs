using Marketing.Learning.Forecasting;

namespace Marketing.Learning.Tests.Forecasting;

public sealed class A_forecast
{
    private static readonly double[] Week = [5, 3, 1, 0, -1, -3, -5];

    [Fact]
    public void Goes_on_with_level_and_season()
    {
        double[] series = [.. Enumerable.Range(0, 70).Select(t => 100 + Week[t % 7])];
        var next = HoltWinters.Fit(series, 7).Next(14);
        for (var h = 0; h < 14; h++)
        {
            next[h].Mean.Should().BeApproximately(100 + Week[h % 7], 1e-6);
        }
    }

    [Fact]
    public void Its_intervals_hold_what_they_promise()
    {
        var (inside, all) = (0, 0);
        for (var series = 0UL; series < 60; series++)
        {
            // Twelve uniforms make nearly a normal: deviation 1, times 4.
            double Noise(int t) => 4 * (Enumerable.Range(0, 12).Sum(i => SplitMix64.Uniform(series, (ulong)((t * 12) + i))) - 6);
            double[] values = [.. Enumerable.Range(0, 147).Select(t => 100 + (3 * Week[t % 7]) + Noise(t))];
            var next = HoltWinters.Fit(values[..140], 7).Next(7);
            for (var h = 0; h < 7; h++, all++)
            {
                inside += values[140 + h] >= next[h].Low && values[140 + h] <= next[h].High ? 1 : 0;
            }
        }

        (inside / (double)all).Should().BeInRange(.90, .99);
    }

    [Fact]
    public void Intervals_grow_with_the_distance()
    {
        double[] series = [.. Enumerable.Range(0, 60).Select(t => (10 * SplitMix64.Uniform(1, (ulong)t)) + t)];
        var next = HoltWinters.Fit(series, 7).Next(20);
        (next[19].High - next[19].Low).Should().BeGreaterThan(next[0].High - next[0].Low);
    }

    [Fact]
    public void Decomposition_adds_up_and_finds_the_strange_day()
    {
        double[] series = [.. Enumerable.Range(0, 70).Select(t => 100 + (.5 * t) + Week[t % 7] + SplitMix64.Uniform(1, (ulong)t))];
        series[33] += 60;
        var parts = Decomposition.Of(series, 7);
        parts.Anomalies.Should().Equal(33);
        for (var t = 0; t < 70; t++)
        {
            (parts.Trend[t] + parts.Season[t] + parts.Rest[t]).Should().BeApproximately(series[t], 1e-9);
        }

        parts.Season[..7].Sum().Should().BeApproximately(0, 1e-9);
        (parts.Season[0] - parts.Season[6]).Should().BeApproximately(10, 1.5);
    }
}
