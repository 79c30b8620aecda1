using Marketing.Store;

namespace Marketing.Profiles.Analytics;

/// <summary>Cells of a stretch that were shown, with what they were counted from.</summary>
/// <param name="First">First day.</param>
/// <param name="Last">Last day.</param>
/// <param name="Cells">All of them, each with its sketch.</param>
internal sealed record ShownStretch(DateOnly First, DateOnly Last, IReadOnlyList<AnalyticsCellRow> Cells)
{
    /// <summary>The stretches of a family, oldest first. Cells of a version that kept no sketch are as if they had never been shown.</summary>
    public static List<ShownStretch> Of(IEnumerable<AnalyticsCellRow> shown, string family) =>
        [
            .. shown
                .Where(cell => cell.Family == family)
                .GroupBy(cell => (cell.FirstDay, cell.LastDay))
                .Where(group => group.All(cell => cell.Sketch is not null) && group.Any(cell => cell.Dimension == "all"))
                .OrderBy(group => group.Key.FirstDay)
                .Select(group => new ShownStretch(group.Key.FirstDay, group.Key.LastDay, [.. group])),
        ];

    public List<AnalyticsCellRow> Of(string dimension) => [.. Cells.Where(cell => cell.Dimension == dimension)];
}

/// <summary>
/// Late events, mended rows, moved products and erased people change days that have been told of. Who asks before and after sees the difference, which must not be a few
/// customers: the cells of a stretch stay as they were until each of them, and all together, differ by nobody or by ten. Where much has come (a tenth of the customers),
/// values that differ by fewer join the other ones, for good, so that a few do not hold back the many.
/// </summary>
internal static class Republication
{
    /// <summary>What is shown of a stretch from now on.</summary>
    /// <param name="family">Of the cells.</param>
    /// <param name="before">What was shown.</param>
    /// <param name="all">Everything that is known now.</param>
    /// <param name="valuesOf">The values of a dimension whose values share the rows among them.</param>
    /// <param name="segments">The segments that may be shown now.</param>
    public static IReadOnlyList<AnalyticsCellRow> Of(
        string family,
        ShownStretch before,
        Tally all,
        Func<string, List<(string Value, Tally Tally)>> valuesOf,
        List<(string Value, Tally Tally)> segments
    )
    {
        var whole = before.Of("all")[0];
        if (all.Sketch.TellsOfFew(SketchOf(whole)))
        {
            return before.Cells;
        }

        if (!all.IsEnough)
        {
            return [];
        }

        AnalyticsCellRow Cell(string dimension, string value, Tally tally) =>
            Stretches.Cell(family, dimension, value, before.First, before.Last, tally);
        var isMuch = Math.Abs(all.Customers - whole.Customers) * 10 >= whole.Customers;
        List<AnalyticsCellRow> cells = [Cell("all", "*", all)];
        foreach (var dimension in new[] { "channel", "category" })
        {
            if (Divide(valuesOf(dimension), before.Of(dimension), isMuch) is not { } parts)
            {
                return before.Cells;
            }

            cells.AddRange(parts.Select(part => Cell(dimension, part.Value, part.Tally)));
        }

        var (old, now) = (before.Of("segment"), segments.ConvertAll(segment => Cell("segment", segment.Value, segment.Tally)));
        if (AreApart(now, [whole, .. old]))
        {
            return [.. cells, .. now];
        }

        return AreApart(old, cells[..1]) ? [.. cells, .. old] : before.Cells;
    }

    /// <summary>Null where the values must stay as they are.</summary>
    private static List<(string Value, Tally Tally)>? Divide(
        List<(string Value, Tally Tally)> values,
        List<AnalyticsCellRow> old,
        bool isMuch
    )
    {
        var now = values.ToDictionary(value => value.Value, value => value.Tally, StringComparer.Ordinal);
        var before = old.ToDictionary(cell => cell.Value, SketchOf, StringComparer.Ordinal);
        var named = before
            .Keys.Where(value => value != Stretches.Other)
            .OrderByDescending(value => now.GetValueOrDefault(value)?.Customers ?? 0)
            .ThenBy(value => value, StringComparer.Ordinal)
            .ToList();
        while (true)
        {
            var wrong = named.FindLastIndex(value =>
                !now.TryGetValue(value, out var tally) || !tally.IsEnough || tally.Sketch.TellsOfFew(before[value])
            );
            var (rest, restBefore) = (new Tally(), new Sketch());
            if (wrong < 0)
            {
                foreach (var value in values.Where(value => !named.Contains(value.Value)))
                {
                    rest.Add(value.Tally);
                }

                foreach (var value in before.Where(value => !named.Contains(value.Key)))
                {
                    restBefore.Add(value.Value);
                }

                if (!rest.Sketch.TellsOfFew(restBefore) && (rest.IsEnough || rest.Customers == 0))
                {
                    var shown = named.ConvertAll(value => (value, now[value]));
                    return rest.Customers == 0 ? shown : [.. shown, (Stretches.Other, rest)];
                }

                // The smallest of the named ones joins the others.
                wrong = named.Count - 1;
            }

            if (!isMuch || wrong < 0)
            {
                return null;
            }

            named.RemoveAt(wrong);
        }
    }

    private static bool AreApart(List<AnalyticsCellRow> some, List<AnalyticsCellRow> others) =>
        some.TrueForAll(one => others.TrueForAll(other => !SketchOf(one).TellsOfFew(SketchOf(other))));

    /// <summary>What a cell was counted from.</summary>
    public static Sketch SketchOf(AnalyticsCellRow cell) => Sketch.Of(cell.Sketch);
}
