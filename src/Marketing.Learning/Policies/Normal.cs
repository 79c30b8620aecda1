using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Policies;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    // W. J. Cody's idea in the short form of Numerical Recipes (erfcc, Chebyshev fit): relative error of the tail below 1.2e-7 everywhere.
    private static readonly double[] Coefficients =
    [
        -1.26551223,
        1.00002368,
        .37409196,
        .09678418,
        -.18628806,
        .27886807,
        -1.13520398,
        1.48851587,
        -.82215223,
        .17087277,
    ];

    /// <summary>P(Z ≤ z), error below 1e-7.</summary>
    public static double Cumulative(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (.5 * x));
        var polynomial = 0.0;
        for (var at = Coefficients.Length - 1; at >= 0; at--)
        {
            polynomial = (polynomial * t) + Coefficients[at];
        }

        var tail = .5 * t * Math.Exp((-x * x) + polynomial);
        return z >= 0 ? 1 - tail : tail;
    }

    /// <summary>The same of four numbers at once.</summary>
    internal static Vector256<double> Cumulative(Vector256<double> z)
    {
        var x = Vector256.Abs(z) * (1 / Math.Sqrt(2));
        var t = Vector256<double>.One / (Vector256<double>.One + (x * .5));
        var polynomial = Vector256<double>.Zero;
        for (var at = Coefficients.Length - 1; at >= 0; at--)
        {
            polynomial = (polynomial * t) + Vector256.Create(Coefficients[at]);
        }

        var tail = t * .5 * FourAtOnce.Exp(polynomial - (x * x));
        return Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(z, Vector256<double>.Zero), Vector256<double>.One - tail, tail);
    }

    /// <summary>The z with P(Z ≤ z) = <paramref name="probability"/>, by bisection; error below 1e-7 within ±6.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    public static double Quantile(double probability)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Must be above 0 and below 1.");
        }

        var (low, high) = (-40.0, 40.0);
        while (high - low > 1e-9)
        {
            var middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
