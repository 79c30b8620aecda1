using System.Buffers;
using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Numerics;

/// <summary>A history's distinct items, ascending, with the sum of their weights and the newest event of each. Dispose returns the memory.</summary>
internal ref struct DistinctItems : IDisposable
{
    private readonly int[] _items;
    private readonly int[] _newest;
    private readonly float[] _sums;

    public DistinctItems(History history)
    {
        var keys = ArrayPool<long>.Shared.Rent(history.Length);
        _items = ArrayPool<int>.Shared.Rent(history.Length);
        _newest = ArrayPool<int>.Shared.Rent(history.Length);
        _sums = ArrayPool<float>.Shared.Rent(history.Length);
        for (var at = 0; at < history.Length; at++)
        {
            keys[at] = ((long)history.Items[at] << 32) | (uint)at;
        }

        keys.AsSpan(0, history.Length).Sort();
        foreach (var key in keys.AsSpan(0, history.Length))
        {
            var (item, at) = ((int)(key >> 32), (int)key);
            if (Count == 0 || _items[Count - 1] != item)
            {
                (_items[Count], _sums[Count]) = (item, 0);
                Count++;
            }

            _newest[Count - 1] = at;
            _sums[Count - 1] += history.Weights[at];
        }

        ArrayPool<long>.Shared.Return(keys);
    }

    public int Count { get; }

    public readonly ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>Position in the history of the newest event with the item.</summary>
    public readonly ReadOnlySpan<int> NewestEvents => _newest.AsSpan(0, Count);

    public readonly ReadOnlySpan<float> Sums => _sums.AsSpan(0, Count);

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_items);
        ArrayPool<int>.Shared.Return(_newest);
        ArrayPool<float>.Shared.Return(_sums);
    }
}
