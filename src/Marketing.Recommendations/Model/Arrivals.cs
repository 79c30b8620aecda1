using Marketing.Learning.Recommenders;

namespace Marketing.Recommendations.Model;

/// <summary>Items of the catalogue that nobody has touched yet: they follow the items with events, for models that know them by description.</summary>
internal static class Arrivals
{
    // A catalogue much larger than what is ever touched must not make the model larger than its events ask for.
    private const int AlwaysWelcome = 1000;
    private const int OneOf = 10;

    /// <summary>The newest of them, oldest first: a tenth of the items with events, or a thousand where that is more.</summary>
    /// <param name="known">Ids of the items with events.</param>
    /// <param name="catalogue">By id.</param>
    public static string[] Of(string[] known, IReadOnlyDictionary<string, ItemDescription> catalogue)
    {
        var touched = known.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. catalogue
                .Where(item => !touched.Contains(item.Key))
                .OrderByDescending(item => item.Value.CreatedAt ?? 0)
                .ThenBy(item => item.Key, StringComparer.Ordinal)
                .Take(Math.Max(AlwaysWelcome, known.Length / OneOf))
                .Select(item => item.Key)
                .Reverse(),
        ];
    }

    /// <summary>Room for items without events at the end of columns by item.</summary>
    public static NeighbourLists Widen(this NeighbourLists lists, int itemCount)
    {
        var (starts, groups) = (lists.Starts, lists.GroupsOf);
        var known = starts.Length - 1;
        Array.Resize(ref starts, itemCount + 1);
        Array.Fill(starts, lists.Items.Length, known + 1, itemCount - known);
        Array.Resize(ref groups, itemCount);
        return lists with { Starts = starts, GroupsOf = groups };
    }
}
