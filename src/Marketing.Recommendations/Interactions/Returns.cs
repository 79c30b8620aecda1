using Marketing.Store;

namespace Marketing.Recommendations.Interactions;

/// <summary>A return takes its purchase back: neither of the two says that the customer likes the item.</summary>
internal static class Returns
{
    /// <summary>
    /// Removes returns and what they took back from one subject's interactions. A return goes to the newest earlier purchase of the item in its
    /// own order, else to the newest earlier purchase of the item; it takes units (1 where none are given) and goes on to the purchase before
    /// while units are left. A purchase with units left stays.
    /// </summary>
    /// <param name="rows">One subject's interactions, oldest first; those that stay are moved to the front, in order.</param>
    /// <returns>How many stay.</returns>
    public static int TakeBack(Span<Interaction> rows)
    {
        for (var at = 0; at < rows.Length; at++)
        {
            if (rows[at].Type == EventType.Return)
            {
                var units = Units(rows[at]);
                units = Take(rows[..at], rows[at], units, ofItsOrder: true);
                Take(rows[..at], rows[at], units, ofItsOrder: false);
            }
        }

        var kept = 0;
        foreach (var row in rows)
        {
            var goneOrReturn = row.Type == EventType.Return || (row.Type == EventType.Purchase && row.Value <= 0);
            if (!goneOrReturn)
            {
                rows[kept++] = row;
            }
        }

        return kept;
    }

    private static float Take(Span<Interaction> earlier, Interaction back, float units, bool ofItsOrder)
    {
        for (var at = earlier.Length - 1; at >= 0 && units > 0; at--)
        {
            ref var row = ref earlier[at];
            if (row.Type != EventType.Purchase || row.Item != back.Item || (ofItsOrder && (back.Order == 0 || row.Order != back.Order)))
            {
                continue;
            }

            var left = Units(row);
            var taken = Math.Min(left, units);
            row = row with { Value = left - taken };
            units -= taken;
        }

        return units;
    }

    private static float Units(Interaction row) => float.IsNaN(row.Value) ? 1 : Math.Abs(row.Value);
}
