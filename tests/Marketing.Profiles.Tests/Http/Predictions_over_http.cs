using System.Net;
using System.Text.Json;
using Marketing.Learning;

namespace Marketing.Profiles.Tests.Http;

/// <summary>A shop of 300 customers, each with a rhythm of their own; a night; and what is said of them in the morning.</summary>
public sealed class Predictions_over_http(ProfilesHost host) : IClassFixture<ProfilesHost>
{
    private const int Customers = 300;

    [Fact]
    public async Task come_with_the_nightly_run_and_say_on_what_they_rest()
    {
        foreach (var batch in Enumerable.Range(0, Customers).SelectMany(EventsOf).Chunk(5_000))
        {
            await host.EventsAsync(batch);
        }

        var run = await host.AskAsync(HttpMethod.Post, "/models/retrain", new { models = new[] { "profiles" } });
        var done = await host.UntilAsync(
            "/models/runs/" + run.GetProperty("runId").GetString(),
            (_, body) => body.GetProperty("state").GetString() is "succeeded" or "failed",
            waits: 2_400
        );
        var model = done.GetProperty("models")[0];
        model.GetProperty("published").GetBoolean().Should().BeTrue(model.GetRawText());
        model.GetProperty("champion").GetString().Should().Be("k-means");

        var profile = await host.UntilAsync("/profiles/c-000", (_, body) => Prediction(body, "cluster") is not null);
        profile.GetProperty("modelVersion").GetString().Should().Be("1");
        var score = profile.GetProperty("score");
        var sum =
            score.GetProperty("intercept").GetDouble()
            + score.GetProperty("restsOn").EnumerateArray().Sum(term => term.GetProperty("term").GetDouble());
        score.GetProperty("number").GetDouble().Should().BeApproximately(sum, .02, "the terms are the score, but for rounding");
        Prediction(profile, "lifetimeValue")!
            .Value.GetProperty("restsOn")
            .EnumerateArray()
            .Single(term => term.GetProperty("feature").GetString() == "purchaseDaysAfterTheFirst")
            .GetProperty("value")
            .GetDouble()
            .Should()
            .BeGreaterThanOrEqualTo(0, "who has a value bought at least once");
        foreach (var name in (string[])["nextPurchase7", "nextPurchase30", "lifetimeValue", "bestHour", "rfm", "cluster"])
        {
            Prediction(profile, name)!.Value.GetProperty("restsOn").GetArrayLength().Should().BeGreaterThan(0, name);
        }

        var export = await host.AskAsync(HttpMethod.Get, "/users/c-000/export");
        var exported = export.GetProperty("workedOut").GetProperty("profile");
        string?[] Names(JsonElement body) =>
            [.. body.GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("name").GetString())];
        Names(exported).Should().Equal(Names(profile), "an export says what the profile says");
        JsonElement.DeepEquals(Prediction(exported, "bestHour")!.Value, Prediction(profile, "bestHour")!.Value).Should().BeTrue();
        var nobody = await host.AskAsync(HttpMethod.Get, "/users/nobody-at-all/export");
        nobody.GetProperty("workedOut").EnumerateObject().Should().BeEmpty();

        var rare = await host.UntilAsync("/profiles/c-299", (_, body) => Prediction(body, "cluster") is not null);
        Chance(profile).Should().BeGreaterThan(Chance(rare), "one buys every week, the other every fourth month");

        await host.UntilAsync(
            "/segments",
            (_, body) => body.GetProperty("segments").EnumerateArray().Sum(s => s.GetProperty("members").GetInt32()) == Customers
        );
        (await host.SendAsync(HttpMethod.Delete, "/segments/learned-1")).Status.Should().Be(HttpStatusCode.Conflict);
        var best = await host.AskAsync(HttpMethod.Post, "/segments/preview", """{"rfm":{"frequency":[5]}}""");
        best.GetProperty("members").GetInt64().Should().BeInRange(1, Customers / 3);

        await host.EventsAsync(Buy("c-299", "new", 0, 9));
        var after = await host.UntilAsync(
            "/profiles/c-299",
            (_, body) => Prediction(body, "rfm")?.GetProperty("text").GetString()?[0] == '5'
        );
        after.GetProperty("modelVersion").GetString().Should().Be("1");
    }

    private static JsonElement? Prediction(JsonElement profile, string name) =>
        profile.TryGetProperty("predictions", out var predictions)
            ? predictions
                .EnumerateArray()
                .Where(p => p.GetProperty("name").GetString() == name)
                .Select(p => (JsonElement?)p)
                .SingleOrDefault()
            : null;

    private static double Chance(JsonElement profile) => Prediction(profile, "nextPurchase30")!.Value.GetProperty("number").GetDouble();

    /// <summary>The first customer buys every week, the last every fourth month, each with some chance in it.</summary>
    private static IEnumerable<object> EventsOf(int number)
    {
        var user = $"c-{number:000}";
        var gap = 7 + (number * 110.0 / Customers);
        var order = 0;
        for (var day = 300 - (SplitMix64.Uniform((ulong)number, 1) * gap); day > .1; )
        {
            yield return Buy(user, $"{order}", day, 10 + (number % 7));
            day -= gap * (.4 + (1.2 * SplitMix64.Uniform((ulong)number, (ulong)(10 + order))));
            order++;
        }
    }

    private static object Buy(string user, string id, double daysAgo, decimal price) =>
        new
        {
            id = "b" + id,
            type = "purchase",
            userId = user,
            itemId = "x",
            price,
            currency = "EUR",
            orderId = id,
            channel = "web",
            occurredAt = DateTimeOffset.UtcNow.AddDays(-daysAgo).AddMinutes(-1),
        };
}
