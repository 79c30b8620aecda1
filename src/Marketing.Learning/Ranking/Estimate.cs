namespace Marketing.Learning.Ranking;

/// <summary>A mean over users and how far chance may have moved it.</summary>
/// <param name="Mean">Arithmetic mean; 0 of nobody.</param>
/// <param name="StandardError">s/√n with s² = Σ(x − mean)²/(n − 1); 0 when n is below 2.</param>
public readonly record struct Estimate(double Mean, double StandardError)
{
    /// <summary>Of independent values.</summary>
    public static Estimate Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            return new Estimate(0, 0);
        }

        var mean = values.Sum() / values.Count;
        var squares = values.Sum(value => (value - mean) * (value - mean));
        return new Estimate(mean, values.Count < 2 ? 0 : Math.Sqrt(squares / (values.Count - 1) / values.Count));
    }
}
