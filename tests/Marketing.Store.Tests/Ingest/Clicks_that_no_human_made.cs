using static Marketing.Store.Tests.Ingest.IngestStore;

namespace Marketing.Store.Tests.Ingest;

public sealed class Clicks_that_no_human_made(IngestStore store) : IClassFixture<IngestStore>
{
    private static readonly DateTimeOffset Start = Now.AddHours(-2);

    [Fact]
    public async Task a_plain_click_counts()
    {
        await store.WriteAsync(Click("plain", 0), Click("plain", 5_000));
        (await FlagsAsync("plain")).Should().Equal("c0:", "c5000:");
    }

    [Fact]
    public async Task more_than_60_within_a_minute_are_flagged_from_the_61st()
    {
        // One each 900 ms: the minute that ends with click k (both ends included) holds clicks k-66 … k, so from the 61st on there are more than 60.
        await store.WriteAsync([.. Enumerable.Range(0, 70).Select(i => Click("robot", i * 900))]);
        var flags = await FlagsAsync("robot");
        flags.Take(60).Should().OnlyContain(f => f.EndsWith(':'));
        flags.Skip(60).Should().HaveCount(10).And.OnlyContain(f => f.EndsWith(":click-rate"));
    }

    [Fact]
    public async Task the_rate_counts_stored_clicks_too()
    {
        await store.WriteAsync([.. Enumerable.Range(0, 60).Select(i => Click("two batches", i * 900))]);
        await store.WriteAsync(Click("two batches", 54_500), Click("two batches", 180_000));
        (await FlagsAsync("two batches")).Skip(60).Should().Equal("c54500:click-rate", "c180000:");
    }

    [Fact]
    public async Task the_second_of_two_within_50_ms_is_flagged()
    {
        await store.WriteAsync(Click("double", 0), Click("double", 49), Click("double", 99));
        (await FlagsAsync("double")).Should().Equal("c0:", "c49:click-interval", "c99:");
    }

    [Fact]
    public async Task sooner_than_100_ms_after_its_impression_is_flagged()
    {
        await store.WriteAsync(
            Impression("fast", 0, "r1"),
            Click("fast", 99) with
            {
                RecommendationId = "r1",
            },
            Impression("fast", 10_000, "r2"),
            Click("fast", 10_100) with
            {
                RecommendationId = "r2",
            }
        );
        (await FlagsAsync("fast")).Should().Equal("c99:click-too-fast", "c10100:");
    }

    [Fact]
    public async Task of_something_that_was_not_shown_is_flagged_where_impressions_are_sent()
    {
        await store.WriteAsync(
            Impression("shown", 0, "r1"),
            Impression("shown", 0, "ad") with
            {
                Id = "ad",
                RecommendationId = null,
                AdId = "ad1",
            }
        );
        await store.WriteAsync(
            Click("shown", 1_000) with
            {
                RecommendationId = "r1",
            },
            Click("shown", 2_000) with
            {
                RecommendationId = "r2",
            },
            Click("shown", 3_000),
            Click("shown", 4_000) with
            {
                AdId = "ad1",
            },
            Click("shown", 5_000) with
            {
                AdId = "ad2",
            },
            Click("shown", 6_000) with
            {
                DecisionId = "unknown",
                AdId = "ad1",
            },
            Click("silent", 1_000) with
            {
                RecommendationId = "r9",
            }
        );
        (await FlagsAsync("shown"))
            .Should()
            .Equal("c1000:", "c2000:click-without-impression", "c3000:", "c4000:", "c5000:click-without-impression", "c6000:");
        (await FlagsAsync("silent")).Should().Equal("c1000:");
    }

    [Fact]
    public async Task an_impression_after_the_click_does_not_help()
    {
        await store.WriteAsync(
            Impression("late", 0, "r0"),
            Click("late", 1_000) with
            {
                RecommendationId = "r1",
            },
            Impression("late", 2_000, "r1")
        );
        (await FlagsAsync("late")).Should().Equal("c1000:click-without-impression");
    }

    [Fact]
    public async Task what_the_session_was_shown_before_the_sign_in_counts()
    {
        await store.WriteAsync(Impression("", 0, "r1") with { UserId = null, SessionId = "sess" });
        await store.WriteAsync(
            Click("signed-in", 1_000) with
            {
                SessionId = "sess",
                RecommendationId = "r1",
            },
            Impression("signed-in", 500, "r0")
        );
        (await FlagsAsync("signed-in")).Should().Equal("c1000:");
    }

    [Fact]
    public async Task a_flood_is_judged_in_time()
    {
        var flood = Enumerable
            .Range(0, 5_000)
            .SelectMany(i => new[] { Impression("flood", i, $"r{i}"), Click("flood", i) with { RecommendationId = $"r{i}" } });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        (await store.WriteAsync([.. flood])).Accepted.Should().Be(10_000);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15));
        (await store.CountAsync("user_id = 'flood' AND weight = 0 AND type = 9")).Should().Be(5_000);
    }

    private static NewEvent Click(string user, int milliseconds) =>
        View(user, $"c{milliseconds}") with
        {
            Type = EventType.Click,
            OccurredAt = Start.AddMilliseconds(milliseconds),
        };

    private static NewEvent Impression(string user, int milliseconds, string recommendation) =>
        View(user, $"i{milliseconds}") with
        {
            Type = EventType.Impression,
            OccurredAt = Start.AddMilliseconds(milliseconds),
            RecommendationId = recommendation,
        };

    private async Task<List<string>> FlagsAsync(string user)
    {
        await using var command = store.Database.DataSource.CreateCommand(
            $"SELECT event_id || ':' || coalesce(flag, ''), weight FROM shop.events WHERE user_id = '{user}' AND type = 9 ORDER BY occurred_at"
        );
        await using var reader = await command.ExecuteReaderAsync();
        List<string> flags = [];
        while (await reader.ReadAsync())
        {
            flags.Add(reader.GetString(0));
            reader.GetFloat(1).Should().Be(flags[^1].EndsWith(':') ? 1 : 0);
        }

        return flags;
    }
}
