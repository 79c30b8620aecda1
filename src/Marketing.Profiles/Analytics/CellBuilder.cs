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
internal sealed class CellBuilder(CellSpan span, Func<string, IReadOnlyList<string>> segmentsOf)
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
    private readonly Dictionary<(DateOnly Month, int Offset), long> _cohorts = [];
    private int _person;

    /// <summary>Takes everything that one person did in the days to be worked out.</summary>
    public void Add(string person, IReadOnlyList<PersonDay> rows)
    {
        var number = _person++;
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
        AddCohort(rows);
    }

    /// <summary>The cells.</summary>
    public List<AnalyticsCellRow> Build()
    {
        List<AnalyticsCellRow> cells =
        [
            .. _sales.Cells("sales", span.Sales, span.Last, MostValues),
            .. _activity.Cells("activity", span.Activity, span.Last, MostValues),
            .. _funnel.Cells("funnel", span.Funnel, span.Last.AddDays(1 - FunnelDays), MostValues),
        ];
        foreach (var (key, tally) in _periods.Where(period => period.Value.IsEnough))
        {
            var last = key.Family.EndsWith("week", StringComparison.Ordinal) ? key.First.AddDays(6) : key.First.AddMonths(1).AddDays(-1);
            // A week or month that began before is known in part only.
            if (last <= span.Last && key.First >= First(span))
            {
                cells.Add(Stretches.Cell(key.Family, key.Dimension, key.Value, key.First, last, tally));
            }
        }

        foreach (var (key, people) in _cohorts)
        {
            var last = key.Month.AddMonths(key.Offset + 1).AddDays(-1);
            // The second month's column of a cohort of 2,000 that nobody came back to is no cell of anybody; it is left out like one of nine.
            if (people >= Tally.Fewest && last <= span.Last)
            {
                cells.Add(
                    new AnalyticsCellRow
                    {
                        Family = "cohort",
                        Dimension = "month",
                        Value = key.Offset.ToString("000", CultureInfo.InvariantCulture),
                        FirstDay = key.Month,
                        LastDay = last,
                        Customers = people,
                        Second = _cohorts[(key.Month, 0)],
                    }
                );
            }
        }

        return cells;
    }

    public static DateOnly Month(DateOnly day) => new(day.Year, day.Month, 1);

    private void AddActivity(int person, DateOnly day, List<PersonDay> rows)
    {
        var all = _activity.Of("all", "*", day);
        all.AddPerson(person, second: rows[0].IsNamed);
        all.AddSums(rows.Sum(row => row.Events), 0, 0, 0);
        foreach (var channel in rows.GroupBy(row => row.Channel, StringComparer.Ordinal))
        {
            var tally = _activity.Of("channel", channel.Key, day);
            tally.AddPerson(person, second: rows[0].IsNamed);
            tally.AddSums(channel.Sum(row => row.Events), 0, 0, 0);
        }
    }

    private void AddSales(int person, DateOnly day, List<PersonDay> rows, IReadOnlyList<string> segments)
    {
        var sold = rows.Where(row => row.Category is not null).ToList();
        if (sold.Count == 0)
        {
            return;
        }

        AddSold(_sales.Of("all", "*", day), person, sold);
        foreach (var channel in sold.GroupBy(row => row.Channel, StringComparer.Ordinal))
        {
            AddSold(_sales.Of("channel", channel.Key, day), person, channel);
        }

        foreach (var category in sold.GroupBy(row => row.Category ?? "", StringComparer.Ordinal))
        {
            AddSold(_sales.Of("category", category.Key, day), person, category);
        }

        _sales.Count(day, person, segments);
        foreach (var segment in segments)
        {
            AddSold(_sales.Of("segment", segment, day), person, sold);
        }
    }

    private static void AddSold(Tally tally, int person, IEnumerable<PersonDay> rows)
    {
        var sold = rows.ToList();
        tally.AddPerson(person);
        tally.AddSums(
            sold.SelectMany(row => row.Orders).Distinct(StringComparer.Ordinal).Count(),
            sold.Sum(row => row.Units),
            sold.Sum(row => row.Revenue - row.Returned),
            sold.Sum(row => row.Returned)
        );
    }

    private void AddFunnel(int person, DateOnly day, List<PersonDay> rows, bool carted, bool ordered, IReadOnlyList<string> segments)
    {
        _funnel.Of("all", "*", day).AddPerson(person, counts: ordered, carted, ordered);
        foreach (var channel in rows.Where(row => row.Viewed).Select(row => row.Channel).Distinct(StringComparer.Ordinal))
        {
            _funnel.Of("channel", channel, day).AddPerson(person, counts: ordered, carted, ordered);
        }

        if (ordered)
        {
            _funnel.Count(day, person, segments);
        }

        foreach (var segment in segments)
        {
            _funnel.Of("segment", segment, day).AddPerson(person, counts: ordered, carted, ordered);
        }
    }

    /// <summary>People by week and month: sums of days would count them again and again.</summary>
    private void AddPeriods(int person, IEnumerable<PersonDay> rows)
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
            (tally ??= new Tally()).AddPerson(person, second: isNamed);
        }
    }

    private void AddCohort(IReadOnlyList<PersonDay> rows)
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
            CollectionsMarshal.GetValueRefOrAddDefault(_cohorts, (months[0], offset), out _)++;
        }
    }
}
