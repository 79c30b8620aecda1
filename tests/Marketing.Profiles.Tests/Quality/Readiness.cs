using System.Text.Json;

namespace Marketing.Profiles.Tests.Quality;

public sealed class Readiness(InsightsHost host) : IClassFixture<InsightsHost>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task of_recommendations_waits_for_a_day_of_events_as_the_run_does()
    {
        // 120 views by 12 users within five and a half hours: enough of both, too short a time.
        await host.EventsAsync([.. Enumerable.Range(0, 120).Select(at => View(at, Now.AddMinutes(-330 * at / 119.0)))]);
        var early = await RecommendationsAsync();
        early.GetProperty("isReady").GetBoolean().Should().BeFalse();
        early
            .GetProperty("says")
            .GetString()
            .Should()
            .Be(
                "recommendations need 100 interactions by 10 users: you have 100 by 10. They need events over at least 24 hours: yours span 5."
            );
        Hours(early).Should().Be((24, 5));

        await host.EventsAsync(View(120, Now.AddHours(-23)));
        Hours(await RecommendationsAsync()).Should().Be((24, 23), "it is an hour short");
        await host.EventsAsync(View(121, Now.AddHours(-25)));
        var ready = await RecommendationsAsync();
        ready.GetProperty("isReady").GetBoolean().Should().BeTrue();
        ready.GetProperty("says").GetString().Should().Be("recommendations need 100 interactions by 10 users: they are there.");
    }

    private static (string, DateTimeOffset, string) View(int at, DateTimeOffset when) =>
        ($"v{at}", when, $""" "type":"view","userId":"u{at % 12}","itemId":"i{at % 7}" """);

    private static (long, long) Hours(JsonElement readiness)
    {
        var need = readiness.GetProperty("needs").EnumerateArray().Single(n => n.GetProperty("what").GetString() == "hours of events");
        return (need.GetProperty("needed").GetInt64(), need.GetProperty("present").GetInt64());
    }

    private async Task<JsonElement> RecommendationsAsync() =>
        (await host.GetAsync("/data-quality"))
            .GetProperty("readiness")
            .EnumerateArray()
            .Single(r => r.GetProperty("model").GetString() == "recommendations");
}
