using System.Numerics;
using System.Numerics.Tensors;
using Marketing.Learning.Neural;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>
/// The part of a score that remembers who followed whom, for one position of one user's history: w·ln(1 + Σ_m v_m·A[h_m, j]). In training the
/// user's own pairs from what he has done by then to what he does later are taken out of A, else the answer would be in the question.
/// Rows of A are laid out over a batch's candidates once and then used by every position that has the item: where items have thousands of
/// followers, looking each of them up at each position took three quarters of the training.
/// </summary>
/// <param name="follows">A. Shape [items × items].</param>
/// <param name="longestGap">Longest gap that A counts.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class FollowerMemory<T>(SparseRows follows, int longestGap)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers that rows are laid out in: then they are laid out anew.</summary>
    public const int MostNumbers = 1 << 21;

    private readonly Dictionary<int, int> _rowOf = [];
    private readonly List<(int Row, int Slot, T Count)> _own = [];
    private readonly List<(int Row, int OwnEnd)> _steps = [];
    private readonly Growing<T> _sums = new();
    private readonly Growing<T> _logs = new();
    private T[] _rows = [];

    /// <summary>Forgets what was laid out: the next positions are of another batch.</summary>
    public void Begin() => _rowOf.Clear();

    /// <summary>Adds the memory to the logits of one position.</summary>
    /// <param name="network">w and v.</param>
    /// <param name="history">All of the user's items in training, oldest first.</param>
    /// <param name="known">So many of them are known at this position; the next is the answer.</param>
    /// <param name="candidates">Whose logits; the same since <see cref="Begin"/>.</param>
    /// <param name="logits">Shape [candidates]; added to.</param>
    public void Forward(GruNetwork<T> network, ReadOnlySpan<int> history, int known, CandidateItems<T> candidates, Span<T> logits)
    {
        var count = logits.Length;
        var steps = Math.Min(network.Steps, known);
        if ((_rowOf.Count + steps) * (long)count > MostNumbers)
        {
            _rowOf.Clear();
        }

        var sums = _sums.TakeCleared(count);
        _own.Clear();
        _steps.Clear();
        for (var step = 0; step < steps; step++)
        {
            var item = history[known - 1 - step];
            var row = RowOf(item, candidates, count);
            AddOwn(history, known, item, candidates, row);
            _steps.Add((row, _own.Count));
            var counts = Exchange(step, count);
            TensorPrimitives.MultiplyAdd(counts, network.StepWeight(step), sums, sums);
            Exchange(step, count);
        }

        TensorPrimitives.Add(sums, T.One, sums);
        var logs = _logs.Take(count);
        TensorPrimitives.Log<T>(sums, logs);
        TensorPrimitives.MultiplyAdd(logs, network.MemoryWeight, logits, logits);
    }

    /// <summary>After <see cref="Forward"/>: gradient of w and the u.</summary>
    /// <param name="network">w and v.</param>
    /// <param name="errors">Gradient by the logits. Shape [candidates].</param>
    /// <param name="gradient">Shape of the flat array; added to.</param>
    public void Backward(GruNetwork<T> network, ReadOnlySpan<T> errors, Span<T> gradient)
    {
        gradient[network.MemoryAt] += TensorPrimitives.Dot(errors, _logs.Span);
        var shares = _sums.Span; // 1 + Σ
        TensorPrimitives.Divide(errors, shares, shares);
        for (var step = 0; step < _steps.Count; step++)
        {
            var counts = Exchange(step, errors.Length);
            gradient[network.MemoryAt + 1 + step] += network.MemoryWeight * network.StepWeight(step) * TensorPrimitives.Dot(shares, counts);
            Exchange(step, errors.Length);
        }
    }

    /// <summary>The row of A of a step; puts the user's own counts in, and when asked again those of everybody back.</summary>
    private ReadOnlySpan<T> Exchange(int step, int count)
    {
        var (row, end) = _steps[step];
        var counts = _rows.AsSpan(row * count, count);
        for (var at = step == 0 ? 0 : _steps[step - 1].OwnEnd; at < end; at++)
        {
            var (_, slot, other) = _own[at];
            _own[at] = (row, slot, counts[slot]);
            counts[slot] = other;
        }

        return counts;
    }

    /// <summary>Where an item's row of A lies over the candidates.</summary>
    private int RowOf(int item, CandidateItems<T> candidates, int count)
    {
        if (_rowOf.TryGetValue(item, out var row))
        {
            return row;
        }

        row = _rowOf.Count;
        if (_rows.Length < (row + 1) * count)
        {
            Array.Resize(ref _rows, Math.Max((row + 1) * count, Math.Min(MostNumbers, 2 * _rows.Length)));
        }

        _rowOf.Add(item, row);
        var to = _rows.AsSpan(row * count, count);
        to.Clear();
        var columns = follows.Columns(item);
        var counts = follows.Values(item);
        for (var at = 0; at < columns.Length; at++)
        {
            if (candidates.SlotOf(columns[at]) is >= 0 and var slot)
            {
                to[slot] = T.CreateTruncating(counts[at]);
            }
        }

        return row;
    }

    /// <summary>What is left of a row's counts without the steps that the user himself takes later.</summary>
    private void AddOwn(ReadOnlySpan<int> history, int known, int item, CandidateItems<T> candidates, int row)
    {
        var first = _own.Count;
        for (var from = Math.Max(0, known - longestGap); from < known; from++)
        {
            for (var to = known; history[from] == item && to < Math.Min(history.Length, from + longestGap + 1); to++)
            {
                if (candidates.SlotOf(history[to]) is >= 0 and var slot)
                {
                    Leave(first, row, slot, candidates.Items.Count, T.One / T.CreateTruncating(to - from));
                }
            }
        }
    }

    private void Leave(int first, int row, int slot, int count, T own)
    {
        var at = first;
        while (at < _own.Count && _own[at].Slot != slot)
        {
            at++;
        }

        if (at == _own.Count)
        {
            _own.Add((row, slot, _rows[(row * count) + slot]));
        }

        // Below zero only by rounding: A is kept in single precision.
        _own[at] = (row, slot, T.Max(T.Zero, _own[at].Count - own));
    }
}
