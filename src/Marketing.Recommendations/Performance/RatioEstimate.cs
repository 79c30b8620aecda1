namespace Marketing.Recommendations.Performance;

/// <summary>A figure and where it lies with 95 % confidence.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal sealed record Interval(double Value, double Low, double High);

/// <summary>
/// Sums over subjects from which ratios and their intervals follow. One customer's answers are alike, so that not answers but subjects are drawn:
/// the variance is that of a ratio of sums over subjects (delta method; Deng, Knoblich and Lu 2018).
/// </summary>
/// <param name="Subjects">How many, m.</param>
/// <param name="N">Σ nᵢ, answers.</param>
/// <param name="NN">Σ nᵢ².</param>
/// <param name="Y">Σ yᵢ, what is counted.</param>
/// <param name="YY">Σ yᵢ².</param>
/// <param name="YN">Σ yᵢnᵢ.</param>
internal readonly record struct RatioSums(long Subjects, double N, double NN, double Y, double YY, double YN)
{
    private const double Z = 1.959963984540054;

    /// <summary>Y ÷ N; 0 without answers.</summary>
    public double Ratio => N > 0 ? Y / N : 0;

    /// <summary>Variance of <see cref="Ratio"/>: m ÷ (m − 1) × Σ(yᵢ − R nᵢ)² ÷ N²; NaN below two subjects.</summary>
    public double Variance =>
        Subjects < 2 || N <= 0
            ? double.NaN
            : (double)Subjects / (Subjects - 1) * Math.Max(0, YY - (2 * Ratio * YN) + (Ratio * Ratio * NN)) / (N * N);

    /// <summary>A mean, such as revenue an answer; null below two subjects.</summary>
    public Interval? Mean()
    {
        if (double.IsNaN(Variance))
        {
            return null;
        }

        var half = Z * Math.Sqrt(Variance);
        return new Interval(Ratio, Ratio - half, Ratio + half);
    }

    /// <summary>A share of answers: Wilson's interval for as many independent answers as would have this variance; null without answers.</summary>
    public Interval? Share()
    {
        if (N <= 0)
        {
            return null;
        }

        var spread = Ratio * (1 - Ratio);
        var independent = Variance > 0 && spread > 0 ? Math.Clamp(spread / Variance, 1, N) : Math.Max(1, Subjects);
        return Wilson(Ratio, independent);
    }

    /// <summary>Wilson's score interval.</summary>
    /// <param name="share">In [0, 1].</param>
    /// <param name="n">Independent observations, above 0.</param>
    public static Interval Wilson(double share, double n)
    {
        var (z2, scale) = (Z * Z, 1 + (Z * Z / n));
        var centre = (share + (z2 / (2 * n))) / scale;
        var half = Z / scale * Math.Sqrt((share * (1 - share) / n) + (z2 / (4 * n * n)));
        return new Interval(share, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
