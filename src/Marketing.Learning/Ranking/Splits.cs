using System.Text;

namespace Marketing.Learning.Ranking;

/// <summary>Ways to divide one table into what is learned from and what should be found.</summary>
public static class Splits
{
    /// <summary>Hides the newest row of each user who has at least two.</summary>
    public static RowRole[] LastItem(InteractionTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var role = new RowRole[table.RowCount];
        foreach (var rows in table.RowsByUser())
        {
            if (rows.Length >= 2)
            {
                role[rows[^1]] = RowRole.Hidden;
            }
        }

        return role;
    }

    /// <summary>
    /// Hides the newest fifth of all rows: those at or after one instant, so that rows of the same instant (one order) stay together, unless
    /// that would leave nothing to learn from.
    /// </summary>
    public static RowRole[] Time(InteractionTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var role = new RowRole[table.RowCount];
        var rows = Enumerable.Range(0, table.RowCount).OrderBy(table.TimeOf).ToArray();
        var cut = rows.Length - (rows.Length / 5);
        if (cut < rows.Length)
        {
            var instant = table.TimeOf(rows[cut]);
            while (cut > 0 && table.TimeOf(rows[cut - 1]) == instant)
            {
                cut--;
            }

            while (cut == 0 || (cut < rows.Length && table.TimeOf(rows[cut - 1]) == table.TimeOf(rows[cut])))
            {
                cut++;
            }
        }

        foreach (var row in rows[cut..])
        {
            role[row] = RowRole.Hidden;
        }

        return role;
    }

    /// <summary>
    /// Strong generalization: of a fifth of the users, chosen by hash of id and seed, the newest fifth of the history (at least one row) is
    /// hidden and the rest folded in; models learn from the other users only.
    /// </summary>
    public static RowRole[] Users(InteractionTable table, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(table);
        var role = new RowRole[table.RowCount];
        var rowsByUser = table.RowsByUser();
        for (var user = 0; user < rowsByUser.Length; user++)
        {
            if (SplitMix64.At(seed, Hash(table.UserIds[user])) % 5 == 0)
            {
                var rows = rowsByUser[user];
                var cut = rows.Length - Fifth(rows.Length);
                for (var at = 0; at < rows.Length; at++)
                {
                    role[rows[at]] = at < cut ? RowRole.FoldIn : RowRole.Hidden;
                }
            }
        }

        return role;
    }

    /// <summary>
    /// The part of a training table that settings and champions are chosen on. With times: the newest fifth of each user's rows, rows of one
    /// instant (one order) together. Without: a fifth of the pairs by hash. Users are thinned by hash to about <paramref name="mostUsers"/>.
    /// </summary>
    public static RowRole[] ForTuning(InteractionTable train, ulong seed, int mostUsers)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostUsers, 1);
        var role = new RowRole[train.RowCount];
        var share = Math.Min(1.0, (double)mostUsers / Math.Max(1, train.UserIds.Count));
        var rowsByUser = train.RowsByUser();
        for (var user = 0; user < rowsByUser.Length; user++)
        {
            if (SplitMix64.Uniform(seed, Hash(train.UserIds[user])) >= share)
            {
                continue;
            }

            foreach (var row in train.HasTimes ? NewestFifth(train, rowsByUser[user]) : HashedFifth(train, rowsByUser[user], seed))
            {
                role[row] = RowRole.Hidden;
            }
        }

        return role;
    }

    /// <summary>FNV-1a of the UTF-8 bytes: the same on every machine, which string hash codes are not.</summary>
    public static ulong Hash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = 14695981039346656037UL;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 1099511628211UL);
        }

        return hash;
    }

    private static int Fifth(int count) => (count + 4) / 5;

    private static int[] NewestFifth(InteractionTable train, int[] rows)
    {
        bool Divides(int at) => train.TimeOf(rows[at - 1]) != train.TimeOf(rows[at]);
        var cut = rows.Length - Fifth(rows.Length);
        while (cut > 0 && !Divides(cut))
        {
            cut--;
        }

        if (cut == 0)
        {
            cut = Enumerable.Range(1, rows.Length - 1).FirstOrDefault(Divides, rows.Length);
        }

        return rows[cut..];
    }

    private static int[] HashedFifth(InteractionTable train, int[] rows, ulong seed)
    {
        var items = Hash(train.UserIds[train.UserOf(rows[0])]);
        var hidden = Array.FindAll(rows, row => SplitMix64.At(seed ^ items, Hash(train.ItemIds[train.ItemOf(row)])) % 5 == 0);
        return hidden.Length == rows.Length ? [] : hidden;
    }
}
