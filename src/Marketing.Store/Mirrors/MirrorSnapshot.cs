using System.Diagnostics.CodeAnalysis;

namespace Marketing.Store.Mirrors;

/// <summary>
/// An immutable view of a table's rows by key. A change of a few rows makes a new snapshot that shares the big dictionary with the old one and carries the changed rows
/// beside it; once there are many of those, they are folded in.
/// </summary>
internal sealed class MirrorSnapshot<T>
    where T : class
{
    private const int MostChanges = 2_000;
    private readonly Dictionary<string, T> _rows;
    private readonly Dictionary<string, T?> _changes;

    public MirrorSnapshot(Dictionary<string, T> rows, DateTimeOffset newest, long version)
        : this(rows, [], rows.Count, newest, version) { }

    private MirrorSnapshot(Dictionary<string, T> rows, Dictionary<string, T?> changes, int count, DateTimeOffset newest, long version) =>
        (_rows, _changes, Count, Newest, Version) = (rows, changes, count, newest, version);

    public static MirrorSnapshot<T> Empty { get; } = new([], DateTimeOffset.MinValue, 0);

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Newest time of change among the rows ever seen.</summary>
    public DateTimeOffset Newest { get; }

    /// <summary>Grows with each snapshot of one process.</summary>
    public long Version { get; }

    public T? Find(string key) => _changes.Count > 0 && _changes.TryGetValue(key, out var changed) ? changed : _rows.GetValueOrDefault(key);

    [SuppressMessage("Design", "CA1024", Justification = "Walks all rows.")]
    public IEnumerable<T> GetAll() =>
        _changes.Count == 0
            ? _rows.Values
            : _rows.Where(row => !_changes.ContainsKey(row.Key)).Select(row => row.Value).Concat(_changes.Values.OfType<T>());

    /// <param name="changed">Rows by key; null where the row is gone.</param>
    /// <param name="newest">Newest time of change among them.</param>
    public MirrorSnapshot<T> With(IReadOnlyCollection<KeyValuePair<string, T?>> changed, DateTimeOffset newest)
    {
        if (changed.Count == 0)
        {
            return this;
        }

        newest = newest > Newest ? newest : Newest;
        if (_changes.Count + changed.Count > MostChanges)
        {
            var rows = new Dictionary<string, T>(_rows, StringComparer.Ordinal);
            foreach (var (key, row) in _changes.Concat(changed))
            {
                Put(rows, key, row);
            }

            return new MirrorSnapshot<T>(rows, newest, Version + 1);
        }

        var changes = new Dictionary<string, T?>(_changes, StringComparer.Ordinal);
        var count = Count;
        foreach (var (key, row) in changed)
        {
            var before = changes.TryGetValue(key, out var there) ? there : _rows.GetValueOrDefault(key);
            count += (row is null ? 0 : 1) - (before is null ? 0 : 1);
            changes[key] = row;
        }

        return new MirrorSnapshot<T>(_rows, changes, count, newest, Version + 1);
    }

    private static void Put(Dictionary<string, T> rows, string key, T? row)
    {
        if (row is null)
        {
            rows.Remove(key);
        }
        else
        {
            rows[key] = row;
        }
    }
}
