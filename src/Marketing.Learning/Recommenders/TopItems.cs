using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Recommenders;

/// <summary>
/// The k best of many scores, by a bounded heap behind a vectorised threshold. Higher scores come first and equal scores by the lower
/// item index, so that two replicas give one list.
/// </summary>
public static class TopItems
{
    /// <summary>Picks the best items.</summary>
    /// <param name="scores">One score an item, index = item. −∞ leaves the item out (seen, hidden, sold out).</param>
    /// <param name="items">Receives the item indices, best first; its length is k.</param>
    /// <param name="itemScores">Receives their scores. Shape [k].</param>
    /// <returns>How many were found: k, or fewer when fewer items are above −∞.</returns>
    /// <exception cref="ArgumentException">The two outputs differ in length.</exception>
    /// <exception cref="ArithmeticException">A score is NaN: a ranking over it would depend on the order of comparisons.</exception>
    public static int Select(ReadOnlySpan<float> scores, Span<int> items, Span<float> itemScores)
    {
        if (items.Length != itemScores.Length)
        {
            throw new ArgumentException("items and itemScores differ in length.", nameof(itemScores));
        }

        if (items.Length == 0)
        {
            return 0;
        }

        var best = new TopHeap<float>(items, itemScores);
        var vectors = MemoryMarshal.Cast<float, Vector512<float>>(scores);
        for (var at = 0; at < vectors.Length; at++)
        {
            // NaN compares false both ways, hence the negated comparison: it goes the slow way and is found there.
            var threshold = Vector512.Create(best.Threshold);
            if (Vector512.LessThanOrEqualAll(vectors[at], threshold))
            {
                continue;
            }

            var from = at * Vector512<float>.Count;
            for (var item = from; item < from + Vector512<float>.Count; item++)
            {
                best.Offer(item, scores[item]);
            }
        }

        for (var item = vectors.Length * Vector512<float>.Count; item < scores.Length; item++)
        {
            best.Offer(item, scores[item]);
        }

        return best.Finish();
    }
}
