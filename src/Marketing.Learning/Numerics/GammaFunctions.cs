namespace Marketing.Learning.Numerics;

/// <summary>Logarithm of the gamma function and its derivative, for arguments above 0, to about 1e-14.</summary>
internal static class GammaFunctions
{
    // Below this the recurrence Γ(x + 1) = x·Γ(x) leads up; above it six terms of Stirling's series are exact to the last digit.
    private const double SeriesFrom = 12;

    /// <summary>ln Γ(x) by Stirling's series (Abramowitz and Stegun 6.1.41).</summary>
    public static double Log(double x)
    {
        var product = 1.0;
        for (; x < SeriesFrom; x++)
        {
            product *= x;
        }

        var (inverse, square) = (1 / x, 1 / (x * x));
        var series =
            inverse
            * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square * (1.0 / 1188)))))))));
        return ((x - .5) * Math.Log(x)) - x + (.5 * Math.Log(2 * Math.PI)) + series - Math.Log(product);
    }

    /// <summary>ψ(x) = d ln Γ(x) / dx (Abramowitz and Stegun 6.3.18).</summary>
    public static double Digamma(double x)
    {
        var sum = 0.0;
        for (; x < SeriesFrom; x++)
        {
            sum += 1 / x;
        }

        var square = 1 / (x * x);
        var series =
            square * ((1.0 / 12) - (square * ((1.0 / 120) - (square * ((1.0 / 252) - (square * ((1.0 / 240) - (square * (1.0 / 132)))))))));
        return Math.Log(x) - (.5 / x) - series - sum;
    }
}
