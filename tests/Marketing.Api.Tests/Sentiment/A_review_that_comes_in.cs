using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Store.Http;

namespace Marketing.Api.Tests.Sentiment;

public sealed class A_review_that_comes_in(ApiFixture host) : IClassFixture<ApiFixture>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task changes_its_products_figures_by_itself()
    {
        using var client = host.Client(ApiRole.Storefront);
        var before = await client.GetFromJsonAsync<JsonElement>("/items/radio/sentiment");
        before.GetProperty("reviews").GetInt32().Should().Be(0);
        var now = DateTimeOffset.UtcNow.ToString("O");
        var events = new[]
        {
            new
            {
                id = "r-1",
                type = "review",
                userId = "u-1",
                itemId = "radio",
                text = "The sound is very clear, I love it. The battery is weak.",
                occurredAt = now,
            },
            new
            {
                id = "r-2",
                type = "review",
                userId = "u-2",
                itemId = "radio",
                text = "音质很好，物流也很快",
                occurredAt = now,
            },
        };
        using var stored = await client.PostAsJsonAsync("/events", new { events });
        stored.EnsureSuccessStatusCode();

        var after = await EventuallyAsync(client);
        after.GetProperty("reviews").GetInt32().Should().Be(2);
        after.GetProperty("modelVersion").GetString().Should().MatchRegex("^base-[0-9a-f]{8}$");
        var aspects = after
            .GetProperty("aspects")
            .EnumerateArray()
            .ToDictionary(
                a => a.GetProperty("aspect").GetString() ?? "",
                a => (a.GetProperty("positive").GetInt32(), a.GetProperty("negative").GetInt32())
            );
        aspects.Should().Contain("sound", (2, 0)).And.Contain("battery", (0, 1)).And.Contain("logistics", (1, 0));
    }

    private static async Task<JsonElement> EventuallyAsync(HttpClient client)
    {
        var from = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await client.GetFromJsonAsync<JsonElement>("/items/radio/sentiment");
            if (answer.GetProperty("reviews").GetInt32() == 2 || Stopwatch.GetElapsedTime(from) > Limit)
            {
                return answer;
            }

            await Task.Delay(200);
        }
    }
}
