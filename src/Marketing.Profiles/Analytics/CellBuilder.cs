using System.Globalization;
using System.Runtime.InteropServices;
using Marketing.Store;

namespace Marketing.Profiles.Analytics;

/// <summary>Which days a building covers.</summary>
/// <param name="Sales">First day of sales that is worked out.</param>
/// <param name="Activity">First day of activity that is worked out.</param>
/// <param name="Funnel">First day of the funnel that is worked out.</param>
/// <param name="Last">Last whole day.</param>
/// <param name="Cohorts">Whether cohorts are worked out: they need everything from the beginning.</param>
internal sealed record CellSpan(DateOnly Sales, DateOnly Activity, DateOnly Funnel, DateOnly Last, bool Cohorts);

/// <summary>Turns what people did by the day into base cells. Takes one person after the other and keeps no ids.</summary>
/// <param name="span">The days.</param>
/// <param name="segmentsOf">Segments of a person.</param>
/// <param name="markOf">A keyed hash of a person, evenly spread over all bits.</param>
internal sealed class CellBuilder(CellSpan span, Func<string, IReadOnlyList<string>> segmentsOf, Func<string, ulong> markOf)
{
    /// <summary>First day of which everything is read.</summary>
    public static DateOnly First(CellSpan span) => new[] { span.Sales, span.Activity, span.Funnel }.Min();

    /// <summary>Days after a view within which a cart and an order belong to it, the day of the view included.</summary>
    public const int FunnelDays = 7;

    private const int MostValues = 40;
    private readonly FamilyTallies _sales = new();
    private readonly FamilyTallies _activity = new();
    private readonly FamilyTallies _funnel = new();
    private readonly Dictionary<(string Family, string Dimension, string Value, DateOnly First), Tally> _periods = [];
    private readonly Dictionary<(DateOnly Month, int Offset), Tally> _cohorts = [];
    private int _person;

    /// <summary>Takes everything that one person did in the days to be worked out.</summary>
    public void Add(string person, IReadOnlyList<PersonDay> rows)
    {
        var number = new Counted(_person++, markOf(person));
        var segments = segmentsOf(person);
        var days = rows.GroupBy(row => row.Day).OrderBy(day => day.Key).ToList();
        foreach (var day in days.Where(d => d.Key <= span.Last))
        {
            if (day.Key >= span.Activity)
            {
                AddActivity(number, day.Key, [.. day]);
            }

            if (day.Key >= span.Sales)
            {
                AddSales(number, day.Key, [.. day], segments);
            }

            if (day.Key >= span.Funnel && day.Key <= span.Last.AddDays(1 - FunnelDays) && day.Any(row => row.Viewed))
            {
                var window = days.Where(d => d.Key >= day.Key && d.Key < day.Key.AddDays(FunnelDays)).SelectMany(d => d).ToList();
                AddFunnel(
                    number,
                    day.Key,
                    [.. day],
                    window.Exists(row => row.Carted),
                    window.Exists(row => row.Orders.Length > 0),
                    segments
                );
            }
        }

        AddPeriods(number, rows.Where(row => row.Day <= span.Last));
        AddCohort(number, rows);
    }

    /// <summary>The cells.</summary>
    /// <param name="shown">Those of the days to be worked out that have been shown.</param>
    public List<AnalyticsCellRow> Build(IReadOnlyList<AnalyticsCellRow> shown)
    {
        List<AnalyticsCellRow> cells =
        [
            .. _sales.Cells("sales", span.Sales, span.Last, MostValues, shown),
            .. _activity.Cells("activity", span.Activity, span.Last, MostValues, shown),
            .. _funnel.Cells("funnel", span.Funnel, span.Last.AddDays(1 - FunnelDays), MostValues, shown),
        ];
        return [.. cells, .. Periods(shown), .. Cohorts(shown)];
    }

    private IEnumerable<AnalyticsCellRow> Periods(IReadOnlyList<AnalyticsCellRow> shown)
    {
        var before = shown
            .Where(cell => cell.Sketch is not null)
            .ToDictionary(cell => (cell.Family, cell.Dimension, cell.Value, cell.FirstDay, cell.LastDay));
        foreach (var (key, tally) in _periods)
        {
            var last = key.Family.EndsWith("week", StringComparison.Ordinal) ? key.First.AddDays(6) : key.First.AddMonths(1).AddDays(-1);
            // A week or month that began before is known in part only.
            if (last > span.Last || key.First < First(span))
            {
                continue;
            }

            if (
                before.TryGetValue((key.Family, key.Dimension, key.Value, key.First, last), out var old)
                && tally.Sketch.TellsOfFew(Republication.SketchOf(old))
            )
            {
                yield return old;
            }
            else if (tally.IsEnough)
            {
                yield return Stretches.Cell(key.Family, key.Dimension, key.Value, key.First, last, tally);
            }
        }
    }

    /// <summary>A cohort's columns stay as they were while its first or any other differs by a few; the months that have ended since are added.</summary>
    private IEnumerable<AnalyticsCellRow> Cohorts(IReadOnlyList<AnalyticsCellRow> shown)
    {
        var before = shown.Where(cell => cell is { Family: "cohort", Sketch: not null }).ToLookup(cell => cell.FirstDay);
        foreach (var cohort in _cohorts.GroupBy(cell => cell.Key.Month))
        {
            var columns = cohort.ToDictionary(cell => Column(cell.Key.Offset), cell => cell.Value, StringComparer.Ordinal);
            var old = before[cohort.Key].ToDictionary(cell => cell.Value, StringComparer.Ordinal);
            var stays = old.Values.Any(cell =>
                (columns.GetValueOrDefault(cell.Value) ?? new Tally()).Sketch.TellsOfFew(Republication.SketchOf(cell))
            );
            var members = stays && old.TryGetValue(Column(0), out var first) ? first.Customers : columns[Column(0)].Customers;
            foreach (var (month, offset) in cohort.Select(cell => cell.Key))
            {
                var last = month.AddMonths(offset + 1).AddDays(-1);
                var tally = columns[Column(offset)];
                if (stays && old.TryGetValue(Column(offset), out var cell))
                {
                    yield return cell;
                }
                else if (tally.IsEnough && last <= span.Last)
                {
                    // The second month's column of a cohort of 2,000 that nobody came back to is no cell of anybody; it is left out like one of nine.
                    var column = Stretches.Cell("cohort", "month", Column(offset), month, last, tally);
                    column.Second = members;
                    yield return column;
                }
            }
        }
    }

    private static string Column(int offset) => offset.ToString("000", CultureInfo.InvariantCulture);

    public static DateOnly Month(DateOnly day) => new(day.Year, day.Month, 1);

    private void AddActivity(Counted person, DateOnly day, List<PersonDay> rows)
    {
        var all = _activity.Of("all", "*", day);
        all.AddPerson(person.Number, second: rows[0].IsNamed);
        all.AddSums(rows.Sum(row => row.Events), 0, 0, 0);
        all.Sketch.Add(person.Mark, Sketch.What("", day, rows.Sum(row => row.Events), 0, 0, 0));
        foreach (var channel in rows.GroupBy(row => row.Channel, StringComparer.Ordinal))
        {
            var tally = _activity.Of("channel", channel.Key, day);
            tally.AddPerson(person.Number, second: rows[0].IsNamed);
            tally.AddSums(channel.Sum(row => row.Events), 0, 0, 0);
            tally.Sketch.Add(person.Mark, Sketch.What(channel.Key, day, channel.Sum(row => row.Events), 0, 0, 0));
        }
    }

    private void AddSales(Counted person, DateOnly day, List<PersonDay> rows, IReadOnlyList<string> segments)
    {
        var sold = rows.Where(row => row.Category is not null).ToList();
        if (sold.Count == 0)
        {
            return;
        }

        AddSold(_sales.Of("all", "*", day), person, "", sold);
        foreach (var channel in sold.GroupBy(row => row.Channel, StringComparer.Ordinal))
        {
            AddSold(_sales.Of("channel", channel.Key, day), person, channel.Key, channel);
        }

        foreach (var category in sold.GroupBy(row => row.Category ?? "", StringComparer.Ordinal))
        {
            AddSold(_sales.Of("category", category.Key, day), person, category.Key, category);
        }

        _sales.Count(day, person.Number, segments);
        foreach (var segment in segments)
        {
            // The same as of everybody: a segment is compared with all, too.
            AddSold(_sales.Of("segment", segment, day), person, "", sold);
        }
    }

    private static void AddSold(Tally tally, Counted person, string value, IEnumerable<PersonDay> rows)
    {
        var sold = rows.ToList();
        var orders = sold.SelectMany(row => row.Orders).Distinct(StringComparer.Ordinal).Count();
        var (units, returned) = (sold.Sum(row => row.Units), sold.Sum(row => row.Returned));
        var revenue = sold.Sum(row => row.Revenue - row.Returned);
        tally.AddPerson(person.Number);
        tally.AddSums(orders, units, revenue, returned);
        tally.Sketch.Add(person.Mark, Sketch.What(value, sold[0].Day, orders, units, revenue, returned));
    }

    private void AddFunnel(Counted person, DateOnly day, List<PersonDay> rows, bool carted, bool ordered, IReadOnlyList<string> segments)
    {
        void Count(string dimension, string value, string marked)
        {
            var tally = _funnel.Of(dimension, value, day);
            tally.AddPerson(person.Number, counts: ordered, carted, ordered);
            tally.Sketch.Add(person.Mark, Sketch.What(marked, day, (carted ? 2 : 0) + (ordered ? 1 : 0), 0, 0, 0));
        }

        Count("all", "*", "");
        foreach (var channel in rows.Where(row => row.Viewed).Select(row => row.Channel).Distinct(StringComparer.Ordinal))
        {
            Count("channel", channel, channel);
        }

        if (ordered)
        {
            _funnel.Count(day, person.Number, segments);
        }

        foreach (var segment in segments)
        {
            Count("segment", segment, "");
        }
    }

    /// <summary>People by week and month: sums of days would count them again and again.</summary>
    private void AddPeriods(Counted person, IEnumerable<PersonDay> rows)
    {
        HashSet<(string, string, string, DateOnly)> keys = [];
        var isNamed = false;
        foreach (var row in rows)
        {
            isNamed = row.IsNamed;
            foreach (var (word, first) in new[] { ("week", Weeks.Monday(row.Day)), ("month", Month(row.Day)) })
            {
                keys.Add(($"activity-{word}", "all", "*", first));
                keys.Add(($"activity-{word}", "channel", row.Channel, first));
                if (row.Category is not null)
                {
                    keys.Add(($"sales-{word}", "all", "*", first));
                    keys.Add(($"sales-{word}", "channel", row.Channel, first));
                    keys.Add(($"sales-{word}", "category", row.Category, first));
                }
            }
        }

        foreach (var key in keys)
        {
            ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_periods, key, out _);
            (tally ??= new Tally()).AddPerson(person.Number, second: isNamed);
            tally.Sketch.Add(person.Mark, isNamed ? 1u : 0u);
        }
    }

    private void AddCohort(Counted person, IReadOnlyList<PersonDay> rows)
    {
        if (!span.Cohorts)
        {
            return;
        }

        var months = rows.Where(row => row.Orders.Length > 0 && row.Day <= span.Last)
            .Select(row => Month(row.Day))
            .Distinct()
            .Order()
            .ToList();
        foreach (var month in months)
        {
            var offset = ((month.Year - months[0].Year) * 12) + month.Month - months[0].Month;
            ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_cohorts, (months[0], offset), out _);
            (tally ??= new Tally()).AddPerson(person.Number);
            tally.Sketch.Add(person.Mark, 1);
        }
    }

    /// <summary>A person while cells are built.</summary>
    private readonly record struct Counted(int Number, ulong Mark);
}
