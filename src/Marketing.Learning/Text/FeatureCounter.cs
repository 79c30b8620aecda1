using System.Numerics;
using System.Runtime.CompilerServices;

namespace Marketing.Learning.Text;

/// <summary>Counts keys: a table with open addressing that is emptied by going over what is in it. No allocation once it has seen as many.</summary>
public sealed class FeatureCounter
{
    private ulong[] _keys = new ulong[1024];
    private int[] _counts = new int[1024];
    private int[] _numbers = new int[1024];
    private int[] _places = new int[512];

    /// <summary>Number of different keys.</summary>
    public int Distinct { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (var place in _places.AsSpan(0, Distinct))
        {
            _counts[place] = 0;
        }

        Distinct = 0;
    }

    /// <summary>Counts a key once more.</summary>
    /// <param name="key">Low bits well spread.</param>
    /// <returns>True when it is new.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ulong key)
    {
        var (keys, counts) = (_keys, _counts);
        var mask = counts.Length - 1;
        var at = (int)key & mask;
        while ((uint)at < (uint)counts.Length && (uint)at < (uint)keys.Length)
        {
            if (counts[at] == 0)
            {
                AddNew(at, key);
                return true;
            }

            if (keys[at] == key)
            {
                counts[at]++;
                return false;
            }

            at = (at + 1) & mask;
        }

        return false;
    }

    /// <summary>A key and how often it came, in the order in which keys came first.</summary>
    /// <param name="number">0 to <see cref="Distinct"/> - 1.</param>
    public (ulong Key, int Count) At(int number) => (_keys[_places[number]], _counts[_places[number]]);

    /// <summary>The number of a key that was counted, for <see cref="At"/>; -1 for another.</summary>
    public int NumberOf(ulong key)
    {
        var mask = _counts.Length - 1;
        for (var at = (int)key & mask; _counts[at] != 0; at = (at + 1) & mask)
        {
            if (_keys[at] == key)
            {
                return _numbers[at];
            }
        }

        return -1;
    }

    private void AddNew(int at, ulong key)
    {
        (_keys[at], _counts[at], _numbers[at]) = (key, 1, Distinct);
        _places[Distinct++] = at;
        if (Distinct == _places.Length)
        {
            Grow();
        }
    }

    private void Grow()
    {
        var (keys, counts, places) = (_keys, _counts, _places);
        var room = (int)BitOperations.RoundUpToPowerOf2((uint)counts.Length * 2);
        (_keys, _counts, _numbers, _places) = (new ulong[room], new int[room], new int[room], new int[room / 2]);
        for (var number = 0; number < Distinct; number++)
        {
            var from = places[number];
            var to = (int)keys[from] & (room - 1);
            while (_counts[to] != 0)
            {
                to = (to + 1) & (room - 1);
            }

            (_keys[to], _counts[to], _numbers[to], _places[number]) = (keys[from], counts[from], number, to);
        }
    }
}
