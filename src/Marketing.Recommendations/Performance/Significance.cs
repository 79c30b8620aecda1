using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Marketing.Recommendations.Performance;

/// <summary>Tests that decisions on experiments rest on.</summary>
internal static class Significance
{
    // Two-sided 5 % and 80 % power.
    private const double ZAlpha = 1.959963984540054;
    private const double ZPower = .8416212335729143;

    /// <summary>Probability that counts fall this far from their shares by chance (Pearson's χ² test); 1 without any counts.</summary>
    /// <param name="counts">Observed.</param>
    /// <param name="weights">Expected in proportion to them, above 0. Same shape, at least 2.</param>
    public static double FitOf(IReadOnlyList<long> counts, IReadOnlyList<double> weights)
    {
        var (total, all) = (counts.Sum(), weights.Sum());
        if (total == 0)
        {
            return 1;
        }

        var x = 0d;
        for (var at = 0; at < counts.Count; at++)
        {
            var expected = total * weights[at] / all;
            x += (counts[at] - expected) * (counts[at] - expected) / expected;
        }

        return 1 - ChiSquared.CDF(counts.Count - 1, x);
    }

    /// <summary>Probability that two shares or means differ this much by chance: two-sided normal test; 1 where neither varies.</summary>
    public static double PairOf(double first, double firstVariance, double second, double secondVariance)
    {
        var spread = Math.Sqrt(firstVariance + secondVariance);
        return spread > 0 ? SpecialFunctions.Erfc(Math.Abs(first - second) / spread / Math.Sqrt(2)) : 1;
    }

    /// <summary>Subjects that each of two variants needs to tell a change of a share from chance in four of five cases, at 5 %.</summary>
    /// <param name="share">Share of the first, in (0, 1).</param>
    /// <param name="effect">Relative change to be seen, such as .05.</param>
    /// <returns>(1.96 + .84)² × (p(1 − p) + q(1 − q)) ÷ (p − q)², with q = p(1 + effect).</returns>
    public static double SubjectsNeeded(double share, double effect)
    {
        var other = Math.Clamp(share * (1 + effect), 1e-9, 1 - 1e-9);
        var z = ZAlpha + ZPower;
        return z * z * ((share * (1 - share)) + (other * (1 - other))) / ((other - share) * (other - share));
    }
}
