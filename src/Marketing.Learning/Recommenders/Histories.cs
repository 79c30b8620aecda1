namespace Marketing.Learning.Recommenders;

/// <summary>All users' histories, one after the other (compressed rows). User u's events are [Starts[u], Starts[u+1]).</summary>
public sealed class Histories
{
    private readonly long[] _starts;
    private readonly int[] _items;
    private readonly float[] _weights;
    private readonly long[] _times;

    /// <summary>Takes the arrays over; they must not change afterwards.</summary>
    /// <param name="itemCount">Number of dense item indices.</param>
    /// <param name="starts">Shape [users + 1], ascending, starts[0] = 0.</param>
    /// <param name="items">Shape [events], each user's oldest first.</param>
    /// <param name="weights">Shape [events].</param>
    /// <param name="times">Shape [events], Unix seconds.</param>
    /// <exception cref="ArgumentException">Lengths disagree or an item index is out of range.</exception>
    public Histories(int itemCount, long[] starts, int[] items, float[] weights, long[] times)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(times);
        if (
            starts.Length == 0
            || starts[0] != 0
            || starts[^1] != items.Length
            || weights.Length != items.Length
            || times.Length != items.Length
        )
        {
            throw new ArgumentException("starts, items, weights and times disagree in length.");
        }

        if (items.Any(item => (uint)item >= (uint)itemCount))
        {
            throw new ArgumentException($"An item index is outside 0..{itemCount - 1}.", nameof(items));
        }

        ItemCount = itemCount;
        (_starts, _items, _weights, _times) = (starts, items, weights, times);
    }

    /// <summary>Number of dense item indices.</summary>
    public int ItemCount { get; }

    /// <summary>False when nobody knows when anything happened: the times are all 0, and the order is only that of the input.</summary>
    public bool HasTimes { get; init; } = true;

    /// <summary>What is said of each item, null where nothing is; null when nobody was asked. Shape [ItemCount].</summary>
    public IReadOnlyList<ItemDescription?>? Descriptions { get; private init; }

    /// <summary>Number of users.</summary>
    public int UserCount => _starts.Length - 1;

    /// <summary>Number of events of all users.</summary>
    public long EventCount => _items.LongLength;

    /// <summary>The same events, with descriptions of their items and of further ones, which come behind and have no events.</summary>
    /// <param name="items">Shape [at least ItemCount].</param>
    /// <exception cref="ArgumentException">There are fewer descriptions than items.</exception>
    public Histories Describe(IReadOnlyList<ItemDescription?> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count >= ItemCount
            ? new Histories(items.Count, _starts, _items, _weights, _times) { HasTimes = HasTimes, Descriptions = items }
            : throw new ArgumentException($"{ItemCount} items have {items.Count} descriptions.", nameof(items));
    }

    /// <summary>One user's events.</summary>
    public History this[int user]
    {
        get
        {
            var start = checked((int)_starts[user]);
            var length = checked((int)(_starts[user + 1] - _starts[user]));
            return new History(_items.AsSpan(start, length), _weights.AsSpan(start, length), _times.AsSpan(start, length));
        }
    }
}
