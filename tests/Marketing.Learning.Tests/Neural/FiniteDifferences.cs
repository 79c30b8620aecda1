namespace Marketing.Learning.Tests.Neural;

/// <summary>
/// The slow twin of every backward pass: (f(w + h) − f(w − h)) / 2h in double precision for each single number. At h = 1e-5 its own error is
/// some 1e-10, so that a wrong factor or a missing term cannot hide.
/// </summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-5;

    /// <summary>Compares a gradient with the loss itself, number by number.</summary>
    /// <param name="values">What the loss depends on; changed and put back.</param>
    /// <param name="loss">Reads <paramref name="values"/>.</param>
    /// <param name="gradient">Claimed derivative by each number.</param>
    public static void Check(double[] values, Func<double> loss, ReadOnlySpan<double> gradient)
    {
        gradient.Length.Should().Be(values.Length);
        for (var at = 0; at < values.Length; at++)
        {
            var own = values[at];
            values[at] = own + Step;
            var above = loss();
            values[at] = own - Step;
            var below = loss();
            values[at] = own;
            var slope = (above - below) / (2 * Step);
            gradient[at].Should().BeApproximately(slope, 1e-7 * (1 + Math.Abs(slope)), "number {0} of {1}", at, values.Length);
        }
    }

    /// <summary>Numbers in ±1 that depend on the seed alone.</summary>
    public static double[] Random(int count, ulong seed) =>
        [.. Enumerable.Range(0, count).Select(at => (2 * SplitMix64.Uniform(seed, (ulong)at)) - 1)];

    /// <summary>Σ a·b.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var at = 0; at < a.Length; at++)
        {
            sum += a[at] * b[at];
        }

        return sum;
    }
}
