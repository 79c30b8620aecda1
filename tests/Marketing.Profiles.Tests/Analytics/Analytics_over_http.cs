using System.Net;
using System.Text.Json;
using Marketing.Profiles.Analytics;
using Marketing.Profiles.Tests.Quality;
using Marketing.Store;

namespace Marketing.Profiles.Tests.Analytics;

public sealed class Analytics_over_http(InsightsHost host) : IClassFixture<InsightsHost>, IAsyncLifetime
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    // Day 0 of the shop; 40 days follow up to yesterday.
    private static readonly DateOnly Start = Today.AddDays(-40);

    public async Task InitializeAsync()
    {
        if (await host.Database.ScalarAsync<long>("SELECT count(*) FROM shop.events") > 0)
        {
            return;
        }

        await host.PostAsync("/items", """{"items":[{"itemId":"k","category":"Home > Kitchen"},{"itemId":"g","category":"=Garden"}]}""");
        List<(string, DateTimeOffset, string)> events = [];
        // 30 customers look and buy a kettle for 10 on each of 20 days, on the web; 12 of them also a rake for 5 in the app.
        for (var day = 0; day < 20; day++)
        {
            for (var user = 0; user < 30; user++)
            {
                events.Add(($"v{day}-{user}", At(day, 9, user), $""" "type":"view","userId":"u{user:00}","itemId":"k","channel":"web" """));
                events.Add(
                    (
                        $"b{day}-{user}",
                        At(day, 10, user),
                        $""" "type":"purchase","userId":"u{user:00}","itemId":"k","price":10,"currency":"EUR","orderId":"o{day}-{user}","channel":"web" """
                    )
                );
                if (user < 12)
                {
                    events.Add(
                        (
                            $"g{day}-{user}",
                            At(day, 11, user),
                            $""" "type":"purchase","userId":"u{user:00}","itemId":"g","price":5,"currency":"EUR","orderId":"o{day}-{user}-g","channel":"app" """
                        )
                    );
                }
            }
        }

        // Days 20 to 22: four others each, twelve together; day 23: three, who are never told of. One kettle comes back on day 22.
        for (var user = 0; user < 15; user++)
        {
            var day = 20 + (user / 4);
            events.Add(
                (
                    $"n{user}",
                    At(day, 10, user),
                    $""" "type":"purchase","userId":"n{user:00}","itemId":"k","price":100,"currency":"EUR","channel":"web" """
                )
            );
        }

        events.Add(
            ("back", At(22, 12, 0), """ "type":"return","userId":"n08","itemId":"k","price":100,"currency":"EUR","channel":"web" """)
        );
        foreach (var batch in events.Chunk(500))
        {
            await host.EventsAsync(batch);
        }

        await host.Get<EventCleaning>().CleanAllAsync(CancellationToken.None);
        await host.Get<AnalyticsRefresh>().DoAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task tell_of_revenue_orders_and_customers_by_the_day()
    {
        var answer = await host.GetAsync($"/analytics/overview?from={Start:yyyy-MM-dd}");
        answer.GetProperty("currency").GetString().Should().Be("EUR");
        var rows = answer.GetProperty("rows").EnumerateArray().ToArray();
        rows.Should().HaveCount(21);
        // 30 × 10 + 12 × 5 on each of the first days.
        Figures(rows[0]).Should().Be((360, 42, 30));
        // Twelve customers in three days: 12 × 100 − 100 came back.
        Figures(rows[20]).Should().Be((1100, 12, 10));
        rows[20].GetProperty("from").GetString().Should().Be($"{Start.AddDays(20):yyyy-MM-dd}");
        rows[20].GetProperty("to").GetString().Should().Be($"{Start.AddDays(22):yyyy-MM-dd}");
        rows[20].GetProperty("averageOrder").GetDouble().Should().Be(100);
        answer
            .GetProperty("total")[0]
            .GetProperty("revenue")
            .GetDouble()
            .Should()
            .Be((20 * 360) + 1100, "the last three customers are in no sum");
    }

    [Fact]
    public async Task divide_by_channel_and_category()
    {
        var channels = await TotalsAsync("channel", "revenue");
        // In the last stretch everybody is on the web.
        channels.Should().BeEquivalentTo(new Dictionary<string, double> { ["web"] = (20 * 300) + 1100, ["app"] = 20 * 60 });
        (await TotalsAsync("category", "orders"))
            .Should()
            .BeEquivalentTo(new Dictionary<string, double> { ["Home"] = (20 * 30) + 12, ["=Garden"] = 20 * 12 });
    }

    [Fact]
    public async Task tell_of_the_funnel_and_of_who_comes_back()
    {
        var funnel = await host.GetAsync($"/analytics/funnel?from={Start:yyyy-MM-dd}&bucket=month");
        var total = funnel.GetProperty("total")[0];
        (total.GetProperty("viewed").GetInt64(), total.GetProperty("ordered").GetInt64())
            .Should()
            .Be((600, 600), "30 customers on 20 days, who all order");
        total.GetProperty("orderRate").GetDouble().Should().Be(1);
        var cohorts = await host.GetAsync("/analytics/cohorts");
        cohorts.GetProperty("cohorts").GetArrayLength().Should().BeGreaterThan(0);
        foreach (var cohort in cohorts.GetProperty("cohorts").EnumerateArray())
        {
            cohort.GetProperty("customers").GetInt64().Should().BeGreaterThanOrEqualTo(10);
            cohort.GetProperty("retained")[0].GetDouble().Should().Be(1, "who is in a cohort bought in its month");
        }
    }

    [Fact]
    public async Task tell_of_trends_with_a_forecast()
    {
        var answer = await host.GetAsync($"/analytics/trends?from={Start:yyyy-MM-dd}&horizon=7");
        var trends = answer.GetProperty("trends").EnumerateArray().ToArray();
        trends[0].GetProperty("value").GetString().Should().Be("*");
        trends[0].GetProperty("days").GetArrayLength().Should().Be(23, "a stretch of three days gives each its part");
        trends[0].GetProperty("forecast").GetArrayLength().Should().Be(7);
        trends.Select(t => t.GetProperty("value").GetString()).Should().Contain("=Garden").And.NotContain("other");
        var garden = await host.GetAsync("/analytics/trends?category=%3DGarden&measure=orders");
        garden.GetProperty("trends")[0].GetProperty("total").GetDouble().Should().Be(240);
    }

    [Fact]
    public async Task are_files_that_no_spreadsheet_runs()
    {
        using var response = await host.Client.GetAsync(new Uri("/analytics/overview?by=category&format=csv", UriKind.Relative));
        response.Content.Headers.ContentType?.ToString().Should().Be("text/csv; charset=utf-8");
        response.Content.Headers.ContentDisposition?.FileName.Should().Be("overview.csv");
        var text = await response.Content.ReadAsStringAsync();
        text.Should().Contain(",'=Garden,").And.NotContain(",=Garden");
        foreach (var name in new[] { "funnel", "cohorts", "trends", "campaigns" })
        {
            (await host.SendAsync(HttpMethod.Get, $"/analytics/{name}?format=csv")).Status.Should().Be(HttpStatusCode.OK, name);
        }
    }

    [Fact]
    public async Task stay_after_late_events_of_a_few_and_change_by_many_whether_caught_up_or_worked_out_anew()
    {
        // The events so far have been heard of.
        await host.Database.ExecuteAsync("UPDATE analytics.state SET received_until = now()");
        var refresh = host.Get<AnalyticsRefresh>();
        var before = await CellsAsync();
        await LateAsync(0, 3);
        (await refresh.CatchUpAsync(CancellationToken.None)).Should().BeTrue();
        (await CellsAsync()).Should().Be(before, "the difference would be three customers");
        await LateAsync(3, 30);
        await refresh.CatchUpAsync(CancellationToken.None);
        var caughtUp = await CellsAsync();
        caughtUp.Should().NotBe(before);
        await refresh.DoAsync(CancellationToken.None);
        (await CellsAsync()).Should().Be(caughtUp);
        await host.Database.ExecuteAsync("DELETE FROM shop.events WHERE event_id LIKE 'late-%'");
        await refresh.DoAsync(CancellationToken.None);
        (await CellsAsync()).Should().Be(before);
    }

    [Theory]
    [InlineData("/analytics/overview?from=tomorrow")]
    [InlineData("/analytics/overview?from=2026-02-01&to=2026-01-01")]
    [InlineData("/analytics/overview?from=0001-01-01&to=9999-12-31")]
    [InlineData("/analytics/overview?bucket=year")]
    [InlineData("/analytics/overview?by=user")]
    [InlineData("/analytics/overview?format=xml")]
    [InlineData("/analytics/funnel?by=category")]
    [InlineData("/analytics/trends?horizon=61")]
    [InlineData("/analytics/trends?measure=profit")]
    [InlineData("/analytics/trends?category=%00")]
    [InlineData("/analytics/campaigns?weeks=5")]
    [InlineData("/analytics/cohorts?to=9999-12-31")]
    public async Task refuse_what_does_not_fit(string path) =>
        (await host.SendAsync(HttpMethod.Get, path)).Status.Should().Be(HttpStatusCode.BadRequest);

    private Task<JsonElement> LateAsync(int from, int to) =>
        host.EventsAsync([
            .. Enumerable
                .Range(from, to - from)
                .Select(user =>
                    (
                        $"late-{user}",
                        At(12, 10, user),
                        $""" "type":"purchase","userId":"u{user:00}","itemId":"k","price":10,"currency":"EUR","orderId":"late-{user}","channel":"web" """
                    )
                ),
        ]);

    private static DateTimeOffset At(int day, int hour, int minute) => new(Start.AddDays(day), new TimeOnly(hour, minute), TimeSpan.Zero);

    private static (double Revenue, long Orders, long Buyers) Figures(JsonElement row) =>
        (row.GetProperty("revenue").GetDouble(), row.GetProperty("orders").GetInt64(), row.GetProperty("buyers").GetInt64());

    private async Task<Dictionary<string, double>> TotalsAsync(string by, string figure) =>
        (await host.GetAsync($"/analytics/overview?from={Start:yyyy-MM-dd}&by={by}"))
            .GetProperty("total")
            .EnumerateArray()
            .ToDictionary(row => row.GetProperty("value").GetString() ?? "", row => row.GetProperty(figure).GetDouble());

    private async Task<string> CellsAsync() =>
        await host.Database.ScalarAsync<string>(
            "SELECT string_agg(c::text, E'\\n' ORDER BY family, dimension, first_day, value) FROM analytics.cells c WHERE family IN ('sales', 'activity', 'funnel')"
        ) ?? "";
}
