using System.Numerics.Tensors;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>Items that can be among the best, with the upper bounds of their scores (or estimates of them), in the caller's memory.</summary>
/// <param name="items">Shape [capacity].</param>
/// <param name="uppers">Shape [capacity].</param>
internal ref struct CandidateList(Span<int> items, Span<float> uppers)
{
    private readonly Span<int> _items = items;
    private readonly Span<float> _uppers = uppers;

    public int Count { get; private set; }

    public readonly int Capacity => _items.Length;

    public readonly ReadOnlySpan<int> Items => _items[..Count];

    /// <summary>Adds one; makes room by what the threshold has ruled out since. False when there is none.</summary>
    public bool TryAdd(int item, float upper, float threshold)
    {
        if (Count == _items.Length)
        {
            Keep(threshold);
            // Near the brim it would be tidied for every item.
            if (Count > _items.Length / 4 * 3)
            {
                return false;
            }
        }

        (_items[Count], _uppers[Count]) = (item, upper);
        Count++;
        return true;
    }

    public void Clear() => Count = 0;

    /// <summary>Keeps those whose upper bound reaches the threshold.</summary>
    public void Keep(float threshold)
    {
        var kept = 0;
        for (var at = 0; at < Count; at++)
        {
            if (_uppers[at] >= threshold)
            {
                (_items[kept], _uppers[kept]) = (_items[at], _uppers[at]);
                kept++;
            }
        }

        Count = kept;
    }

    /// <summary>A value that about so many of them reach: −∞ where they are not as many, and what they are where all are equal.</summary>
    public readonly float UpperPart(int wanted)
    {
        if (Count <= wanted)
        {
            return float.NegativeInfinity;
        }

        const int Bins = 1024;
        Span<int> counts = stackalloc int[Bins];
        counts.Clear();
        var values = _uppers[..Count];
        var (least, most) = (TensorPrimitives.Min<float>(values), TensorPrimitives.Max<float>(values));
        if (!(most > least))
        {
            return most;
        }

        var scale = (Bins - 1) / (most - least);
        foreach (var value in values)
        {
            counts[(int)((value - least) * scale)]++;
        }

        var (bin, kept) = (Bins, 0);
        while (kept < wanted && bin > 0)
        {
            kept += counts[--bin];
        }

        return least + (bin / scale);
    }

    /// <summary>Another upper bound for one of them.</summary>
    public readonly void Tighten(int at, float upper) => _uppers[at] = upper;
}
