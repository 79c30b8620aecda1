using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Tests.Events;
using Marketing.Store.Http;
using Marketing.TestKit;

namespace Marketing.Api.Tests.Privacy;

/// <summary>Two hosts over one database: what a customer says to one holds on the other.</summary>
public sealed class A_refusal_of_personal_answers(ApiFixture host) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Holds_on_the_replica_that_was_not_told_and_makes_its_answers_those_of_a_visitor()
    {
        using var told = host.Client(ApiRole.Admin);
        await using var replica = new SecondReplica(host);
        using var other = await replica.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        // Everybody buys the first items most; the customer has bought the first two, which are therefore not recommended again.
        var events = Enumerable
            .Range(0, 6)
            .SelectMany(item => Enumerable.Range(0, 12 - (2 * item)).Select(user => (User: $"buyer-{user}", Item: $"p{item}")))
            .Concat([("wary", "p0"), ("wary", "p1")])
            .Select(bought => new
            {
                id = "b-" + bought.Item2,
                type = "purchase",
                userId = bought.Item1,
                itemId = bought.Item2,
                quantity = 1,
                price = 5,
                currency = "EUR",
                occurredAt = now.AddMinutes(-5),
            });
        (await told.PostAsJsonAsync("/events", new { events })).EnsureSuccessStatusCode();

        await Patience.UntilAsync(
            async () =>
                await ItemsAsync(other, "wary") is { Count: > 0 } mine
                && !mine.Contains("p0")
                && !mine.Contains("p1")
                && (await ItemsAsync(other, "nobody")).Contains("p0"),
            "the other replica knows what was bought and what is popular"
        );
        await Patience.UntilAsync(
            async () => (await ProfileAsync(other, "wary")) is { } profile && profile.GetProperty("features").GetArrayLength() > 0,
            "the other replica shows a profile"
        );

        (await told.PutAsync("/users/wary/consent", Sending_events.Content("""{"personalization":false}"""))).EnsureSuccessStatusCode();
        (await ItemsAsync(told, "wary")).Should().Equal(await ItemsAsync(told, "nobody"), "who was told acts at once");
        await Patience.UntilAsync(
            async () => (await ItemsAsync(other, "wary")).SequenceEqual(await ItemsAsync(other, "nobody")),
            "the other replica answers as it answers anybody"
        );
        var refused = await ProfileAsync(other, "wary");
        refused!.Value.GetProperty("personalization").GetBoolean().Should().BeFalse();
        refused.Value.GetProperty("features").GetArrayLength().Should().Be(0);
    }

    private static async Task<List<string?>> ItemsAsync(HttpClient client, string user)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>($"/recommendations/{user}?n=4");
        return [.. answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("itemId").GetString())];
    }

    private static async Task<JsonElement?> ProfileAsync(HttpClient client, string user)
    {
        using var answer = await client.GetAsync($"/profiles/{user}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : null;
    }
}
