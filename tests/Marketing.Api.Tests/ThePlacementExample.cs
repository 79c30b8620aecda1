using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Store.Http;

namespace Marketing.Api.Tests;

public sealed class The_example_of_a_placement(ApiFixture host) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Shows_every_kind_of_rule_by_every_property()
    {
        var rules = (await ExampleAsync()).GetProperty("rules").EnumerateArray().ToArray();
        rules.Select(rule => rule.GetProperty("kind").GetString()).Should().Contain(["pin", "boost", "bury", "hide"]);
        rules
            .Select(rule => rule.GetProperty("where"))
            .Where(where => where.ValueKind == JsonValueKind.Object)
            .SelectMany(where => where.EnumerateObject())
            .Where(field => field.Value.ValueKind != JsonValueKind.Null)
            .Select(field => field.Name)
            .Should()
            .Contain(["category", "brands", "tags", "maxPrice", "minMargin", "maxStock", "newerThanDays"]);
        rules
            .Select(rule => (From: rule.GetProperty("from").ValueKind, Until: rule.GetProperty("until").ValueKind))
            .Should()
            .Contain((JsonValueKind.String, JsonValueKind.String));
    }

    [Fact]
    public async Task Can_be_sent_as_it_is_by_a_marketer_and_holds_for_the_storefront()
    {
        using var marketer = host.Client(ApiRole.Marketer);
        using var storefront = host.Client(ApiRole.Storefront);
        var example = await ExampleAsync();
        using var refused = await storefront.PutAsJsonAsync("/recommendation-placements/home", example);
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var stored = await marketer.PutAsJsonAsync("/recommendation-placements/home", example);
        stored.StatusCode.Should().Be(HttpStatusCode.Created, await stored.Content.ReadAsStringAsync());

        // Its experiment has begun and has no end: a visitor falls into one of its variants.
        var answer = await storefront.GetFromJsonAsync<JsonElement>("/recommendations/anybody?placement=home");
        example
            .GetProperty("experiment")
            .GetProperty("variants")
            .EnumerateArray()
            .Select(variant => variant.GetProperty("name").GetString())
            .Should()
            .Contain(answer.GetProperty("variant").GetString());
    }

    private async Task<JsonElement> ExampleAsync()
    {
        using var client = host.Client();
        var document = await client.GetFromJsonAsync<JsonElement>("/swagger/v1/swagger.json");
        return document
            .GetProperty("paths")
            .GetProperty("/recommendation-placements/{placementId}")
            .GetProperty("put")
            .GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/json")
            .GetProperty("example");
    }
}
