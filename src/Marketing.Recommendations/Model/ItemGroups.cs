using Marketing.Recommendations.Interactions;
using Marketing.Store;

namespace Marketing.Recommendations.Model;

/// <summary>Sets of items that belong together: what one subject touched, or what one order held.</summary>
internal sealed class ItemGroups
{
    private readonly List<int> _starts = [0];
    private readonly List<int> _items = [];

    /// <summary>How many groups there are.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>Items of a group, ascending, without repeats.</summary>
    public ReadOnlySpan<int> this[int group] =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_items)[_starts[group].._starts[group + 1]];

    /// <summary>One group a subject, sessions included: its newest distinct items.</summary>
    /// <param name="table">The interactions.</param>
    /// <param name="most">Items of a subject that count at most: a robot must not connect the whole shop.</param>
    public static ItemGroups OfSubjects(SubjectInteractions table, int most)
    {
        var groups = new ItemGroups();
        var distinct = new HashSet<int>();
        for (var subject = 0; subject < table.SubjectIds.Length; subject++)
        {
            distinct.Clear();
            var rows = table[subject];
            for (var at = rows.Length - 1; at >= 0 && distinct.Count < most; at--)
            {
                distinct.Add(rows[at].Item);
            }

            groups.Add(distinct);
        }

        return groups;
    }

    /// <summary>One group an order: what was bought in it and not returned.</summary>
    public static ItemGroups OfOrders(SubjectInteractions table, int most)
    {
        var groups = new ItemGroups();
        var orders = new Dictionary<int, HashSet<int>>();
        for (var subject = 0; subject < table.SubjectIds.Length; subject++)
        {
            orders.Clear();
            foreach (var row in table[subject])
            {
                if (row.Type == EventType.Purchase && row.Order != 0)
                {
                    var order = orders.TryGetValue(row.Order, out var items) ? items : orders[row.Order] = [];
                    _ = order.Count < most && order.Add(row.Item);
                }
            }

            foreach (var order in orders.Values)
            {
                groups.Add(order);
            }
        }

        return groups;
    }

    // A group of one connects nothing.
    private void Add(HashSet<int> items)
    {
        if (items.Count >= 2)
        {
            _items.AddRange(items.Order());
            _starts.Add(_items.Count);
        }
    }
}
