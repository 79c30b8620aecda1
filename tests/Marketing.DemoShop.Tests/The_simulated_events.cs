namespace Marketing.DemoShop.Tests;

[Collection(nameof(WholeYear))]
public sealed class The_simulated_events(WholeYear year)
{
    [Fact]
    public void Are_as_many_as_load_quickly_and_of_every_type()
    {
        year.Sent.Count.Should().BeInRange(400_000, 700_000);
        var count = year.Happened.CountBy(e => e.Type).ToDictionary();
        count.Should().HaveCount(Enum.GetValues<DemoEventType>().Length);
        count[DemoEventType.View].Should().BeGreaterThan(count[DemoEventType.Cart] * 4);
        count[DemoEventType.Cart].Should().BeGreaterThan(count[DemoEventType.Purchase]);
        count[DemoEventType.Purchase].Should().BeInRange(15_000, 50_000);
        count[DemoEventType.Return].Should().BeInRange(count[DemoEventType.Purchase] / 50, count[DemoEventType.Purchase] / 8);
        count[DemoEventType.Review].Should().BeInRange(3_000, 15_000);
        count[DemoEventType.Conversion].Should().BeGreaterThan(20);
    }

    [Fact]
    public void Come_in_order_of_time_within_the_year()
    {
        year.Sent.Zip(year.Sent.Skip(1)).Should().OnlyContain(pair => pair.First.OccurredAt <= pair.Second.OccurredAt);
        DateOnly.FromDateTime(year.Sent[0].OccurredAt.UtcDateTime).Should().Be(WholeYear.LastDay.AddDays(-364));
        DateOnly.FromDateTime(year.Sent[^1].OccurredAt.UtcDateTime).Should().Be(WholeYear.LastDay);
    }

    [Fact]
    public void Are_repeated_by_the_sender_now_and_then_with_the_same_content()
    {
        var repeats = year.Sent.GroupBy(e => e.Id).Where(g => g.Count() > 1).ToList();
        repeats.Should().HaveCountGreaterThan(500).And.HaveCountLessThan(5_000);
        repeats.Should().OnlyContain(g => g.Distinct().Count() == 1);
    }

    [Fact]
    public void Name_products_and_customers_that_exist_and_somebody_did_them()
    {
        var customers = year.Shop.Customers.Select(c => c.UserId).ToHashSet();
        var ads = year.Shop.Ads.Select(a => a.AdId).ToHashSet();
        year.Happened.Where(e => e.ItemId is not null && !year.Items.ContainsKey(e.ItemId)).Should().BeEmpty();
        year.Happened.Where(e => e.UserId is not null && !customers.Contains(e.UserId)).Should().BeEmpty();
        year.Happened.Where(e => e.UserId is null && e.SessionId is null).Should().BeEmpty();
        year.Happened.Where(e => e.AdId is not null && !ads.Contains(e.AdId)).Should().BeEmpty();
        year.Happened.Where(e =>
                e.ItemId is null
                && e.Type is not (DemoEventType.Search or DemoEventType.Impression or DemoEventType.Click or DemoEventType.Conversion)
            )
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Sell_what_was_in_the_cart_at_a_price_near_the_list_price()
    {
        var carts = year.Of(DemoEventType.Cart).Select(e => (e.Id[..e.Id.LastIndexOf('-')], e.ItemId)).ToHashSet();
        foreach (var bought in year.Of(DemoEventType.Purchase))
        {
            var list = year.Items[bought.ItemId!].Price;
            bought.Price.Should().BeInRange(list * 0.84m, list);
            bought.Quantity.Should().BeGreaterThan(0);
            bought.OrderId.Should().NotBeNull();
            carts.Should().Contain((bought.Id[..bought.Id.LastIndexOf('-')], bought.ItemId));
        }
    }

    [Fact]
    public void Put_several_products_into_one_order_of_one_customer()
    {
        var orders = year.Of(DemoEventType.Purchase).GroupBy(e => e.OrderId).ToList();
        orders.Count(o => o.Count() > 1).Should().BeGreaterThan(orders.Count / 10);
        orders.Should().OnlyContain(o => o.Select(e => e.UserId ?? e.SessionId).Distinct().Count() == 1);
        orders.Should().OnlyContain(o => o.Select(e => e.ItemId).Distinct().Count() == o.Count());
    }

    [Fact]
    public void Return_only_what_was_bought_before()
    {
        var bought = year.Of(DemoEventType.Purchase).Where(e => e.UserId is not null).ToDictionary(e => (e.OrderId, e.ItemId));
        var returns = year.Of(DemoEventType.Return).ToList();
        returns
            .Should()
            .OnlyContain(r =>
                bought[new(r.OrderId, r.ItemId)].OccurredAt < r.OccurredAt && bought[new(r.OrderId, r.ItemId)].UserId == r.UserId
            );
    }

    [Fact]
    public void Rate_only_what_the_customer_bought_before()
    {
        var first = year.Of(DemoEventType.Purchase)
            .Where(e => e.UserId is not null)
            .GroupBy(e => (e.UserId, e.ItemId))
            .ToDictionary(g => g.Key, g => g.Min(e => e.OccurredAt));
        var opinions = year.Happened.Where(e => e.Type is DemoEventType.Rating or DemoEventType.Review).ToList();
        opinions.Should().OnlyContain(o => first[new(o.UserId, o.ItemId)] < o.OccurredAt && o.Value >= 1 && o.Value <= 5);
    }

    [Fact]
    public void Respect_launches_stock_outs_and_what_left_the_shop()
    {
        var sold = year.Of(DemoEventType.Cart).Concat(year.Of(DemoEventType.Purchase)).ToList();
        // A visit that began before midnight may end after it: the day of the visit, in the id, is what counts.
        sold.Should()
            .OnlyContain(e => !double.IsNegativeInfinity(year.Shop.Truth.Affinity("u-0001", e.ItemId!, int.Parse(e.Id.Substring(2, 3)))));
        year.Shop.Products.Count(p => p.LaunchDay > 0).Should().BeInRange(150, 350);
        year.Happened.Where(e => e.Type == DemoEventType.View && year.DayOf(e) < year.Items[e.ItemId!].LaunchDay && !Bot(e))
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Let_some_visitors_sign_in_on_the_way_and_most_passers_by_never()
    {
        var signedIn = year.Happened.Where(e => e is { UserId: not null, SessionId: not null }).Select(e => e.SessionId).ToHashSet();
        var nameless = year.Happened.Where(e => e.UserId is null).Select(e => e.SessionId).ToHashSet();
        nameless.Intersect(signedIn).Should().HaveCountGreaterThan(1_000);
        nameless.Except(signedIn).Should().HaveCountGreaterThan(5_000);
        year.Happened.Where(e => e is { UserId: not null, SessionId: not null })
            .GroupBy(e => e.SessionId)
            .Should()
            .OnlyContain(g => g.Select(e => e.UserId).Distinct().Count() == 1);
    }

    [Fact]
    public void Contain_programs_that_click_evenly_and_faster_than_people()
    {
        var bots = year.Happened.Where(Bot).GroupBy(e => e.SessionId).ToList();
        bots.Should().HaveCount(16);
        foreach (var bot in bots)
        {
            var gaps = bot.Zip(bot.Skip(1), (a, b) => (b.OccurredAt - a.OccurredAt).TotalMilliseconds).ToList();
            gaps.Should().OnlyContain(gap => gap < 900).And.HaveCountGreaterThan(200);
        }
    }

    private bool Bot(DemoEvent happened) => happened.SessionId is { } session && year.Shop.Truth.IsBot(session);
}
