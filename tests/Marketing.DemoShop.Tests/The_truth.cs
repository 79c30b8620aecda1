namespace Marketing.DemoShop.Tests;

[Collection(nameof(WholeYear))]
public sealed class The_truth(WholeYear year)
{
    [Fact]
    public void Affinity_tells_what_customers_buy()
    {
        // A bought product is more attractive to its buyer than nine of ten products drawn evenly from the catalogue.
        var ranks = new List<double>();
        foreach (var bought in year.Of(DemoEventType.Purchase).Where(e => e.UserId is not null).Where((_, index) => index % 40 == 0))
        {
            var mine = year.Shop.Truth.PersonalAffinity(bought.UserId!, bought.ItemId!);
            var others = year
                .Shop.Products.Where((_, index) => index % 20 == 0)
                .Select(p => year.Shop.Truth.PersonalAffinity(bought.UserId!, p.ItemId));
            ranks.Add(others.Count(other => other > mine) / 100.0);
        }

        ranks.Order().ElementAt(ranks.Count / 2).Should().BeLessThan(0.1);
    }

    [Fact]
    public void Clicks_on_ads_come_as_often_as_the_click_probability_says()
    {
        var zones = year.Shop.Customers.ToDictionary(c => c.UserId, c => Offsets[c.TimeZone]);
        var seen = new Dictionary<(string, string), int>();
        var (expected, observed) = (0.0, 0);
        foreach (var e in year.Happened.Where(e => e is { UserId: not null, AdId: not null }))
        {
            if (e.Type == DemoEventType.Impression)
            {
                var before = seen.GetValueOrDefault((e.UserId!, e.AdId!));
                seen[(e.UserId!, e.AdId!)] = before + 1;
                var hour = (e.OccurredAt.TimeOfDay.TotalHours + zones[e.UserId!] + 24) % 24;
                expected += year.Shop.Truth.ClickProbability(e.AdId!, e.UserId!, e.Placement!, hour, before);
            }

            observed += e.Type == DemoEventType.Click ? 1 : 0;
        }

        // Poisson: four standard errors on either side, and 1 % for what was seen before signing in.
        observed.Should().BeGreaterThan(400);
        (observed / expected).Should().BeInRange(0.99 - 4 / Math.Sqrt(expected), 1.01 + 4 / Math.Sqrt(expected));
    }

    [Fact]
    public void Every_click_of_a_person_has_its_impression_before_it()
    {
        var shown = year.Of(DemoEventType.Impression).Select(e => (e.DecisionId ?? e.RecommendationId, e.AdId ?? e.ItemId)).ToHashSet();
        var clicks = year.Of(DemoEventType.Click).Where(e => e.SessionId is null || !year.Shop.Truth.IsBot(e.SessionId));
        clicks.Should().OnlyContain(e => shown.Contains(new(e.DecisionId ?? e.RecommendationId, e.AdId ?? e.ItemId)));
    }

    [Fact]
    public void Who_buys_a_phone_soon_buys_a_case()
    {
        var phones = Buyers("Smartphones");
        var cases = Buyers("Phone Cases");
        var others = year.Shop.Customers.Select(c => c.UserId).Where(u => !phones.ContainsKey(u)).ToList();
        var after =
            phones.Count(p => cases.TryGetValue(p.Key, out var days) && days.Exists(day => day >= p.Value[0])) / (double)phones.Count;
        var without = others.Count(cases.ContainsKey) / (double)others.Count;
        after.Should().BeGreaterThan(2 * without).And.BeGreaterThan(0.15);
    }

    [Fact]
    public void Better_products_get_more_stars()
    {
        var stars = year
            .Happened.Where(e => e.Type is DemoEventType.Rating or DemoEventType.Review)
            .GroupBy(e => e.ItemId!)
            .Where(g => g.Count() >= 5)
            .Select(g => (Quality: year.Shop.Truth.Quality(g.Key), Stars: g.Average(e => e.Value!.Value)))
            .ToList();
        stars.Should().HaveCountGreaterThan(300);
        Correlation(stars).Should().BeGreaterThan(0.7);
    }

    [Fact]
    public void The_eleventh_of_November_is_the_busiest_day_and_summer_is_for_swimming()
    {
        var days = year.Happened.CountBy(year.DayOf).OrderByDescending(c => c.Value).ToList();
        // Day 0 is a 22 November, so the next 11 November is day 354.
        days[0].Key.Should().Be(354);
        days[0].Value.Should().BeGreaterThan(2 * days[days.Count / 2].Value);
        var swimming = year.Of(DemoEventType.View)
            .Where(e => year.Items[e.ItemId!].Category.Contains("Swimming", StringComparison.Ordinal))
            .Select(year.DayOf)
            .ToList();
        // June to August against December to February: days 191 to 282 and 9 to 98.
        swimming.Count(day => day is >= 191 and <= 282).Should().BeGreaterThan(3 * swimming.Count(day => day is >= 9 and <= 98));
    }

    [Fact]
    public void Visits_expected_of_all_customers_are_about_those_that_came()
    {
        var expected = year.Shop.Customers.Sum(c => year.Shop.Truth.ExpectedVisits(c.UserId, 0, 365));
        var came = year.Happened.Where(e => char.IsDigit(e.Id[2]) && char.IsDigit(e.Id[6])).Select(e => e.Id[..12]).Distinct().Count();
        // Wishes add some; a visit of one day is at most three.
        (came / expected)
            .Should()
            .BeInRange(0.97, 1.2);
    }

    private static readonly Dictionary<string, int> Offsets = new()
    {
        ["Asia/Shanghai"] = 8,
        ["Asia/Taipei"] = 8,
        ["Asia/Singapore"] = 8,
        ["America/Los_Angeles"] = -8,
        ["America/New_York"] = -5,
        ["Europe/London"] = 0,
        ["Europe/Berlin"] = 1,
        ["Australia/Sydney"] = 10,
    };

    private Dictionary<string, List<int>> Buyers(string kind) =>
        year.Of(DemoEventType.Purchase)
            .Where(e => e.UserId is not null && year.Items[e.ItemId!].Category.EndsWith(kind, StringComparison.Ordinal))
            .GroupBy(e => e.UserId!)
            .ToDictionary(g => g.Key, g => g.Select(year.DayOf).Order().ToList());

    private static double Correlation(List<(double X, double Y)> pairs)
    {
        var (meanX, meanY) = (pairs.Average(p => p.X), pairs.Average(p => p.Y));
        var both = pairs.Sum(p => (p.X - meanX) * (p.Y - meanY));
        return both / Math.Sqrt(pairs.Sum(p => Math.Pow(p.X - meanX, 2)) * pairs.Sum(p => Math.Pow(p.Y - meanY, 2)));
    }
}
