using Marketing.Learning;
using Marketing.Profiles.Analytics;
using Marketing.Store;
using static Marketing.Profiles.Tests.Analytics.DaysOfPeople;

namespace Marketing.Profiles.Tests.Analytics;

/// <summary>Answers before and after late events and erasures, checked by a slow twin that knows the people of every cell.</summary>
public sealed class Late_events
{
    private static readonly DateOnly Last = First.AddDays(40);

    [Fact]
    public void of_a_few_wait_until_ten_have_come()
    {
        // 40 customers buy on each of three days; then 3 of them buy once more on the second, and at last 30.
        List<PersonDay> Late(int people) =>
            [.. Enumerable.Range(0, people).Select(at => Row($"p{at}", First.AddDays(1), order: $"late{at}", channel: "app"))];
        var rows = Enumerable
            .Range(0, 40)
            .SelectMany(at => Enumerable.Range(0, 3).Select(day => Row($"p{at}", First.AddDays(day), order: $"o{at}-{day}")))
            .ToList();
        var before = Build(rows, []);
        Orders(before).Should().Equal(40, 40, 40);
        var few = Build(Merged([.. rows, .. Late(3)]), before);
        Orders(few).Should().Equal(40, 40, 40);
        var many = Build(Merged([.. rows, .. Late(30)]), few);
        Orders(many).Should().Equal(40, 70, 40);
        many.Where(cell => cell is { Family: "sales", Dimension: "channel" } && cell.FirstDay == First.AddDays(1))
            .Sum(cell => cell.Orders)
            .Should()
            .Be(70, "the parts share the whole among them");
    }

    [Fact]
    public void never_let_an_answer_and_a_later_one_differ_by_fewer_than_ten_customers()
    {
        var (kept, renewed, pooled) = (0, 0, 0);
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var rows = Simulated(seed);
            var known = new Dictionary<AnalyticsCellRow, Dictionary<string, string>>(ReferenceEqualityComparer.Instance);
            List<AnalyticsCellRow> before = [];
            for (var night = 0; night < 5; night++)
            {
                var cells = Build(rows, before);
                foreach (var cell in cells)
                {
                    // The same object: what was shown stays.
                    kept += known.ContainsKey(cell) ? 1 : 0;
                    known.TryAdd(cell, People(rows, cell, cells));
                }

                foreach (var cell in cells.Where(cell => !before.Contains(cell)))
                {
                    var replaced = before
                        .Where(old =>
                            (old.Family, old.Dimension, old.FirstDay, old.LastDay)
                            == (cell.Family, cell.Dimension, cell.FirstDay, cell.LastDay)
                        )
                        .Where(old => old.Value == cell.Value || (IsRest(cell) && !cells.Exists(now => IsSameCell(now, old))))
                        .ToList();
                    if (replaced.Count > 0)
                    {
                        renewed++;
                        pooled += replaced.Count > 1 ? 1 : 0;
                        Apart(known[cell], Union(replaced.Select(old => known[old])), cell);
                    }
                }

                // A segment may be subtracted from all, and from another segment, of the same night or of another one.
                foreach (var segment in cells.Where(cell => cell is { Family: "sales", Dimension: "segment" }))
                {
                    foreach (
                        var other in cells
                            .Concat(before)
                            .Where(other =>
                                other.Dimension is "all" or "segment"
                                && (other.Family, other.FirstDay, other.LastDay) == (segment.Family, segment.FirstDay, segment.LastDay)
                            )
                    )
                    {
                        Apart(known[segment], known[other], segment);
                    }
                }

                before = cells;
                rows = Later(rows, seed, night);
            }
        }

        kept.Should().BeGreaterThan(1000, "or nothing waited");
        renewed.Should().BeGreaterThan(1000, "or nothing came");
        pooled.Should().BeGreaterThan(10, "or nobody joined the others");
    }

    /// <summary>Some buy and look late, one to eighty of them; some are erased.</summary>
    private static List<PersonDay> Later(List<PersonDay> rows, ulong seed, int night)
    {
        double Draw(int at) => SplitMix64.Uniform(seed + 1000, (ulong)((night * 1000) + at));
        var people = 1 + (int)(80 * Math.Pow(Draw(0), 3));
        var erased = Enumerable
            .Range(0, (int)(4 * Draw(1)))
            .Select(at => $"p{(int)(120 * Draw(10 + at))}")
            .ToHashSet(StringComparer.Ordinal);
        var day = First.AddDays((int)(30 * Draw(2)));
        var late = Enumerable
            .Range(100, people)
            .Select(at =>
                Row(
                    $"p{(int)(130 * Draw(at))}",
                    day.AddDays((int)(3 * Draw(at + 100))),
                    viewed: true,
                    order: Draw(at + 200) < .7 ? $"late{night}-{at}" : null,
                    channel: Draw(at + 300) < .7 ? "web" : "app",
                    category: Draw(at + 400) < .6 ? "Home" : "Toys"
                )
            );
        return Merged([.. rows.Where(row => !erased.Contains(row.Person)), .. late]);
    }

    private static List<AnalyticsCellRow> Build(List<PersonDay> rows, List<AnalyticsCellRow> shown)
    {
        var builder = new CellBuilder(new CellSpan(First, First, First, Last, Cohorts: true), SegmentsOf, MarkOf);
        foreach (var person in rows.GroupBy(row => row.Person))
        {
            builder.Add(person.Key, [.. person]);
        }

        return builder.Build(shown);
    }

    private static List<PersonDay> Merged(IEnumerable<PersonDay> rows) =>
        [
            .. rows.GroupBy(row => (row.Person, row.Day, row.Channel, row.Category))
                .Select(group =>
                    group.Aggregate(
                        (one, other) =>
                            one with
                            {
                                Events = one.Events + other.Events,
                                Viewed = one.Viewed || other.Viewed,
                                Orders = [.. one.Orders, .. other.Orders],
                                Units = one.Units + other.Units,
                                Revenue = one.Revenue + other.Revenue,
                            }
                    )
                )
                .OrderBy(row => row.Person, StringComparer.Ordinal)
                .ThenBy(row => row.Day),
        ];

    /// <summary>Who is in a cell, each with all that the cell counts of them.</summary>
    private static Dictionary<string, string> People(List<PersonDay> rows, AnalyticsCellRow cell, List<AnalyticsCellRow> cells)
    {
        if (cell.Family == "cohort")
        {
            return Cohort(rows, cell);
        }

        var family = cell.Family.Split('-')[0];
        var named = cells
            .Where(other =>
                (other.Family, other.Dimension, other.FirstDay) == (cell.Family, cell.Dimension, cell.FirstDay)
                && other.Value != Stretches.Other
            )
            .Select(other => other.Value)
            .ToHashSet(StringComparer.Ordinal);
        bool IsOf(string value) => cell.Value == Stretches.Other ? !named.Contains(value) : value == cell.Value;
        var of = rows.Where(row => row.Day >= cell.FirstDay && row.Day <= cell.LastDay)
            .Where(row => family != "sales" || row.Category is not null)
            .Where(row =>
                cell.Dimension switch
                {
                    "all" => true,
                    "segment" => SegmentsOf(row.Person).Contains(cell.Value),
                    "channel" => IsOf(row.Channel),
                    _ => IsOf(row.Category ?? ""),
                }
            );
        if (family == "funnel")
        {
            of = of.Where(row => row.Viewed);
        }

        return of.GroupBy(row => row.Person, StringComparer.Ordinal)
            .ToDictionary(
                person => person.Key,
                person =>
                    cell.Family switch
                    {
                        "sales" => string.Join(
                            ';',
                            person
                                .GroupBy(row => (row.Day, Part(row, cell)))
                                .Select(day => $"{day.Key} {day.Sum(row => row.Orders.Length)} {day.Sum(row => row.Revenue)}")
                                .Order()
                        ),
                        "activity" => string.Join(
                            ';',
                            person
                                .GroupBy(row => (row.Day, Part(row, cell)))
                                .Select(day => $"{day.Key} {day.Sum(row => row.Events)}")
                                .Order()
                        ),
                        "funnel" => string.Join(
                            ';',
                            person
                                .Select(row => row.Day)
                                .Distinct()
                                .Select(day =>
                                    $"{day:O} {rows.Exists(row => row.Person == person.Key && row.Orders.Length > 0 && row.Day >= day && row.Day < day.AddDays(CellBuilder.FunnelDays))}"
                                )
                                .Order()
                        ),
                        _ => "there",
                    },
                StringComparer.Ordinal
            );
    }

    /// <summary>Of all and of segments the same is counted of a person; of parts each part by itself.</summary>
    private static string Part(PersonDay row, AnalyticsCellRow cell) =>
        cell.Dimension switch
        {
            "channel" => row.Channel,
            "category" => row.Category ?? "",
            _ => "",
        };

    private static Dictionary<string, string> Cohort(List<PersonDay> rows, AnalyticsCellRow cell)
    {
        var month = CellBuilder.Month(cell.LastDay);
        return rows.Where(row => row.Orders.Length > 0)
            .GroupBy(row => row.Person, StringComparer.Ordinal)
            .Where(person =>
                CellBuilder.Month(person.Min(row => row.Day)) == cell.FirstDay && person.Any(row => CellBuilder.Month(row.Day) == month)
            )
            .ToDictionary(person => person.Key, _ => "there", StringComparer.Ordinal);
    }

    private static Dictionary<string, string> Union(IEnumerable<Dictionary<string, string>> cells) =>
        cells
            .SelectMany(cell => cell)
            .GroupBy(person => person.Key, StringComparer.Ordinal)
            .ToDictionary(
                person => person.Key,
                person => string.Join(';', person.SelectMany(part => part.Value.Split(';')).Order()),
                StringComparer.Ordinal
            );

    private static void Apart(Dictionary<string, string> one, Dictionary<string, string> other, AnalyticsCellRow cell) =>
        one
            .Keys.Union(other.Keys, StringComparer.Ordinal)
            .Count(person => one.GetValueOrDefault(person) != other.GetValueOrDefault(person))
            .Should()
            .Match(people => people == 0 || people >= 10, $"{cell.Family} {cell.Dimension} {cell.Value} {cell.FirstDay}");

    private static bool IsRest(AnalyticsCellRow cell) => cell is { Value: Stretches.Other, Dimension: "channel" or "category" };

    private static bool IsSameCell(AnalyticsCellRow one, AnalyticsCellRow other) =>
        (one.Family, one.Dimension, one.Value, one.FirstDay, one.LastDay)
        == (other.Family, other.Dimension, other.Value, other.FirstDay, other.LastDay);

    private static IEnumerable<long> Orders(List<AnalyticsCellRow> cells) =>
        cells.Where(cell => cell is { Family: "sales", Dimension: "all" }).Select(cell => cell.Orders);
}
