using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Commands;
using Marketing.Api.Demo;
using Marketing.DemoShop;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Api.Tests.Demo;

/// <summary>What a marketer sees of a small demo shop after its first night.</summary>
public sealed class The_demo_shops_customers(The_demo_shops_customers.SmallShop host) : IClassFixture<The_demo_shops_customers.SmallShop>
{
    [Fact]
    public async Task are_shown_with_profiles_segments_predictions_funnel_cohorts_and_forecast()
    {
        await host
            .Services.GetRequiredService<DemoLoader>()
            .EnsureAsync(new ProgressDisplay(terminal: null, TextWriter.Null, TimeProvider.System), CancellationToken.None);
        using var client = host.Client(ApiRole.Admin);
        using var started = await client.PostAsJsonAsync("/models/retrain", new { models = new[] { "profiles" } });
        started.EnsureSuccessStatusCode();
        var run = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId").GetString();
        var done = await UntilAsync(
            client,
            $"/models/runs/{run}",
            body => body.GetProperty("state").GetString() is "succeeded" or "failed"
        );
        done.GetProperty("models")[0].GetProperty("published").GetBoolean().Should().BeTrue(done.GetRawText());

        var profile = await UntilAsync(client, "/profiles/u-0002", body => Count(body, "predictions") > 0 && Count(body, "segments") > 0);
        Count(profile, "features").Should().BeGreaterThan(5);
        profile
            .GetProperty("predictions")
            .EnumerateArray()
            .Select(prediction => prediction.GetProperty("name").GetString())
            .Should()
            .Contain(["nextPurchase7", "nextPurchase30", "bestHour", "cluster"]);
        profile.GetProperty("score").GetProperty("restsOn").GetArrayLength().Should().BePositive();

        Count(await client.GetFromJsonAsync<JsonElement>("/analytics/overview?bucket=month"), "rows").Should().BePositive();
        var funnel = (await client.GetFromJsonAsync<JsonElement>("/analytics/funnel?bucket=month")).GetProperty("total")[0];
        funnel.GetProperty("viewed").GetInt64().Should().BeGreaterThan(funnel.GetProperty("ordered").GetInt64()).And.BePositive();
        Count(await client.GetFromJsonAsync<JsonElement>("/analytics/cohorts"), "cohorts").Should().BeGreaterThan(1);
        var trends = await client.GetFromJsonAsync<JsonElement>("/analytics/trends?horizon=14");
        var forecast = trends.GetProperty("trends")[0].GetProperty("forecast").EnumerateArray().ToArray();
        forecast.Should().HaveCount(14);
        forecast
            .Should()
            .OnlyContain(day =>
                day.GetProperty("low").GetDouble() <= day.GetProperty("mean").GetDouble()
                && day.GetProperty("mean").GetDouble() <= day.GetProperty("high").GetDouble()
            );
    }

    private static int Count(JsonElement body, string name) => body.TryGetProperty(name, out var list) ? list.GetArrayLength() : 0;

    private static async Task<JsonElement> UntilAsync(HttpClient client, string path, Func<JsonElement, bool> holds)
    {
        JsonElement last = default;
        for (var wait = 0; wait < 1_200; wait++)
        {
            using var answer = await client.GetAsync(path);
            if (answer.IsSuccessStatusCode && holds(last = await answer.Content.ReadFromJsonAsync<JsonElement>()))
            {
                return last;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException($"{path} is still {last}");
    }

    public sealed class SmallShop : ApiFixture
    {
        protected override void Adjust(WebApplicationBuilder builder) =>
            builder.Services.AddDemo(new DemoShopOptions { Products = 200, Customers = 600 });
    }
}
