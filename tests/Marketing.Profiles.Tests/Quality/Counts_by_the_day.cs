using System.Globalization;
using System.Text.Json;
using Marketing.Learning;
using Marketing.Profiles.Quality;

namespace Marketing.Profiles.Tests.Quality;

/// <summary>Whatever was counted beforehand and whatever came since: the answer is that of counting all events again.</summary>
public sealed class Counts_by_the_day(InsightsHost host) : IClassFixture<InsightsHost>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly string[] Types = ["view", "view", "view", "cart", "search", "purchase"];

    private static readonly string[] Same =
    [
        "count(*) FROM shop.events WHERE {0}",
        "count(DISTINCT user_id) FROM shop.events WHERE {0}",
        "count(*) FROM shop.events WHERE type = 2 AND {0}",
        "count(*) FROM shop.events WHERE type = 1 AND {0}",
        "count(*) FROM shop.events WHERE coalesce(channel, 'unknown') = 'unknown' AND {0}",
        "count(*) FROM shop.events WHERE type IN (3, 4) AND price IS NULL AND {0}",
        "count(*) FROM shop.events WHERE type IN (5, 7) AND language IS NULL AND {0}",
    ];

    [Fact]
    public async Task are_those_of_a_recount_after_a_night_an_hour_and_new_events()
    {
        await SendAsync(0, 600);
        await CompareAsync("nothing was counted beforehand");

        await AgeAsync("2 hours");
        await host.Get<DayCounting>().DoAsync(CancellationToken.None);
        await host.Database.ExecuteAsync("UPDATE analytics.day_counting SET received_until = now() - interval '1 hour'");
        await CompareAsync("everything was counted at night");
        await SendAsync(600, 250);
        await CompareAsync("new events came, of today and of long ago");

        await AgeAsync("30 minutes");
        await host.Get<DayCounting>().CatchUpAsync(CancellationToken.None);
        (
            await host.Database.ScalarAsync<long>(
                "SELECT sum(events)::bigint FROM analytics.day_counts WHERE kind = 'type' AND day > now()::date - 50"
            )
        )
            .Should()
            .Be(850, "the hour has counted the new ones as well");
        await CompareAsync("they were counted within the hour");
        await SendAsync(850, 50);
        await CompareAsync("and others came");

        await host.Database.ExecuteAsync("DELETE FROM shop.events WHERE user_id = 'u1'");
        await host.Get<DayCounting>().DoAsync(CancellationToken.None);
        await CompareAsync("an erased customer leaves the counts at night");
    }

    [Fact]
    public async Task Prices_are_banded_by_powers_of_two()
    {
        double?[] prices = [null, 0, .0001, .5, 7.99, 8, 15.5];
        await host.EventsAsync([
            .. prices.Select(
                (price, at) =>
                    (
                        $"p{at}",
                        Now.AddDays(-60),
                        $""" "type":"cart","userId":"p","itemId":"i"{(price is { } p ? string.Create(CultureInfo.InvariantCulture, $",\"price\":{p},\"currency\":\"EUR\"") : "")} """
                    )
            ),
        ]);
        var day = DateOnly.FromDateTime(Now.AddDays(-60).UtcDateTime);
        await using var connection = new Npgsql.NpgsqlConnection(host.Database.ConnectionString);
        await connection.OpenAsync();
        var events = new CountedEvents(day, new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero), null, null);
        var rows = await DayCounts.ReadAsync(connection, events, CancellationToken.None);
        rows.Where(row => row.Kind == "price")
            .Select(row => $"{row.Class}: {row.Events}")
            .Should()
            .BeEquivalentTo("none: 1", "free: 1", "from 0: 1", "from 0.5: 1", "from 4: 1", "from 8: 2");
    }

    private async Task CompareAsync(string because)
    {
        foreach (var days in new[] { 1, 7, 40 })
        {
            var answer = await host.GetAsync($"/data-quality?days={days}");
            var first = answer.GetProperty("from").GetDateTimeOffset();
            (answer.GetProperty("to").GetDateTimeOffset() - first).TotalDays.Should().BeInRange(days - 1, days);
            var counted = new List<long>();
            foreach (var query in Same)
            {
                var window = $"occurred_at >= '{first:O}' AND occurred_at < now()";
                counted.Add(await host.Database.ScalarAsync<long>("SELECT " + string.Format(CultureInfo.InvariantCulture, query, window)));
            }

            long[] told =
            [
                answer.GetProperty("events").GetInt64(),
                answer.GetProperty("subjects").GetInt64(),
                In(answer.GetProperty("mix"), "cart"),
                In(answer.GetProperty("mix"), "view"),
                In(answer.GetProperty("channels"), "unknown"),
                Without(answer, "price"),
                Without(answer, "language"),
            ];
            told.Should().Equal(counted, $"{because} ({days} days)");
        }
    }

    /// <summary>Customers and sessions who come again now and then; a tenth of the events is told of late.</summary>
    private async Task SendAsync(int first, int count)
    {
        double Draw(int at, int what) => SplitMix64.Uniform(7, (ulong)((at * 8) + what));
        var events = Enumerable
            .Range(first, count)
            .Select(at =>
            {
                var who =
                    Draw(at, 0) < .7 ? $"\"userId\":\"u{(int)(60 * Draw(at, 1))}\"" : $"\"sessionId\":\"s{(int)(200 * Draw(at, 1))}\"";
                var type = Types[(int)(Types.Length * Draw(at, 2))];
                var channel = Draw(at, 3) < .8 ? ",\"channel\":\"web\"" : "";
                var price = type == "purchase" && Draw(at, 4) < .5 ? ",\"price\":5,\"currency\":\"EUR\"" : "";
                var rest = type == "search" ? "\"query\":\"kettle\"" : "\"itemId\":\"i\"";
                var back = Draw(at, 5) < .3 ? TimeSpan.FromMinutes(10 * Draw(at, 6)) : TimeSpan.FromDays(45 * Draw(at, 6));
                return ($"e{at}", Now - back, $"\"type\":\"{type}\",{who},{rest}{channel}{price}");
            })
            .ToArray();
        var answer = await host.EventsAsync(events);
        answer.GetProperty("accepted").GetInt32().Should().Be(count);
    }

    /// <summary>Lets what came by now have come some time ago.</summary>
    private Task<int> AgeAsync(string ago) =>
        host.Database.ExecuteAsync(
            $"UPDATE shop.events SET received_at = now() - interval '{ago}' WHERE received_at > now() - interval '{ago}'"
        );

    private static long In(JsonElement sums, string name) => sums.TryGetProperty(name, out var sum) ? sum.GetInt64() : 0;

    private static long Without(JsonElement answer, string field)
    {
        var row = answer.GetProperty("missing").EnumerateArray().Single(m => m.GetProperty("field").GetString() == field);
        return row.TryGetProperty("rate", out var rate) && rate.ValueKind == JsonValueKind.Number
            ? (long)Math.Round(rate.GetDouble() * row.GetProperty("events").GetInt64())
            : 0;
    }
}
