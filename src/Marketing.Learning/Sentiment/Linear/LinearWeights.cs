namespace Marketing.Learning.Sentiment.Linear;

/// <summary>One hyperplane: a text's margin is Σ value · weight + intercept.</summary>
/// <param name="Weights">Shape [features].</param>
/// <param name="Intercept">Margin of a text without features.</param>
internal sealed record LinearWeights(float[] Weights, double Intercept)
{
    /// <summary>The file of the engine that fitted it; null where that is this one.</summary>
    public byte[]? File { get; init; }

    public double Margin(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        var (weights, sum) = (Weights, 0f);
        for (var at = 0; at < indices.Length && at < values.Length; at++)
        {
            sum += weights[indices[at]] * values[at];
        }

        return sum + Intercept;
    }

    public double Margin(TextRows rows, int row)
    {
        if (rows.Values is { } values)
        {
            return Margin(rows.Indices[row], values[row]);
        }

        var (weights, sum) = (Weights, 0f);
        foreach (var index in rows.Indices[row])
        {
            sum += weights[index];
        }

        return sum + Intercept;
    }
}
