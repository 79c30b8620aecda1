using System.Net;
using System.Text.Json;
using Marketing.Profiles.Upkeep;

namespace Marketing.Profiles.Tests.Http;

public sealed class Profiles_over_http(ProfilesHost host) : IClassFixture<ProfilesHost>
{
    [Fact]
    public async Task follow_what_a_customer_does_and_say_on_what_they_rest()
    {
        await host.AskAsync(
            HttpMethod.Put,
            "/items/p-pan",
            new
            {
                name = "Pan",
                category = "Home > Kitchen",
                brand = "Ironside",
                price = 40,
            }
        );
        await host.EventsAsync(Event("u-buyer", "1", "view", "p-pan"), Bought("u-buyer", "2", "p-pan", 40, "A"));
        var profile = await host.UntilAsync("/profiles/u-buyer", (_, body) => Number(body, "orders") == 1);
        Number(profile, "spend").Should().Be(40);
        var recency = Feature(profile, "recencyDays");
        recency.GetProperty("eventTypes")[0].GetString().Should().Be("purchase");
        recency.GetProperty("events").GetInt32().Should().Be(1);
        profile.GetProperty("likes").GetProperty("categories")[0].GetProperty("name").GetString().Should().Be("Home");

        await host.EventsAsync(Bought("u-buyer", "3", "p-pan", 30, "B"));
        await host.UntilAsync("/profiles/u-buyer", (_, body) => Number(body, "orders") == 2 && Number(body, "spend") == 70);
    }

    [Fact]
    public async Task know_what_a_visitor_did_before_signing_in()
    {
        await host.EventsAsync(
            new
            {
                id = "s1",
                type = "search",
                sessionId = "visit-9",
                query = "Red Whisk",
                language = "en",
                occurredAt = Ago(3),
            }
        );
        await host.EventsAsync(
            new
            {
                id = "s2",
                type = "view",
                sessionId = "visit-9",
                userId = "u-signed-in",
                itemId = "p-x",
                occurredAt = Ago(2),
            }
        );
        var profile = await host.UntilAsync(
            "/profiles/u-signed-in",
            (status, body) => status == HttpStatusCode.OK && body.GetProperty("likes").GetProperty("searches").GetArrayLength() == 1
        );
        profile.GetProperty("likes").GetProperty("searches")[0].GetProperty("name").GetString().Should().Be("red whisk");
    }

    [Fact]
    public async Task are_not_kept_of_those_who_refuse()
    {
        await host.EventsAsync(Bought("u-private", "1", "p-x", 10, "A"));
        await host.UntilAsync("/profiles/u-private", (_, body) => Number(body, "orders") == 1);
        await host.AskAsync(HttpMethod.Put, "/users/u-private/consent", new { personalization = false });
        var refused = await host.AskAsync(HttpMethod.Get, "/profiles/u-private");
        refused.GetProperty("personalization").GetBoolean().Should().BeFalse();
        refused.GetProperty("features").GetArrayLength().Should().Be(0);
        await StoredAsync("u-private", 0);
        await host.AskAsync(HttpMethod.Put, "/users/u-private/consent", new { personalization = true });
        await host.UntilAsync("/profiles/u-private", (_, body) => Number(body, "orders") == 1);
    }

    [Fact]
    public async Task are_gone_with_the_person()
    {
        await host.EventsAsync(Bought("u-erased", "1", "p-x", 10, "A"));
        await host.UntilAsync("/profiles/u-erased", (_, body) => Number(body, "orders") == 1);
        var export = await host.AskAsync(HttpMethod.Get, "/users/u-erased/export");
        export.GetProperty("tables").GetProperty("profiles.profiles").GetArrayLength().Should().Be(1);
        export.GetProperty("tables").GetProperty("profiles.details").GetArrayLength().Should().Be(1);
        var receipt = await host.AskAsync(HttpMethod.Delete, "/users/u-erased");
        receipt.GetRawText().Should().Contain("profiles.profiles").And.Contain("profiles.details");
        (await host.SendAsync(HttpMethod.Get, "/profiles/u-erased")).Status.Should().Be(HttpStatusCode.NotFound);
        await host.Get<ProfileUpdate>().RunAsync(["u-erased"], CancellationToken.None);
        await StoredAsync("u-erased", 0);
    }

    [Fact]
    public async Task are_the_same_when_all_are_worked_out_again()
    {
        await host.EventsAsync(
            Event("u-same", "1", "view", "p-x"),
            Bought("u-same", "2", "p-x", 12.5m, "A"),
            Bought("u-same", "3", "p-y", 7, "A"),
            Event("u-same", "4", "click", "p-x")
        );
        var once = await host.UntilAsync("/profiles/u-same", (_, body) => Number(body, "orders") == 1);
        await host.AskAsync(HttpMethod.Put, "/users/u-quiet", new { language = "zh" });
        await host.Database.ExecuteAsync(
            "DELETE FROM profiles.details; INSERT INTO profiles.profiles (user_id, as_of, orders, spend, counts, inputs) VALUES ('u-ghost', '2020-01-01', 9, 9, '{}', '{}')"
        );
        (await host.Get<ProfileRebuild>().RunAsync(CancellationToken.None)).Should().BeTrue();
        var again = await host.AskAsync(HttpMethod.Get, "/profiles/u-same");
        foreach (var part in (string[])["likes", "counts", "channels", "hours"])
        {
            again.GetProperty(part).GetRawText().Should().Be(once.GetProperty(part).GetRawText());
        }

        Number(again, "spend").Should().Be(19.5);
        Feature(await host.AskAsync(HttpMethod.Get, "/profiles/u-quiet"), "language").GetProperty("text").GetString().Should().Be("zh");
        (await host.SendAsync(HttpMethod.Get, "/profiles/u-ghost"))
            .Status.Should()
            .Be(HttpStatusCode.NotFound, "nobody did anything under this name");
    }

    [Fact]
    public async Task are_none_of_somebody_unknown()
    {
        (await host.SendAsync(HttpMethod.Get, "/profiles/nobody")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Get, $"/profiles/{new string('x', 129)}")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    private static DateTimeOffset Ago(double hours) => DateTimeOffset.UtcNow.AddHours(-hours);

    private static object Event(string user, string id, string type, string item) =>
        new
        {
            id,
            type,
            userId = user,
            itemId = item,
            occurredAt = Ago(1),
        };

    private static object Bought(string user, string id, string item, decimal price, string order) =>
        new
        {
            id,
            type = "purchase",
            userId = user,
            itemId = item,
            price,
            currency = "EUR",
            orderId = order,
            occurredAt = Ago(1),
        };

    private static JsonElement Feature(JsonElement profile, string name) =>
        profile.GetProperty("features").EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == name);

    private static double? Number(JsonElement profile, string name) =>
        profile.TryGetProperty("features", out var features) && features.GetArrayLength() > 0
            ? Feature(profile, name).TryGetProperty("number", out var number) && number.ValueKind == JsonValueKind.Number
                ? number.GetDouble()
                : null
            : null;

    private async Task StoredAsync(string user, long rows)
    {
        for (var wait = 0; wait < 600; wait++)
        {
            if (await host.Database.ScalarAsync<long>($"SELECT count(*) FROM profiles.profiles WHERE user_id = '{user}'") == rows)
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{user} has still not {rows} rows");
    }
}
