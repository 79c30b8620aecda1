using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Ranking;

/// <summary>What models learn from, and what they should then find.</summary>
/// <param name="Train">What models learn from.</param>
/// <param name="Histories">What is known of each held-out user, items numbered as in <paramref name="Train"/>; items that train does not know are left out.</param>
/// <param name="Users">The held-out users, <see cref="HeldOutUser.User"/> pointing into <paramref name="Histories"/>.</param>
/// <param name="UserIds">Their ids, in the same order.</param>
/// <param name="ItemIds">The items of <paramref name="Train"/>, then those of a catalogue that train does not know.</param>
public sealed record HeldOutSplit(
    InteractionTable Train,
    Histories Histories,
    IReadOnlyList<HeldOutUser> Users,
    IReadOnlyList<string> UserIds,
    IReadOnlyList<string> ItemIds
)
{
    /// <summary>Train and test as two files give them.</summary>
    /// <param name="train">What models learn from.</param>
    /// <param name="test">Pairs to find; all of a user's distinct items count, also those that he has in train.</param>
    /// <param name="catalogue">Ids of all items on offer; items to find that only it knows get an index behind train's.</param>
    public static HeldOutSplit FromFiles(
        InteractionTable train,
        IReadOnlyList<(string UserId, string ItemId)> test,
        IEnumerable<string>? catalogue = null
    ) => Of(train, train.RowsByUser(), train, test, catalogue ?? []);

    /// <summary>Splits one table.</summary>
    /// <param name="all">All rows.</param>
    /// <param name="role">What each row is for.</param>
    /// <param name="allowSeen">Whether a hidden item that the user also has in a row that is not hidden counts.</param>
    /// <param name="catalogue">As in <see cref="FromFiles"/>.</param>
    public static HeldOutSplit Of(InteractionTable all, RowRole[] role, bool allowSeen, IEnumerable<string>? catalogue = null)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(role);
        var train = all.Where(row => role[row] is RowRole.Train);
        var known = all.RowsByUser().Select(rows => Array.FindAll(rows, row => role[row] is not RowRole.Hidden)).ToArray();
        return Of(all, known, train, TestPairs(all, role, allowSeen), catalogue ?? []);
    }

    /// <summary>The hidden pairs, in the order of the rows.</summary>
    public static IReadOnlyList<(string UserId, string ItemId)> TestPairs(InteractionTable all, RowRole[] role, bool allowSeen)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(role);
        var seen = new HashSet<(int, int)>();
        for (var row = 0; row < all.RowCount && !allowSeen; row++)
        {
            if (role[row] is not RowRole.Hidden)
            {
                seen.Add((all.UserOf(row), all.ItemOf(row)));
            }
        }

        // Add says false for a pair that is there already: a hidden pair counts once.
        return
        [
            .. Enumerable
                .Range(0, all.RowCount)
                .Where(row => role[row] is RowRole.Hidden && seen.Add((all.UserOf(row), all.ItemOf(row))))
                .Select(row => (all.UserIds[all.UserOf(row)], all.ItemIds[all.ItemOf(row)])),
        ];
    }

    private static HeldOutSplit Of(
        InteractionTable known,
        int[][] rowsByUser,
        InteractionTable train,
        IReadOnlyList<(string UserId, string ItemId)> test,
        IEnumerable<string> catalogue
    )
    {
        var itemIds = train.ItemIds.Union(catalogue, StringComparer.Ordinal).ToArray();
        var itemNumbers = itemIds.Select((id, number) => (id, number)).ToDictionary(StringComparer.Ordinal);
        var userNumbers = known.UserIds.Select((id, number) => (id, number)).ToDictionary(StringComparer.Ordinal);
        var inTrain = known
            .ItemIds.Select(id => itemNumbers.GetValueOrDefault(id, -1))
            .Select(item => item < train.ItemIds.Count ? item : -1)
            .ToArray();
        var (users, ids, histories) = (new List<HeldOutUser>(), new List<string>(), new List<int[]>());
        foreach (var pairs in test.GroupBy(pair => pair.UserId, StringComparer.Ordinal))
        {
            var relevant = pairs.Select(pair => pair.ItemId).Distinct(StringComparer.Ordinal).ToArray();
            var found = relevant.Where(itemNumbers.ContainsKey).Select(id => itemNumbers[id]).Order().ToArray();
            int[] rows = userNumbers.TryGetValue(pairs.Key, out var user)
                ? Array.FindAll(rowsByUser[user], row => inTrain[known.ItemOf(row)] >= 0)
                : [];
            users.Add(new HeldOutUser(rows.Length == 0 ? -1 : histories.Count, found, relevant.Length));
            ids.Add(pairs.Key);
            if (rows.Length > 0)
            {
                histories.Add(rows);
            }
        }

        var shown = known.ToHistories(train.ItemIds.Count, histories, row => inTrain[known.ItemOf(row)]);
        return new HeldOutSplit(train, shown, users, ids, itemIds);
    }
}

/// <summary>What a row of a table is for.</summary>
public enum RowRole
{
    /// <summary>Models learn from it.</summary>
    Train,

    /// <summary>Known of its user when a list is asked for, but not learned from.</summary>
    FoldIn,

    /// <summary>To be found.</summary>
    Hidden,
}
