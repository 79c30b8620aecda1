namespace Marketing.Sentiment.Reviews;

/// <summary>A share of positive feeling and how sure it is.</summary>
/// <param name="Value">Positive ÷ (positive + negative); null when there is neither.</param>
/// <param name="Low">Lower end of the 95 % interval, in [0, 1].</param>
/// <param name="High">Upper end.</param>
internal readonly record struct Share(double? Value, double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <summary>The interval of Wilson (1927): (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n); all of [0, 1] without any review.</summary>
    public static Share Of(int positive, int negative)
    {
        double n = positive + negative;
        if (n == 0)
        {
            return new Share(null, 0, 1);
        }

        var p = positive / n;
        var middle = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n))) / (1 + (Z * Z / n));
        return new Share(p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
