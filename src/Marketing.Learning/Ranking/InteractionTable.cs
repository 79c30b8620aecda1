using System.Runtime.InteropServices;
using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Ranking;

/// <summary>
/// Rows of "this user had that item", in the order of the file. Users and items are numbered in the order of their first row, which is also
/// the order that breaks ties between equal scores.
/// </summary>
public sealed class InteractionTable
{
    private readonly int[] _users;
    private readonly int[] _items;
    private readonly float[] _values;
    private readonly long[] _times;

    private InteractionTable(
        IReadOnlyList<string> userIds,
        IReadOnlyList<string> itemIds,
        int[] users,
        int[] items,
        float[] values,
        long[] times
    )
    {
        (UserIds, ItemIds) = (userIds, itemIds);
        (_users, _items, _values, _times) = (users, items, values, times);
    }

    /// <summary>Ids of the users. Index = user number.</summary>
    public IReadOnlyList<string> UserIds { get; }

    /// <summary>Ids of the items. Index = item number.</summary>
    public IReadOnlyList<string> ItemIds { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => _users.Length;

    /// <summary>False when the rows carry no times: their order is then all that is known.</summary>
    public bool HasTimes => _times.Length > 0;

    /// <summary>User number of a row.</summary>
    public int UserOf(int row) => _users[row];

    /// <summary>Item number of a row.</summary>
    public int ItemOf(int row) => _items[row];

    /// <summary>Value of a row; 1 where the file has none.</summary>
    public float ValueOf(int row) => _values[row];

    /// <summary>Unix seconds of a row; the row's number where the file has no times.</summary>
    public long TimeOf(int row) => HasTimes ? _times[row] : row;

    /// <summary>Makes a table of columns.</summary>
    /// <param name="userIds">User of each row.</param>
    /// <param name="itemIds">Item of each row.</param>
    /// <param name="values">Value of each row, or empty: 1.</param>
    /// <param name="times">Unix seconds of each row, or empty: unknown.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static InteractionTable FromColumns(
        IReadOnlyList<string> userIds,
        IReadOnlyList<string> itemIds,
        IReadOnlyList<float> values,
        IReadOnlyList<long> times
    )
    {
        ArgumentNullException.ThrowIfNull(userIds);
        ArgumentNullException.ThrowIfNull(itemIds);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(times);
        var rows = userIds.Count;
        if (itemIds.Count != rows || (values.Count != 0 && values.Count != rows) || (times.Count != 0 && times.Count != rows))
        {
            throw new ArgumentException("The columns differ in length.", nameof(itemIds));
        }

        var (users, distinctUsers) = Number(userIds);
        var (items, distinctItems) = Number(itemIds);
        var filled = values.Count == 0 ? [.. Enumerable.Repeat(1f, rows)] : values.ToArray();
        return new InteractionTable(distinctUsers, distinctItems, users, items, filled, [.. times]);
    }

    /// <summary>The rows that are kept, in the same order, users and items numbered anew.</summary>
    /// <param name="keep">Asked with the row's number.</param>
    public InteractionTable Where(Func<int, bool> keep)
    {
        var rows = Enumerable.Range(0, RowCount).Where(keep).ToArray();
        return FromColumns(
            Array.ConvertAll(rows, row => UserIds[_users[row]]),
            Array.ConvertAll(rows, row => ItemIds[_items[row]]),
            Array.ConvertAll(rows, row => _values[row]),
            HasTimes ? Array.ConvertAll(rows, row => _times[row]) : []
        );
    }

    /// <summary>Row numbers of each user, oldest first; equal times keep the file's order.</summary>
    public int[][] RowsByUser()
    {
        var rows = new List<int>[UserIds.Count];
        for (var row = 0; row < RowCount; row++)
        {
            (rows[_users[row]] ??= []).Add(row);
        }

        return Array.ConvertAll(rows, own => own.OrderBy(TimeOf).ToArray());
    }

    /// <summary>Everybody's history, by user number.</summary>
    public Histories ToHistories() => ToHistories(ItemIds.Count, RowsByUser(), row => _items[row]);

    /// <summary>Histories of chosen rows.</summary>
    /// <param name="itemCount">Items of the catalogue that <paramref name="itemOf"/> numbers.</param>
    /// <param name="rowsByUser">Row numbers of each user, oldest first.</param>
    /// <param name="itemOf">The item number of a row in the catalogue.</param>
    public Histories ToHistories(int itemCount, IReadOnlyList<int[]> rowsByUser, Func<int, int> itemOf)
    {
        ArgumentNullException.ThrowIfNull(rowsByUser);
        ArgumentNullException.ThrowIfNull(itemOf);
        var starts = new long[rowsByUser.Count + 1];
        for (var user = 0; user < rowsByUser.Count; user++)
        {
            starts[user + 1] = starts[user] + rowsByUser[user].Length;
        }

        var rows = rowsByUser.SelectMany(own => own).ToArray();
        return new Histories(
            itemCount,
            starts,
            Array.ConvertAll(rows, row => itemOf(row)),
            Array.ConvertAll(rows, row => _values[row]),
            HasTimes ? Array.ConvertAll(rows, TimeOf) : new long[rows.Length]
        )
        {
            HasTimes = HasTimes,
        };
    }

    private static (int[] Numbers, List<string> Ids) Number(IReadOnlyList<string> ids)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var distinct = new List<string>();
        var result = new int[ids.Count];
        for (var row = 0; row < ids.Count; row++)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, ids[row], out var known);
            if (!known)
            {
                number = distinct.Count;
                distinct.Add(ids[row]);
            }

            result[row] = number;
        }

        return (result, distinct);
    }
}
