namespace Marketing.Learning.Ranking;

/// <summary>How good one user's list is. All in [0, 1].</summary>
/// <param name="Precision">hits / k, also when the list is shorter.</param>
/// <param name="Recall">hits / |relevant|.</param>
/// <param name="F1">2PR / (P + R) of this user's P and R; 0 when both are 0.</param>
/// <param name="Ndcg">Σ 1/log₂(rank + 1) over the hits, over the same sum for ranks 1 to min(k, |relevant|).</param>
/// <param name="Map">Σ precision@rank over the hits, / min(k, |relevant|).</param>
/// <param name="HitRate">1 with any hit, else 0.</param>
public readonly record struct RankingMetrics(double Precision, double Recall, double F1, double Ndcg, double Map, double HitRate)
{
    /// <summary>The names, in the order of <see cref="ToArray"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["precision", "recall", "f1", "ndcg", "map", "hitRate"];

    /// <summary>Judges one list.</summary>
    /// <param name="k">Cut-off, at least 1.</param>
    /// <param name="isHit">For each rank, best first, whether the item is relevant. Shape [n]; ranks after k are ignored.</param>
    /// <param name="relevantCount">The user's held-out items, those that no model can know included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> or <paramref name="relevantCount"/> is below 1.</exception>
    public static RankingMetrics Of(int k, ReadOnlySpan<bool> isHit, int relevantCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(relevantCount, 1);
        var (hits, gain, precisions) = (0, 0.0, 0.0);
        for (var rank = 1; rank <= Math.Min(k, isHit.Length); rank++)
        {
            if (isHit[rank - 1])
            {
                hits++;
                gain += Discount(rank);
                precisions += (double)hits / rank;
            }
        }

        var reachable = Math.Min(k, relevantCount);
        var ideal = 0.0;
        for (var rank = 1; rank <= reachable; rank++)
        {
            ideal += Discount(rank);
        }

        var (precision, recall) = ((double)hits / k, (double)hits / relevantCount);
        var f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new RankingMetrics(precision, recall, f1, gain / ideal, precisions / reachable, hits > 0 ? 1 : 0);
    }

    /// <summary>In the order of <see cref="Names"/>.</summary>
    public double[] ToArray() => [Precision, Recall, F1, Ndcg, Map, HitRate];

    private static double Discount(int rank) => 1 / Math.Log2(rank + 1);
}
