namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>
/// Softmax over a list: −mean over the relevant of log p, p_i = e^{s_i}/Σe^s (Cao et al., "Learning to rank: from pairwise approach to listwise
/// approach", 2007, with one top place). Each list counts the same, however long it is.
/// </summary>
internal static class ListwiseLoss
{
    /// <summary>One list.</summary>
    /// <param name="scores">Shape [n], overwritten by dLoss/dScore = p − y/|y|.</param>
    /// <param name="isNext">Shape [n], at least one true.</param>
    /// <returns>The loss.</returns>
    public static double Of(Span<double> scores, ReadOnlySpan<bool> isNext)
    {
        var (highest, relevant, wanted) = (double.NegativeInfinity, 0, 0.0);
        for (var at = 0; at < scores.Length; at++)
        {
            highest = Math.Max(highest, scores[at]);
            if (isNext[at])
            {
                relevant++;
                wanted += scores[at];
            }
        }

        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += Math.Exp(score - highest);
        }

        var logSum = highest + Math.Log(sum);
        for (var at = 0; at < scores.Length; at++)
        {
            scores[at] = Math.Exp(scores[at] - logSum) - (isNext[at] ? 1.0 / relevant : 0);
        }

        return logSum - (wanted / relevant);
    }
}
