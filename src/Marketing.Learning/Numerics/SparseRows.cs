using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Numerics;

/// <summary>A sparse matrix by rows; the columns of a row ascend and occur once.</summary>
internal sealed class SparseRows
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;

    /// <param name="columnCount">Number of columns.</param>
    /// <param name="starts">Shape [rows + 1].</param>
    /// <param name="columns">Shape [entries].</param>
    /// <param name="values">Shape [entries], or empty when every entry is 1.</param>
    /// <exception cref="InvalidDataException">The arrays contradict each other.</exception>
    public SparseRows(int columnCount, int[] starts, int[] columns, float[] values)
    {
        (ColumnCount, _starts, _columns, _values) = (columnCount, starts, columns, values);
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != columns.Length || (values.Length != 0 && values.Length != columns.Length))
        {
            throw new InvalidDataException("The lengths of a sparse matrix disagree.");
        }

        for (var row = 0; row < RowCount; row++)
        {
            if (starts[row + 1] < starts[row])
            {
                throw new InvalidDataException("The rows of a sparse matrix do not ascend.");
            }

            var previous = -1;
            foreach (var column in Columns(row))
            {
                if (column <= previous || column >= columnCount)
                {
                    throw new InvalidDataException("The columns of a sparse matrix do not ascend or are out of range.");
                }

                previous = column;
            }
        }
    }

    public int ColumnCount { get; }

    public int RowCount => _starts.Length - 1;

    public int EntryCount => _columns.Length;

    /// <summary>False when every entry is 1.</summary>
    public bool HasValues => _values.Length > 0;

    public ReadOnlySpan<int> Columns(int row) => _columns.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Empty when every entry is 1.</summary>
    public ReadOnlySpan<float> Values(int row) => _values.Length == 0 ? [] : _values.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    public int Length(int row) => _starts[row + 1] - _starts[row];

    /// <summary>Users' distinct items; the value is the sum of the weights of a user's events with the item, in the order of the events.</summary>
    /// <param name="histories">All users.</param>
    /// <param name="newest">Only so many of a user's newest events count.</param>
    /// <param name="withValues">Otherwise every entry is 1.</param>
    public static SparseRows FromHistories(Histories histories, int newest, bool withValues)
    {
        // Twice transposed is sorted: linear in the events, where sorting each history is not.
        var starts = new int[histories.ItemCount + 1];
        for (var user = 0; user < histories.UserCount; user++)
        {
            foreach (var item in Newest(histories[user].Items, newest))
            {
                starts[item + 1]++;
            }
        }

        Accumulate(starts);
        var users = new int[starts[^1]];
        var sums = new float[withValues ? users.Length : 0];
        var ends = starts[..^1];
        for (var user = 0; user < histories.UserCount; user++)
        {
            var items = Newest(histories[user].Items, newest);
            var weights = Newest(histories[user].Weights, newest);
            for (var at = 0; at < items.Length; at++)
            {
                var item = items[at];
                var repeats = ends[item] > starts[item] && users[ends[item] - 1] == user;
                var place = repeats ? ends[item] - 1 : ends[item]++;
                users[place] = user;
                if (withValues)
                {
                    sums[place] += weights[at];
                }
            }
        }

        return Packed(histories.UserCount, starts, ends, users, sums).Transpose();
    }

    public SparseRows Transpose()
    {
        var starts = new int[ColumnCount + 1];
        foreach (var column in _columns)
        {
            starts[column + 1]++;
        }

        Accumulate(starts);
        var ends = starts[..^1];
        var rows = new int[_columns.Length];
        var values = new float[_values.Length];
        for (var row = 0; row < RowCount; row++)
        {
            for (var at = _starts[row]; at < _starts[row + 1]; at++)
            {
                var place = ends[_columns[at]]++;
                rows[place] = row;
                if (values.Length > 0)
                {
                    values[place] = _values[at];
                }
            }
        }

        return new SparseRows(RowCount, starts, rows, values);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(ColumnCount);
        writer.WriteArray<int>(_starts);
        writer.WriteArray<int>(_columns);
        writer.WriteArray<float>(_values);
    }

    /// <exception cref="InvalidDataException">The bytes are not a sparse matrix's.</exception>
    public static SparseRows Read(BinaryReader reader) =>
        new(reader.ReadInt32(), reader.ReadArray<int>(), reader.ReadArray<int>(), reader.ReadArray<float>());

    private static SparseRows Packed(int columnCount, int[] starts, int[] ends, int[] columns, float[] values)
    {
        var (packed, to) = (new int[starts.Length], 0);
        for (var row = 0; row < ends.Length; row++)
        {
            var length = ends[row] - starts[row];
            columns.AsSpan(starts[row], length).CopyTo(columns.AsSpan(to));
            if (values.Length > 0)
            {
                values.AsSpan(starts[row], length).CopyTo(values.AsSpan(to));
            }

            to += length;
            packed[row + 1] = to;
        }

        return new SparseRows(columnCount, packed, columns[..to], values.Length > 0 ? values[..to] : values);
    }

    private static ReadOnlySpan<T> Newest<T>(ReadOnlySpan<T> events, int count) => events[Math.Max(0, events.Length - count)..];

    private static void Accumulate(int[] counts)
    {
        for (var at = 1; at < counts.Length; at++)
        {
            counts[at] = checked(counts[at] + counts[at - 1]);
        }
    }
}
