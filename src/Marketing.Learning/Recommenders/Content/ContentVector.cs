namespace Marketing.Learning.Recommenders.Content;

/// <summary>A description as a point of length 1 (or 0, when nothing of it is known): the inner product of two is their similarity.</summary>
/// <param name="terms">Numbers of terms, ascending. Shape [n].</param>
/// <param name="weights">Their weights. Shape [n].</param>
public readonly ref struct ContentVector(ReadOnlySpan<int> terms, ReadOnlySpan<float> weights)
{
    /// <summary>Numbers of terms, ascending.</summary>
    public ReadOnlySpan<int> Terms { get; } = terms;

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<float> Weights { get; } = weights;

    /// <summary>Cosine of the angle, in [0, 1].</summary>
    public float Similarity(ContentVector other)
    {
        var (sum, own, its) = (0f, 0, 0);
        while (own < Terms.Length && its < other.Terms.Length)
        {
            if (Terms[own] == other.Terms[its])
            {
                sum += Weights[own++] * other.Weights[its++];
            }
            else if (Terms[own] < other.Terms[its])
            {
                own++;
            }
            else
            {
                its++;
            }
        }

        return Math.Min(1, sum);
    }
}
