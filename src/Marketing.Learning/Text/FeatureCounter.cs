using System.Runtime.CompilerServices;

namespace Marketing.Learning.Text;

/// <summary>Counts keys: a table with open addressing that is emptied by going over what is in it. No allocation once it has seen as many.</summary>
public sealed class FeatureCounter
{
    // A key and its count side by side: a large table is missed by the cache once a key, not twice.
    private Slot[] _slots = new Slot[1024];
    private int[] _places = new int[512];

    /// <summary>Number of different keys.</summary>
    public int Distinct { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (var place in _places.AsSpan(0, Distinct))
        {
            _slots[place].Count = 0;
        }

        Distinct = 0;
    }

    /// <summary>Counts a key once more.</summary>
    /// <param name="key">Low bits well spread.</param>
    /// <returns>True when it is new.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ulong key)
    {
        var slots = _slots;
        for (var at = (int)key & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            ref var slot = ref slots[at];
            if (slot.Count == 0)
            {
                AddNew(at, key);
                return true;
            }

            if (slot.Key == key)
            {
                slot.Count++;
                return false;
            }
        }
    }

    /// <summary>A key and how often it came, in the order in which keys came first.</summary>
    /// <param name="number">0 to <see cref="Distinct"/> - 1.</param>
    public (ulong Key, int Count) At(int number) => (_slots[_places[number]].Key, _slots[_places[number]].Count);

    private void AddNew(int at, ulong key)
    {
        _slots[at] = new Slot { Key = key, Count = 1 };
        _places[Distinct++] = at;
        if (Distinct == _places.Length)
        {
            Grow();
        }
    }

    private void Grow()
    {
        var (slots, places) = (_slots, _places);
        var mask = (2 * slots.Length) - 1;
        (_slots, _places) = (new Slot[mask + 1], new int[mask / 2 + 1]);
        for (var number = 0; number < Distinct; number++)
        {
            var slot = slots[places[number]];
            var to = (int)slot.Key & mask;
            while (_slots[to].Count != 0)
            {
                to = (to + 1) & mask;
            }

            (_slots[to], _places[number]) = (slot, to);
        }
    }

    private struct Slot
    {
        public ulong Key;
        public int Count;
    }
}
