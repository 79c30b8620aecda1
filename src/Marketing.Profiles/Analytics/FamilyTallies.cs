using System.Runtime.InteropServices;
using Marketing.Store;

namespace Marketing.Profiles.Analytics;

/// <summary>The tallies of one family of figures by dimension, value and day.</summary>
internal sealed class FamilyTallies
{
    private readonly Dictionary<(string Dimension, string Value), Dictionary<DateOnly, Tally>> _tallies = [];
    private readonly Dictionary<DateOnly, List<(int Person, IReadOnlyList<string> Segments)>> _people = [];

    public Tally Of(string dimension, string value, DateOnly day)
    {
        ref var days = ref CollectionsMarshal.GetValueRefOrAddDefault(_tallies, (dimension, value), out _);
        days ??= [];
        ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(days, day, out _);
        return tally ??= new Tally();
    }

    /// <summary>Remembers who counts towards segments being shown.</summary>
    public void Count(DateOnly day, int person, IReadOnlyList<string> segments)
    {
        ref var people = ref CollectionsMarshal.GetValueRefOrAddDefault(_people, day, out _);
        (people ??= []).Add((person, segments));
    }

    /// <summary>The base cells: stretches of days, each divided by every dimension.</summary>
    /// <param name="family">Of the cells.</param>
    /// <param name="first">First day.</param>
    /// <param name="last">Last day.</param>
    /// <param name="mostValues">Values of a dimension that may have cells of their own.</param>
    /// <param name="shown">Cells that have been shown.</param>
    public IEnumerable<AnalyticsCellRow> Cells(
        string family,
        DateOnly first,
        DateOnly last,
        int mostValues,
        IEnumerable<AnalyticsCellRow> shown
    )
    {
        if (!_tallies.TryGetValue(("all", "*"), out var all))
        {
            yield break;
        }

        var large = new HashSet<(string, string)>(
            _tallies
                .GroupBy(t => t.Key.Dimension, StringComparer.Ordinal)
                .SelectMany(dimension =>
                    dimension
                        .OrderByDescending(value => value.Value.Values.Sum(tally => tally.Customers))
                        .ThenBy(value => value.Key.Value, StringComparer.Ordinal)
                        .Take(mostValues)
                )
                .Select(value => value.Key)
        );
        var known = ShownStretch.Of(shown, family);
        foreach (var (from, to, tally) in Stretches.Pool(first, last, all, known))
        {
            var segments = Segments(from, to);
            if (known.Find(stretch => stretch.First == from && stretch.Last == to) is { } before)
            {
                foreach (var cell in Republication.Of(family, before, tally, dimension => Values(dimension, from, to), segments))
                {
                    yield return cell;
                }

                continue;
            }

            yield return Stretches.Cell(family, "all", "*", from, to, tally);
            foreach (var dimension in new[] { "channel", "category" })
            {
                var values = _tallies
                    .Where(t => t.Key.Dimension == dimension)
                    .Select(t => (large.Contains(t.Key) ? t.Key.Value : Stretches.Other, Sum(t.Value, from, to)));
                foreach (var (value, part) in Stretches.Divide(values))
                {
                    yield return Stretches.Cell(family, dimension, value, from, to, part);
                }
            }

            foreach (var (segment, part) in segments)
            {
                yield return Stretches.Cell(family, "segment", segment, from, to, part);
            }
        }
    }

    private List<(string Value, Tally Tally)> Values(string dimension, DateOnly from, DateOnly to) =>
        [
            .. _tallies
                .Where(t => t.Key.Dimension == dimension)
                .Select(t => (t.Key.Value, Sum(t.Value, from, to)))
                .Where(value => value.Item2.Customers > 0),
        ];

    private List<(string Value, Tally Tally)> Segments(DateOnly from, DateOnly to)
    {
        HashSet<int> everybody = [];
        Dictionary<string, HashSet<int>> groups = new(StringComparer.Ordinal);
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            foreach (var (person, segments) in _people.GetValueOrDefault(day) ?? [])
            {
                everybody.Add(person);
                foreach (var segment in segments)
                {
                    ref var people = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, segment, out _);
                    (people ??= []).Add(person);
                }
            }
        }

        return Stretches.Choose(everybody, groups).ConvertAll(segment => (segment, Sum(_tallies[("segment", segment)], from, to)));
    }

    private static Tally Sum(Dictionary<DateOnly, Tally> days, DateOnly from, DateOnly to)
    {
        var sum = new Tally();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            if (days.TryGetValue(day, out var tally))
            {
                sum.Add(tally);
            }
        }

        return sum;
    }
}
