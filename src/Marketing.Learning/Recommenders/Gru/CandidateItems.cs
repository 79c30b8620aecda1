using System.Numerics;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>
/// The items that a batch compares: the next items of all its positions, and items drawn evenly. In a sum over them an item that enters with
/// probability π stands for 1/π items (Horvitz and Thompson 1952), so that the loss is that of a softmax over the whole catalogue on average.
/// </summary>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class CandidateItems<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] _shares;
    private readonly int _drawn;
    private readonly int[] _slots;
    private readonly List<int> _items = [];

    /// <param name="counts">Events of each item.</param>
    /// <param name="drawn">Items drawn a batch; as many as there are items or more: all of them, once each.</param>
    public CandidateItems(ReadOnlySpan<int> counts, int drawn)
    {
        (_drawn, _slots) = (drawn, new int[counts.Length]);
        var all = 0.0;
        foreach (var count in counts)
        {
            all += count;
        }

        _shares = new double[counts.Length];
        for (var item = 0; item < counts.Length; item++)
        {
            _shares[item] = counts[item] / Math.Max(1, all);
        }

        Array.Fill(_slots, -1);
    }

    /// <summary>The items, each once. Shape [n].</summary>
    public IReadOnlyList<int> Items => _items;

    /// <summary>−ln π of each. Shape [n].</summary>
    public T[] Corrections { get; private set; } = [];

    /// <summary>What is added to the logit of each: its bias and −ln π. Shape [n].</summary>
    public T[] Offsets { get; private set; } = [];

    /// <summary>Their vectors side by side. Shape [n × size].</summary>
    public T[] Vectors { get; private set; } = [];

    /// <summary>Where an item stands among them, or −1.</summary>
    public int SlotOf(int item) => _slots[item];

    /// <summary>Chooses the items of a batch and copies their vectors.</summary>
    /// <param name="next">The right answers of all positions.</param>
    /// <param name="network">Whose vectors.</param>
    /// <param name="seed">Another for every batch.</param>
    public void Choose(ReadOnlySpan<int> next, GruNetwork<T> network, ulong seed)
    {
        foreach (var item in _items)
        {
            _slots[item] = -1;
        }

        _items.Clear();
        foreach (var item in next)
        {
            Add(item);
        }

        var isAll = _drawn >= _slots.Length;
        for (var draw = 0; draw < Math.Min(_drawn, _slots.Length); draw++)
        {
            Add(isAll ? draw : (int)(SplitMix64.At(seed, (ulong)draw) % (ulong)_slots.Length));
        }

        var size = network.Items.Width;
        (Corrections, Offsets, Vectors) = (new T[_items.Count], new T[_items.Count], new T[_items.Count * size]);
        var missedByDraws = isAll ? 0 : Math.Exp(_drawn * Math.Log(1 - (1.0 / _slots.Length)));
        for (var slot = 0; slot < _items.Count; slot++)
        {
            var missed = Math.Exp(next.Length * Math.Log(Math.Max(1e-300, 1 - _shares[_items[slot]]))) * missedByDraws;
            Corrections[slot] = T.CreateTruncating(-Math.Log(1 - missed));
            Offsets[slot] = network.Biases.Values[_items[slot]] + Corrections[slot];
            network.Items[_items[slot]].CopyTo(Vectors.AsSpan(slot * size));
        }
    }

    private void Add(int item)
    {
        if (_slots[item] < 0)
        {
            _slots[item] = _items.Count;
            _items.Add(item);
        }
    }
}
