namespace Marketing.Learning.Customers;

/// <summary>95 % of the draws of a bootstrap lie between these.</summary>
/// <param name="Low">The 2.5 % point.</param>
/// <param name="High">The 97.5 % point; infinite where a draw divides by nothing.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>Efron's percentile bootstrap: the customers are drawn with replacement, and every figure is worked out of each draw.</summary>
internal static class CustomerBootstrap
{
    /// <param name="customers">How many there are, and how many a draw takes.</param>
    /// <param name="figures">How many figures <paramref name="judge"/> writes.</param>
    /// <param name="seed">The same seed gives the same draws.</param>
    /// <param name="draws">At least 20.</param>
    /// <param name="judge">Gets how often each customer was drawn, and where to write the figures; one that is NaN is left out of its interval.</param>
    public static Interval[] Intervals(int customers, int figures, ulong seed, int draws, Action<int[], double[]> judge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 20);
        var (times, values) = (new int[customers], new double[figures]);
        var drawn = Enumerable.Range(0, figures).Select(_ => new List<double>(draws)).ToArray();
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Clear(times);
            for (var at = 0; at < customers; at++)
            {
                times[(int)(SplitMix64.Uniform(seed, ((ulong)draw << 32) | (uint)at) * customers)]++;
            }

            judge(times, values);
            for (var figure = 0; figure < figures; figure++)
            {
                if (!double.IsNaN(values[figure]))
                {
                    drawn[figure].Add(values[figure]);
                }
            }
        }

        return [.. drawn.Select(Middle)];
    }

    private static Interval Middle(List<double> values)
    {
        values.Sort();
        var last = values.Count - 1;
        return last < 0
            ? new Interval(double.NaN, double.NaN)
            : new Interval(values[(int)(.025 * last)], values[(int)Math.Ceiling(.975 * last)]);
    }
}
