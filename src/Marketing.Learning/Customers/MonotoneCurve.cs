namespace Marketing.Learning.Customers;

/// <summary>
/// Isotonic regression of amounts: the curve that never falls with the least squares to what happened (pool adjacent violators), straight between the blocks'
/// means, level outside them.
/// </summary>
/// <param name="Scores">Mean prediction of each block, rising. Shape [blocks].</param>
/// <param name="Values">Mean outcome of each block, never falling. Shape [blocks].</param>
public sealed record MonotoneCurve(double[] Scores, double[] Values)
{
    /// <summary>Leaves every prediction as it is.</summary>
    public static MonotoneCurve None { get; } = new([], []);

    /// <summary>Fits.</summary>
    /// <param name="scores">Predictions. Shape [n].</param>
    /// <param name="outcomes">What happened. Shape [n].</param>
    /// <param name="leastRows">A block has at least so many rows, so that no single outcome is a step; above 0.</param>
    public static MonotoneCurve Fit(double[] scores, double[] outcomes, int leastRows)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Length, scores.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(leastRows, 1);
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(row => scores[row]).ThenBy(row => outcomes[row])];
        List<(double Rows, double Score, double Outcome)> blocks = [];
        for (var from = 0; from < order.Length; )
        {
            var to = Math.Min(order.Length, from + leastRows);
            // Equal predictions are one point, and a rest too small for a block belongs to the last one.
            while (to < order.Length && (scores[order[to]].Equals(scores[order[to - 1]]) || order.Length - to < leastRows))
            {
                to++;
            }

            var rows = order[from..to];
            (double Rows, double Score, double Outcome) block = (rows.Length, rows.Sum(row => scores[row]), rows.Sum(row => outcomes[row]));
            while (blocks.Count > 0 && blocks[^1].Outcome / blocks[^1].Rows >= block.Outcome / block.Rows)
            {
                var (count, score, outcome) = blocks[^1];
                block = (block.Rows + count, block.Score + score, block.Outcome + outcome);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
            from = to;
        }

        return new MonotoneCurve([.. blocks.Select(b => b.Score / b.Rows)], [.. blocks.Select(b => b.Outcome / b.Rows)]);
    }

    /// <summary>The outcome to expect of a prediction. Never falls as the prediction rises.</summary>
    public double Apply(double score)
    {
        if (Scores.Length == 0)
        {
            return score;
        }

        var at = Array.BinarySearch(Scores, score);
        if (at >= 0)
        {
            return Values[at];
        }

        var next = ~at;
        if (next == 0 || next == Scores.Length)
        {
            return Values[Math.Min(next, Scores.Length - 1)];
        }

        var share = (score - Scores[next - 1]) / (Scores[next] - Scores[next - 1]);
        return Values[next - 1] + (share * (Values[next] - Values[next - 1]));
    }
}
