using Marketing.Profiles.Analytics;
using Marketing.Store;
using static Marketing.Profiles.Tests.Analytics.DaysOfPeople;

namespace Marketing.Profiles.Tests.Analytics;

/// <summary>The rule of ten, checked by a slow twin that knows the people of every cell.</summary>
public sealed class Base_cells
{
    [Fact]
    public void pool_days_until_ten_different_customers_are_together()
    {
        // 4 on the first day, the same 4 and 2 more on the second, 5 others on the third: 4, 6, 11.
        var days = new Dictionary<DateOnly, Tally>
        {
            [First] = Of(1, 2, 3, 4),
            [First.AddDays(1)] = Of(1, 2, 3, 4, 5, 6),
            [First.AddDays(3)] = Of(11, 12, 13, 14, 15),
            [First.AddDays(4)] = Of([.. Enumerable.Range(100, 12)]),
            [First.AddDays(5)] = Of([.. Enumerable.Range(100, 9)]),
        };
        var pooled = Stretches.Pool(First, First.AddDays(5), days);
        pooled
            .Select(s => (s.First, s.Last, s.All.Customers))
            .Should()
            .Equal((First, First.AddDays(3), 11), (First.AddDays(4), First.AddDays(4), 12));
    }

    [Fact]
    public void pool_small_values_and_let_the_smallest_of_the_others_join_them()
    {
        var (large, middle) = (Of([.. Enumerable.Range(0, 30)]), Of([.. Enumerable.Range(100, 15)]));
        Values(Stretches.Divide([("web", large), ("app", middle)])).Should().Equal("web 30", "app 15");
        // Three in the shop are too few alone, and would be told by the difference: the smallest of the others joins them.
        Values(Stretches.Divide([("web", large), ("app", middle), ("shop", Of(200, 201, 202))])).Should().Equal("web 30", "other 18");
        Values(Stretches.Divide([("web", large), ("x", Of(1, 2, 3, 4, 5, 6)), ("y", Of(7, 8, 9, 10, 11, 12))]))
            .Should()
            .Equal("web 30", "other 12");
    }

    [Fact]
    public void show_a_group_only_where_it_differs_from_all_others_by_nobody_or_by_ten()
    {
        HashSet<int> Range(int from, int count) => [.. Enumerable.Range(from, count)];
        var all = Range(0, 100);
        Dictionary<string, HashSet<int>> groups = new(StringComparer.Ordinal)
        {
            ["everybody but three"] = Range(3, 97),
            ["half"] = Range(0, 50),
            ["the same half"] = Range(0, 50),
            ["half and four"] = Range(0, 54),
            ["third"] = Range(0, 30),
            ["nine"] = Range(90, 9),
        };
        // Of the two that differ by four the larger one was first.
        Stretches.Choose(all, groups).Should().Equal("half and four", "third");
        groups.Remove("half and four");
        Stretches.Choose(all, groups).Should().Equal("half", "the same half", "third");
    }

    [Fact]
    public void show_no_group_that_would_tell_with_others_of_the_few_who_are_in_none()
    {
        HashSet<int> Range(int from, int count) => [.. Enumerable.Range(from, count)];
        Dictionary<string, HashSet<int>> grid = new(StringComparer.Ordinal)
        {
            ["a"] = Range(0, 40),
            ["b"] = Range(40, 35),
            ["c"] = Range(75, 22),
            ["d"] = Range(97, 3),
        };
        // All less a, b and c would be d, three customers: c is not shown, and 25 are left over.
        Stretches.Choose(Range(0, 100), grid).Should().Equal("a", "b");
        grid["d"] = Range(97, 0);
        Stretches.Choose(Range(0, 97), grid).Should().Equal("a", "b", "c");
    }

    [Fact]
    public void tell_of_a_campaign_over_longer_windows_and_beside_all_ads_only_where_ten_lie_between()
    {
        CampaignEffect Effect(string id, long treated, long buyers) =>
            new(id, treated, buyers, 500, 100, .02, [-.01, .05], 100, [-50, 250], "No difference is proven.");
        KnownEffects Weeks(int weeks, params CampaignEffect[] effects) => new(weeks, new DateOnly(2026, 3, 9), effects);
        // 40 customers more, two of them bought; then 100 more than at first, 30 of them bought; then five more.
        List<KnownEffects> windows =
        [
            Weeks(1, Effect("c", 1_000, 100)),
            Weeks(4, Effect("c", 1_040, 102)),
            Weeks(13, Effect("c", 1_100, 130)),
            Weeks(52, Effect("c", 1_105, 130)),
        ];
        Enumerable.Range(1, 4).Select(count => ReadCampaigns.Told(windows.Take(count))[0].Weeks).Should().Equal(1, 1, 13, 13);

        var beside = ReadCampaigns.Told([Weeks(1, Effect("c", 1_000, 100), Effect("*", 1_004, 100))]);
        (beside[0].CampaignId, beside[0].TreatedRate, beside[0].IncrementalRevenue).Should().Be(("*", null, null));
        beside[1].Lift.Should().Be(.02);
        ReadCampaigns.Told([Weeks(1, Effect("c", 1_000, 100), Effect("*", 1_030, 110))])[0].Lift.Should().Be(.02);
    }

    [Fact]
    public void keep_what_was_told_of_a_campaign_until_ten_customers_count_otherwise()
    {
        CampaignEffect Effect(long treated, long buyers, double revenue) =>
            new("c", treated, buyers, 500, 100, .02, [-.01, .05], revenue, [-50, 250], "No difference is proven.");
        KnownEffects Told(CampaignEffect effect) => new(4, new DateOnly(2026, 3, 9), [effect]);
        double Kept(CampaignEffect now) =>
            CampaignEffectsKeeper.Keep(Told(Effect(1_000, 100, 1)), Told(now)).Effects.Single().IncrementalRevenue;
        // The same customers with another order, three more of them, and forty more of whom twelve bought.
        Kept(Effect(1_000, 100, 2)).Should().Be(1);
        Kept(Effect(1_003, 100, 2)).Should().Be(1);
        Kept(Effect(1_040, 112, 2)).Should().Be(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void never_let_two_answers_differ_by_fewer_than_ten_customers(ulong seed)
    {
        var rows = Simulated(seed);
        var last = First.AddDays(40);
        var builder = new CellBuilder(new CellSpan(First, First, First, last, Cohorts: true), SegmentsOf, MarkOf);
        foreach (var person in rows.GroupBy(row => row.Person))
        {
            builder.Add(person.Key, [.. person]);
        }

        var cells = builder.Build([]);
        cells.Select(cell => cell.Value).Should().Contain(Stretches.Other);
        var compared = 0;
        foreach (var family in new[] { "sales", "activity" })
        {
            foreach (var dimension in new[] { "channel", "category", "segment" })
            {
                var all = cells.Where(cell => cell.Family == family && cell.Dimension == "all").ToList();
                var parts = cells.Where(cell => cell.Family == family && cell.Dimension == dimension).ToList();
                // Every window is a union of stretches, every value a union of its cells: who is in one and not in the other is checked for each stretch and value.
                foreach (var stretch in all)
                {
                    var everybody = Who(rows, family, stretch, cells);
                    everybody.Count.Should().BeGreaterThanOrEqualTo(10);
                    var within = parts.Where(part => part.FirstDay == stretch.FirstDay).ToList();
                    foreach (var part in within)
                    {
                        var people = Who(rows, family, part, cells);
                        people.Count.Should().BeGreaterThanOrEqualTo(10, $"{family} {dimension} {part.Value} {part.FirstDay}");
                        foreach (var other in within.Where(other => dimension == "segment" && other != part))
                        {
                            people.Except(Who(rows, family, other, cells)).Count().Should().Match(n => n == 0 || n >= 10);
                            compared++;
                        }

                        if (dimension == "segment")
                        {
                            everybody.Except(people).Count().Should().Match(n => n == 0 || n >= 10);
                        }

                        compared++;
                    }

                    if (dimension == "segment")
                    {
                        // Whatever may be subtracted from all: segments that have nobody in common.
                        var groups = within.ConvertAll(part => Who(rows, family, part, cells));
                        for (var subset = 1; subset < 1 << groups.Count; subset++)
                        {
                            var some = groups.Where((_, at) => (subset >> at & 1) == 1).ToList();
                            var union = some.SelectMany(people => people).ToHashSet();
                            if (union.Count == some.Sum(people => people.Count))
                            {
                                everybody.Except(union).Count().Should().Match(n => n == 0 || n >= 10, $"{family} {stretch.FirstDay}");
                                compared++;
                            }
                        }
                    }

                    if (dimension != "segment" && within.Count > 0)
                    {
                        within.Sum(part => part.Orders).Should().BeGreaterThanOrEqualTo(stretch.Orders);
                        within
                            .Sum(part => part.Revenue)
                            .Should()
                            .BeApproximately(stretch.Revenue, 1e-6, "the parts share the whole among them");
                    }
                }

                all.Zip(all.Skip(1))
                    .Should()
                    .OnlyContain(pair => pair.First.LastDay.AddDays(1) == pair.Second.FirstDay, "stretches follow one another");
            }
        }

        compared.Should().BeGreaterThan(50, "or nothing was tried");
    }

    [Fact]
    public void count_a_view_its_cart_and_its_order_within_a_week()
    {
        var last = First.AddDays(20);
        var builder = new CellBuilder(new CellSpan(First, First, First, last, Cohorts: false), _ => [], MarkOf);
        for (var person = 0; person < 25; person++)
        {
            // All look on the first day; 20 put it into the cart on the third, 12 of them order on the seventh, 5 others on the eighth: too late.
            List<PersonDay> did = [Row($"p{person}", First, viewed: true)];
            if (person < 20)
            {
                did.Add(Row($"p{person}", First.AddDays(2), carted: true));
            }

            if (person < 17)
            {
                did.Add(Row($"p{person}", First.AddDays(person < 12 ? 6 : 7), order: $"o{person}"));
            }

            builder.Add($"p{person}", did);
        }

        var funnel = builder.Build([]).Single(cell => cell is { Family: "funnel", Dimension: "all" });
        (funnel.Customers, funnel.Second, funnel.Third).Should().Be((25, 20, 12));
        (funnel.FirstDay, funnel.LastDay).Should().Be((First, First));
    }

    [Fact]
    public void count_who_comes_back_by_the_month_of_the_first_purchase()
    {
        var builder = new CellBuilder(new CellSpan(First, First, First, new DateOnly(2026, 3, 31), Cohorts: true), _ => [], MarkOf);
        for (var person = 0; person < 40; person++)
        {
            // 40 in January, 15 of them in February, 9 in March.
            var months = new List<DateOnly> { First.AddDays(person % 28) };
            if (person < 15)
            {
                months.Add(new DateOnly(2026, 2, 3));
            }

            if (person < 9)
            {
                months.Add(new DateOnly(2026, 3, 3));
            }

            builder.Add($"p{person}", [.. months.Select((day, at) => Row($"p{person}", day, order: $"o{person}-{at}"))]);
        }

        builder
            .Build([])
            .Where(cell => cell.Family == "cohort")
            .Select(cell => (cell.FirstDay, cell.Value, cell.Customers, cell.Second))
            .Should()
            .Equal((First, "000", 40, 40), (First, "001", 15, 40));
    }

    private static HashSet<string> Who(List<PersonDay> rows, string family, AnalyticsCellRow cell, List<AnalyticsCellRow> cells)
    {
        var named = cells
            .Where(c =>
                c.Family == cell.Family && c.Dimension == cell.Dimension && c.FirstDay == cell.FirstDay && c.Value != Stretches.Other
            )
            .Select(c => c.Value)
            .ToHashSet();
        bool IsOfIt(PersonDay row) =>
            cell.Dimension switch
            {
                "all" => true,
                "segment" => SegmentsOf(row.Person).Contains(cell.Value),
                "channel" => cell.Value == Stretches.Other ? !named.Contains(row.Channel) : row.Channel == cell.Value,
                _ => cell.Value == Stretches.Other ? !named.Contains(row.Category ?? "") : row.Category == cell.Value,
            };
        return
        [
            .. rows.Where(row =>
                    row.Day >= cell.FirstDay && row.Day <= cell.LastDay && (family == "activity" || row.Category is not null) && IsOfIt(row)
                )
                .Select(row => row.Person),
        ];
    }

    private static Tally Of(params int[] people)
    {
        var tally = new Tally();
        foreach (var person in people)
        {
            tally.AddPerson(person);
        }

        return tally;
    }

    private static IEnumerable<string> Values(IEnumerable<(string Value, Tally Tally)> parts) =>
        parts.Select(part => $"{part.Value} {part.Tally.Customers}");
}
