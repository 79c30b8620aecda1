using Marketing.Store;

namespace Marketing.Profiles.Analytics;

/// <summary>
/// Makes the base cells that all answers are sums of. The rule, by which no cell of fewer than ten customers is shown and no two answers differ by fewer:
/// <list type="number">
/// <item>Days are pooled with the days after them until the stretch has ten customers. A stretch is never divided.</item>
/// <item>Within a stretch the values of a dimension that have fewer than ten customers are pooled as <c>other</c>; where these still have fewer, the smallest of the
/// others joins them; where nothing is left to join, the dimension has the one cell <c>other</c>.</item>
/// <item>What belongs to several groups at once (segments) is shown only where it differs from each that is shown, and from all, by nobody or by ten, and where those
/// whom two groups without a common member, or all the parts of a grid, leave over together are nobody or ten.</item>
/// <item>Counts of customers are rounded down to tens in every answer, sums are of whole cells.</item>
/// </list>
/// So two answers differ by whole cells, each of ten customers at least. Days that have not ten customers yet at the end are in no answer. A stretch that has been shown
/// stays as it is: <see cref="Republication"/>.
/// </summary>
internal static class Stretches
{
    public const string Other = "other";

    /// <summary>Pools days: the stretches, each with its tally.</summary>
    /// <param name="first">First day; stretches follow one another from here without a gap.</param>
    /// <param name="last">Last whole day.</param>
    /// <param name="days">What was counted on each day; days without anything may be absent.</param>
    /// <param name="shown">Stretches that have been shown, oldest first: they keep their days. Days before one that have not ten customers stay in no answer.</param>
    public static List<(DateOnly First, DateOnly Last, Tally All)> Pool(
        DateOnly first,
        DateOnly last,
        IReadOnlyDictionary<DateOnly, Tally> days,
        IReadOnlyList<ShownStretch>? shown = null
    )
    {
        List<(DateOnly, DateOnly, Tally)> stretches = [];
        var next = new Queue<ShownStretch>((shown ?? []).Where(known => known.First >= first && known.Last <= last));
        var (start, pending) = (first, new Tally());
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (next.TryPeek(out var known) && known.First == day)
            {
                (start, pending) = (day, new Tally());
            }

            if (days.TryGetValue(day, out var tally))
            {
                pending.Add(tally);
            }

            var isWithin = known is not null && known.First <= day;
            if (isWithin ? day == known?.Last : pending.IsEnough)
            {
                stretches.Add((start, day, pending));
                (start, pending) = (day.AddDays(1), new Tally());
                if (isWithin)
                {
                    next.Dequeue();
                }
            }
        }

        return stretches;
    }

    /// <summary>Divides a stretch by a dimension whose values share its rows among them.</summary>
    public static List<(string Value, Tally Tally)> Divide(IEnumerable<(string Value, Tally Tally)> values)
    {
        var sorted = values
            .Where(v => v.Tally.Customers > 0)
            .OrderByDescending(v => v.Tally.Customers)
            .ThenBy(v => v.Value, StringComparer.Ordinal)
            .ToList();
        var shown = sorted.Where(v => v.Tally.IsEnough && v.Value != Other).ToList();
        var rest = sorted.Where(v => !v.Tally.IsEnough || v.Value == Other).Select(v => v.Tally).ToList();
        if (rest.Count == 0)
        {
            return shown;
        }

        var other = new Tally();
        rest.ForEach(other.Add);
        while (!other.IsEnough && shown.Count > 0)
        {
            other.Add(shown[^1].Tally);
            shown.RemoveAt(shown.Count - 1);
        }

        return [.. shown, (Other, other)];
    }

    /// <summary>Chooses groups that people may belong to at once.</summary>
    /// <param name="all">Everybody of the stretch.</param>
    /// <param name="groups">Numbers of the people of each group, for those who count towards being shown.</param>
    /// <returns>Groups that may be shown.</returns>
    public static List<string> Choose(HashSet<int> all, IReadOnlyDictionary<string, HashSet<int>> groups)
    {
        List<string> chosen = [];
        // Groups without a common member, by their places among the chosen, with what they hold together: what they leave over is told by subtraction.
        List<(List<int> Apart, int Held)> packs = [];
        foreach (var (name, people) in groups.OrderByDescending(g => g.Value.Count).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            if (people.Count < Tally.Fewest || !Differs(people, all) || !chosen.TrueForAll(other => Differs(people, groups[other])))
            {
                continue;
            }

            var apart = chosen.ConvertAll(other => !groups[other].Overlaps(people));
            var joined = packs.ConvertAll(pack => pack.Apart.TrueForAll(at => apart[at]));
            var held = packs
                .Where((_, at) => joined[at])
                .Select(pack => pack.Held)
                .Concat(chosen.Where((_, at) => apart[at]).Select(other => groups[other].Count));
            if (!held.All(others => IsNobodyOrEnough(all.Count - others - people.Count)))
            {
                continue;
            }

            packs = packs.Select((pack, at) => joined[at] ? ([.. pack.Apart, chosen.Count], pack.Held + people.Count) : pack).ToList();
            packs.Add(([chosen.Count], people.Count));
            chosen.Add(name);
        }

        return chosen;
    }

    /// <summary>A cell as it is stored.</summary>
    public static AnalyticsCellRow Cell(string family, string dimension, string value, DateOnly first, DateOnly last, Tally tally) =>
        new()
        {
            Family = family,
            Dimension = dimension,
            Value = value,
            FirstDay = first,
            LastDay = last,
            Customers = tally.Customers,
            Second = tally.Second,
            Third = tally.Third,
            Orders = tally.Orders,
            Units = tally.Units,
            Revenue = tally.Revenue,
            Returned = tally.Returned,
            Sketch = tally.Sketch.ToBytes(),
        };

    private static bool Differs(HashSet<int> one, HashSet<int> other)
    {
        var both = one.Count < other.Count ? one.Count(other.Contains) : other.Count(one.Contains);
        return IsNobodyOrEnough(one.Count - both) && IsNobodyOrEnough(other.Count - both);
    }

    private static bool IsNobodyOrEnough(int people) => people is 0 or >= Tally.Fewest;
}
