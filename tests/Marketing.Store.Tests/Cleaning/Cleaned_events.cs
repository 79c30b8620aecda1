using Marketing.Store.Tests.Ingest;
using Marketing.TestKit;

namespace Marketing.Store.Tests.Cleaning;

public sealed partial class Cleaned_events : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly IngestStore _store = new();

    public Task InitializeAsync() => _store.InitializeAsync();

    public Task DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task leave_out_a_repetition_and_keep_its_first()
    {
        await WriteAsync(
            Buy("a", "first", 0),
            Buy("a", "again", 1.5),
            Buy("a", "once more", 3),
            Buy("a", "later", 6),
            Buy("b", "somebody else", 1),
            Buy("a", "other price", 1) with
            {
                Price = 11,
            }
        );
        var result = await CleanAsync();
        result.Counts["duplicate-content"].Should().Be(2, "each lies within two seconds of the one before");
        (await CleanIdsAsync()).Should().Equal("first", "later", "other price", "somebody else");
        (await _store.CountAsync("true")).Should().Be(6, "nothing is dropped");
        (await MarkAsync("again")).Should().Be("duplicate-content||");
    }

    [Fact]
    public async Task leave_out_programs_but_not_what_was_paid_for()
    {
        await WriteAsync([
            .. Enumerable.Range(0, 61).Select(i => View("fast", $"v{i:00}", i * .9, $"i{i}")),
            .. Enumerable.Range(0, 60).Select(i => View("quick", $"q{i:00}", i * .9, $"i{i}")),
            Buy("fast", "paid", 7200),
            View("fast", "next day", 86_400),
            View("named", "crawler", 0) with
            {
                Attributes = """{"userAgent":"ShopBot/1.0"}""",
            },
            View("person", "browser", 0) with
            {
                Attributes = """{"userAgent":"Mozilla/5.0"}""",
            },
        ]);
        var result = await CleanAsync();
        result.Counts["bot-rate"].Should().Be(61);
        result.Counts["bot-agent"].Should().Be(1);
        (await CleanIdsAsync()).Where(id => id[0] != 'q').Should().Equal("browser", "next day", "paid");
    }

    [Fact]
    public async Task leave_out_what_is_no_product_and_what_cannot_have_been_then()
    {
        await _store.Database.ExecuteAsync(
            "INSERT INTO shop.items (item_id, category, available, recommendable, tags, created_at, changed_at) VALUES "
                + "('postage', NULL, true, false, '{}', now(), now()), ('voucher', 'Gifts > Vouchers', true, true, '{}', now(), now()), ('gift', 'Gifts', true, true, '{}', now(), now())"
        );
        await WriteAsync(
            Buy("a", "postage", 0, "postage"),
            Buy("a", "voucher", 0, "voucher"),
            Buy("a", "gift", 0, "gift"),
            Buy("a", "old", 0) with
            {
                OccurredAt = DateTimeOffset.UnixEpoch,
            },
            Buy("a", "bought", 100) with
            {
                OrderId = "o",
            },
            Buy("a", "back too soon", 50) with
            {
                OrderId = "o",
                Type = EventType.Return,
            },
            Buy("a", "back", 200) with
            {
                OrderId = "o",
                Type = EventType.Return,
            }
        );
        var result = await CleanAsync(new CleaningSettings { NonProducts = new NonProductSettings { Categories = ["Gifts > Vouchers"] } });
        (result.Counts["non-product"], result.Counts["impossible-time"]).Should().Be((2, 2));
        (await CleanIdsAsync()).Should().Equal("back", "bought", "gift");
    }

    [Fact]
    public async Task speak_of_money_in_one_currency_and_of_pieces()
    {
        await WriteAsync(
            Buy("a", "euro 1", 0),
            Buy("a", "euro 2", 10),
            Buy("a", "dollar", 20) with
            {
                Price = 8,
                Currency = "USD",
            },
            Buy("a", "yen", 30) with
            {
                Price = 900,
                Currency = "JPY",
            },
            Buy("a", "dozen", 40) with
            {
                Price = 120,
                Quantity = 2,
                Attributes = """{"unit":"dozen"}""",
            }
        );
        var settings = new CleaningSettings
        {
            Currency = new CurrencySettings { Rates = new() { ["USD"] = .9m } },
            Missing = new MissingSettings { Price = MissingChoice.Keep },
        };
        var result = await CleanAsync(settings);
        result.Currency.Should().Be("EUR", "most purchases are in it");
        (await CleanAmountsAsync()).Should().Equal("dollar 7.2 EUR", "dozen 24 × 10 EUR", "euro 1 10 EUR", "euro 2 10 EUR", "yen none");
        (await MarkAsync("yen")).Should().Be("currency-unknown||NaN");
    }

    [Fact]
    public async Task move_an_outlier_to_the_bound()
    {
        // Thirty purchases of one piece: median 1, no deviation, so the bound is the factor: 20 times the median.
        await WriteAsync([
            .. Enumerable.Range(0, 30).Select(i => Buy($"u{i}", $"usual {i:00}", i)),
            Buy("a", "large", 0) with
            {
                Quantity = 80_000,
            },
            Buy("a", "twenty", 10) with
            {
                Quantity = 20,
            },
            Buy("a", "cheap", 20) with
            {
                Price = .1m,
            },
            View("a", "grade", 30) with
            {
                Type = EventType.Rating,
                Value = 500,
            },
        ]);
        var counts = (await CleanAsync()).Counts;
        (counts["outlier-quantity"], counts["outlier-price"], counts["outlier-grade"]).Should().Be((1, 1, 1));
        (await CleanAmountsAsync()).Should().Contain("large 20 × 10 EUR").And.Contain("twenty 20 × 10 EUR").And.Contain("cheap 0.5 EUR");
        (await _store.Database.ScalarAsync<double>("SELECT value FROM shop.clean_events WHERE event_id = 'grade'")).Should().Be(10);
        var strict = new CleaningSettings { Outliers = new OutlierSettings { Quantity = OutlierChoice.SetAside } };
        (await CleanAsync(strict)).Counts["far-quantity"].Should().Be(1);
        (await CleanIdsAsync()).Should().NotContain("large").And.Contain("twenty");
    }

    [Fact]
    public async Task are_the_same_in_whatever_order_they_came_and_by_days_as_by_all()
    {
        NewEvent[] events =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(i => Buy($"u{i % 7}", $"e{i:00}", i * 40_000 % 90_000) with { Price = i % 5 == 0 ? null : 10 + i }),
            .. Enumerable.Range(0, 9).Select(i => Buy("u1", $"d{i}", i)),
            Buy("u2", "large", 5) with
            {
                Quantity = 5_000,
            },
        ];
        await WriteAsync(events);
        await CleanAsync();
        var marks = await MarksAsync();
        marks.Should().Contain("missing-price").And.Contain("duplicate-content").And.Contain("outlier-quantity");
        await CleanAsync();
        (await MarksAsync()).Should().Be(marks, "the same again changes nothing");

        await _store.Database.ExecuteAsync("DELETE FROM shop.events");
        (await MarksAsync()).Should().BeEmpty("marks go with their events");
        foreach (var half in events.Reverse().Chunk(17))
        {
            await WriteAsync(half);
            await CleanAsync();
        }

        (await MarksAsync()).Should().Be(marks);
        await _store.Database.ExecuteAsync(
            "DELETE FROM shop.cleaning_marks WHERE 'duplicate-content' = ANY (rules) OR 'outlier-quantity' = ANY (rules)"
        );
        await Cleaning(new CleaningSettings()).CleanDaysAsync(new DateOnly(2026, 1, 10), new DateOnly(2026, 1, 11), CancellationToken.None);
        (await MarksAsync()).Should().Be(marks);
    }

    private static NewEvent View(string user, string id, double second, string item = "i") =>
        IngestStore.View(user, id, item) with
        {
            OccurredAt = Noon.AddSeconds(second),
        };

    private static NewEvent Buy(string user, string id, double second, string item = "i") =>
        View(user, id, second, item) with
        {
            Type = EventType.Purchase,
            Price = 10,
            Currency = "EUR",
        };

    private EventCleaning Cleaning(CleaningSettings settings) => new(_store.Database.DataSource, settings, new FakeTime(IngestStore.Now));

    private Task<CleaningResult> CleanAsync(CleaningSettings? settings = null) =>
        Cleaning(settings ?? new CleaningSettings()).CleanAllAsync(CancellationToken.None);

    private async Task WriteAsync(params NewEvent[] events)
    {
        var written = await _store.Writer.WriteAsync(events, WriteOptions.Live with { AnyAge = true }, CancellationToken.None);
        written.Rejected.Should().BeEmpty();
    }

    private async Task<string[]> CleanIdsAsync() => await ListAsync("SELECT array_agg(event_id ORDER BY event_id) FROM shop.clean_events");

    private async Task<string[]> CleanAmountsAsync() =>
        await ListAsync(
            "SELECT array_agg(event_id || ' ' || CASE WHEN price IS NULL THEN 'none' ELSE coalesce(trim_scale(quantity)::text || ' × ', '') || trim_scale(price)::text || ' ' || currency END ORDER BY event_id) FROM shop.clean_events"
        );

    private async Task<string[]> ListAsync(string sql) => await _store.Database.ScalarAsync<string[]>(sql) ?? [];

    private Task<string?> MarkAsync(string id) =>
        _store.Database.ScalarAsync<string>(
            $"SELECT concat_ws('|', array_to_string(rules, ','), coalesce(quantity::text, ''), coalesce(price::text, '')) FROM shop.cleaning_marks WHERE event_id = '{id}'"
        );

    private async Task<string> MarksAsync() =>
        await _store.Database.ScalarAsync<string>(
            "SELECT string_agg(m::text, E'\\n' ORDER BY user_id, event_id) FROM shop.cleaning_marks m"
        ) ?? "";
}
