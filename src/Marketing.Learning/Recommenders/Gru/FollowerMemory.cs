using System.Numerics;
using Marketing.Learning.Neural;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>
/// The part of a score that remembers who followed whom, for one position of one user's history: w·ln(1 + Σ_m v_m·A[h_m, j]). In training the
/// user's own pairs from what he has done by then to what he does later are taken out of A, else the answer would be in the question.
/// </summary>
/// <param name="follows">A. Shape [items × items].</param>
/// <param name="longestGap">Longest gap that A counts.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class FollowerMemory<T>(SparseRows follows, int longestGap)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(int Slot, int Step, T Count)> _entries = [];
    private readonly Growing<T> _sums = new();
    private readonly Growing<T> _own = new();

    /// <summary>Adds the memory to the logits of one position.</summary>
    /// <param name="network">w and v.</param>
    /// <param name="history">All of the user's items in training, oldest first.</param>
    /// <param name="known">So many of them are known at this position; the next is the answer.</param>
    /// <param name="candidates">Whose logits.</param>
    /// <param name="logits">Shape [candidates]; added to.</param>
    public void Forward(GruNetwork<T> network, ReadOnlySpan<int> history, int known, CandidateItems<T> candidates, Span<T> logits)
    {
        _entries.Clear();
        var sums = _sums.TakeCleared(logits.Length);
        var own = _own.TakeCleared(logits.Length);
        for (var step = 0; step < Math.Min(network.Steps, known); step++)
        {
            var item = history[known - 1 - step];
            AddOwn(history, known, item, candidates, own, T.One);
            var columns = follows.Columns(item);
            var counts = follows.Values(item);
            var weight = network.StepWeight(step);
            for (var at = 0; at < columns.Length; at++)
            {
                var slot = candidates.SlotOf(columns[at]);
                if (slot < 0)
                {
                    continue;
                }

                // Below zero only by rounding: A is kept in single precision.
                var count = T.Max(T.Zero, T.CreateTruncating(counts[at]) - own[slot]);
                sums[slot] += weight * count;
                _entries.Add((slot, step, count));
            }

            AddOwn(history, known, item, candidates, own, T.Zero);
        }

        foreach (var (slot, _, _) in _entries)
        {
            // Several entries may share a slot: the sum is turned into its logarithm once and marked by its sign.
            if (sums[slot] > T.Zero)
            {
                logits[slot] += network.MemoryWeight * T.Log(T.One + sums[slot]);
                sums[slot] = -sums[slot];
            }
        }
    }

    /// <summary>After <see cref="Forward"/>: gradient of w and the u.</summary>
    /// <param name="network">w and v.</param>
    /// <param name="errors">Gradient by the logits. Shape [candidates].</param>
    /// <param name="gradient">Shape of the flat array; added to.</param>
    public void Backward(GruNetwork<T> network, ReadOnlySpan<T> errors, Span<T> gradient)
    {
        var sums = _sums.Span;
        foreach (var (slot, step, count) in _entries)
        {
            // The sums are negative now: 1 + Σ is 1 − sum.
            var sum = T.One + T.Abs(sums[slot]);
            gradient[network.MemoryAt + 1 + step] += errors[slot] * network.MemoryWeight * network.StepWeight(step) * count / sum;
            if (sums[slot] < T.Zero)
            {
                gradient[network.MemoryAt] += errors[slot] * T.Log(sum);
                sums[slot] = -sums[slot];
            }
        }
    }

    /// <summary>How often the user himself went from an item he knows at this position to one that comes later; with factor 0, forgets it.</summary>
    private void AddOwn(ReadOnlySpan<int> history, int known, int item, CandidateItems<T> candidates, Span<T> own, T factor)
    {
        for (var from = Math.Max(0, known - longestGap); from < known; from++)
        {
            for (var to = known; history[from] == item && to < Math.Min(history.Length, from + longestGap + 1); to++)
            {
                if (candidates.SlotOf(history[to]) is >= 0 and var slot)
                {
                    own[slot] = factor * (own[slot] + (T.One / T.CreateTruncating(to - from)));
                }
            }
        }
    }
}
