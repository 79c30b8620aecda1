using System.Net;
using System.Text.Json;
using Marketing.Profiles.Quality;
using Marketing.Store;

namespace Marketing.Profiles.Tests.Quality;

public sealed class Data_quality(InsightsHost host) : IClassFixture<InsightsHost>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task tells_what_came_in_what_is_absent_and_what_the_models_need()
    {
        await host.EventsAsync(
            ("v1", Now.AddMinutes(-90), """ "type":"view","userId":"q1","itemId":"i","channel":"web" """),
            ("v2", Now.AddMinutes(-80), """ "type":"view","userId":"q2","itemId":"i" """),
            ("b1", Now.AddMinutes(-70), """ "type":"purchase","userId":"q1","itemId":"i","price":5,"currency":"EUR","channel":"web" """),
            ("b2", Now.AddMinutes(-60), """ "type":"purchase","userId":"q1","itemId":"i","channel":"web" """),
            ("bad", Now, """ "type":"dance","userId":"q1" """),
            ("old", Now.AddDays(-500), """ "type":"view","userId":"q1","itemId":"i" """)
        );
        await host.EventsAsync(("v1", Now.AddMinutes(-90), """ "type":"view","userId":"q1","itemId":"i","channel":"web" """));
        await host.Get<EventCleaning>().CleanAllAsync(CancellationToken.None);

        var answer = await host.GetAsync("/data-quality");
        answer.GetProperty("mix").GetProperty("view").GetInt64().Should().BeGreaterThanOrEqualTo(2);
        var source = answer.GetProperty("sources").EnumerateArray().Single(s => s.GetProperty("source").GetString() == "api");
        source.GetProperty("outcomes").GetProperty("duplicate").GetInt64().Should().Be(1);
        source.GetProperty("outcomes").GetProperty("unknown-type").GetInt64().Should().Be(1);
        source.GetProperty("lags").GetProperty("1d").GetInt64().Should().BeGreaterThanOrEqualTo(4);
        answer.GetProperty("rejected").GetProperty("unknown-type").GetInt64().Should().Be(1);
        Rate(answer, "price").Should().Be(.5);
        answer.GetProperty("quarantined").EnumerateArray().Select(q => q.GetProperty("code").GetString()).Should().Contain("too-old");
        var rules = answer
            .GetProperty("cleaning")
            .GetProperty("rules")
            .EnumerateArray()
            .ToDictionary(r => r.GetProperty("rule").GetString() ?? "");
        rules["missing-price"].GetProperty("rows").GetInt64().Should().Be(1);
        rules["duplicate-id"].GetProperty("rows").GetInt64().Should().Be(1);
        rules["without-price"].GetProperty("rows").ValueKind.Should().Be(JsonValueKind.Null, "it is off");
        answer
            .GetProperty("readiness")
            .EnumerateArray()
            .Select(r => r.GetProperty("says").GetString())
            .Should()
            .Contain(says => says!.StartsWith("recommendations need 100 interactions by 10 users: you have ", StringComparison.Ordinal));
        (await host.SendAsync(HttpMethod.Get, "/data-quality?days=0")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Quarantine_is_looked_at_mended_and_replayed()
    {
        await host.EventsAsync(
            ("r1", Now.AddDays(-450), """ "type":"view","userId":"r","itemId":"i" """),
            ("r2", Now.AddDays(-460), """ "type":"view","userId":"r","itemId":"i" """),
            ("f1", Now.AddHours(2), """ "type":"view","userId":"r","itemId":"i" """),
            ("f2", Now.AddHours(9), """ "type":"view","userId":"r","itemId":"i" """)
        );
        var page = await host.GetAsync("/data-quality/quarantine?code=too-old&n=1");
        var first = page.GetProperty("rows")[0];
        first.GetProperty("content").GetString().Should().Contain("occurredAt");
        var next = await host.GetAsync($"/data-quality/quarantine?code=too-old&n=1&after={page.GetProperty("next").GetString()}");
        next.GetProperty("rows")[0].GetProperty("quarantineId").GetGuid().Should().NotBe(first.GetProperty("quarantineId").GetGuid());

        var shifted = await ReplayAsync("""{"code":"in-the-future","mend":{"rule":"shiftTime","hours":-3}}""");
        Counts(shifted).Should().Be((2, 1, 0));
        shifted.GetProperty("rejected")[0].GetProperty("code").GetString().Should().Be("in-the-future");
        (await EventsAsync("r")).Should().Be("f1");
        Counts(await ReplayAsync("""{"code":"too-old","mend":{"rule":"anyAge"},"dryRun":true}""")).Replayed.Should().Be(0);
        (await ReplayAsync("""{"code":"too-old","mend":{"rule":"anyAge"}}""")).GetProperty("rejected").GetArrayLength().Should().Be(0);
        (await EventsAsync("r")).Should().Be("f1,r1,r2");
        (await host.GetAsync("/data-quality/quarantine?code=too-old")).GetProperty("rows").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_conflict_gets_an_id_of_its_own()
    {
        await host.EventsAsync(("same", Now.AddHours(-1), """ "type":"view","userId":"c","itemId":"i" """));
        await host.EventsAsync(("same", Now.AddHours(-1), """ "type":"view","userId":"c","itemId":"another" """));
        var row = (await host.GetAsync("/data-quality/quarantine?code=conflict"))
            .GetProperty("rows")
            .EnumerateArray()
            .Single(r => r.GetProperty("userId").GetString() == "c");
        var id = row.GetProperty("quarantineId").GetString();
        Counts(await ReplayAsync($$"""{"quarantineIds":["{{id}}"]}""")).Should().Be((1, 0, 0));
        Counts(await ReplayAsync($$$"""{"quarantineIds":["{{{id}}}"],"mend":{"rule":"newId"}}""")).Should().Be((1, 1, 0));
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM shop.events WHERE user_id = 'c'")).Should().Be(2);
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM shop.quarantine WHERE user_id = 'c'")).Should().Be(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"code":"too-old","quarantineIds":[]}""")]
    [InlineData("""{"quarantineIds":[null]}""")]
    [InlineData("""{"code":"too-old","mend":{"rule":"polish"}}""")]
    [InlineData("""{"code":"too-old","mend":{"rule":"shiftTime","hours":1e9}}""")]
    [InlineData("""{"code":"too-old","mend":{"rule":"setCurrency","currency":"euro"}}""")]
    [InlineData("""{"code":"too-old","mend":{"rule":"scalePrice","factor":0}}""")]
    [InlineData("""{"code":"too-old","most":0}""")]
    [InlineData("{\"code\":\"too\\u0000old\"}")]
    public async Task A_replay_that_does_not_fit_is_refused(string body) =>
        (await host.SendAsync(HttpMethod.Post, "/data-quality/quarantine/replay", body)).Status.Should().Be(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=99999999999999999999-0")]
    [InlineData("n=0")]
    [InlineData("code=A%00")]
    public async Task A_page_that_does_not_fit_is_refused(string query) =>
        (await host.SendAsync(HttpMethod.Get, "/data-quality/quarantine?" + query)).Status.Should().Be(HttpStatusCode.BadRequest);

    [Fact]
    public void Drift_is_the_population_stability_index()
    {
        // 300 : 100 after 200 : 200, half an event added to each class of two:
        // p = 300.5/401, 100.5/401; q = 200.5/401 each. PSI = Σ (p − q) ln(p/q).
        double p1 = 300.5 / 401,
            p2 = 100.5 / 401,
            q = 200.5 / 401;
        var expected = ((p1 - q) * Math.Log(p1 / q)) + ((p2 - q) * Math.Log(p2 / q));
        var drift = Drift.Of("channel", [("web", 300, 200), ("app", 100, 200)]);
        drift.Psi.Should().BeApproximately(expected, 1e-12);
        drift.Says.Should().Be("changed", "it is 0.275");
        drift.Most.Should().Be("app");
        Drift.Of("channel", [("web", 300, 300), ("app", 100, 100)]).Should().Be(new DriftFigure("channel", 0, "steady", "app"));
        Drift.Of("channel", [("web", 99, 300)]).Says.Should().Be("too few");
    }

    private static double? Rate(JsonElement answer, string field) =>
        answer
            .GetProperty("missing")
            .EnumerateArray()
            .Single(m => m.GetProperty("field").GetString() == field)
            .GetProperty("rate")
            .GetDouble();

    private static (int Looked, int Replayed, int Duplicates) Counts(JsonElement answer) =>
        (answer.GetProperty("looked").GetInt32(), answer.GetProperty("replayed").GetInt32(), answer.GetProperty("duplicates").GetInt32());

    private Task<JsonElement> ReplayAsync(string body) => host.PostAsync("/data-quality/quarantine/replay", body);

    private async Task<string> EventsAsync(string user) =>
        await host.Database.ScalarAsync<string>(
            $"SELECT string_agg(event_id, ',' ORDER BY event_id) FROM shop.events WHERE user_id = '{user}'"
        ) ?? "";
}
