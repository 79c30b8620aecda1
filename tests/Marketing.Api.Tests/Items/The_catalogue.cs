using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Tests.Events;
using Marketing.Store.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Api.Tests.Items;

public sealed class The_catalogue(ApiFixture host) : IClassFixture<ApiFixture>
{
    private const string Kettle = """
        {"name":"Kettle","category":"Home>Kitchen","brand":"Hario","price":39.90,"currency":"EUR","stock":2,"tags":["a","b","a"],"attributes":{"l":0.8,"deep":{"x":[1,"y",null]}}}
        """;

    [Fact]
    public async Task stores_an_item_and_shows_it_at_once()
    {
        using var client = host.Client(ApiRole.Operator);
        var created = await client.PutAsync("/items/kettle", Json(Kettle));
        created.StatusCode.Should().Be(HttpStatusCode.Created);
        created.Headers.Location.Should().Be("/items/kettle");
        var item = await client.GetFromJsonAsync<JsonElement>("/items/kettle");
        item.GetProperty("category").GetString().Should().Be("Home > Kitchen");
        item.GetProperty("price").GetDecimal().Should().Be(39.90m);
        item.GetProperty("available").GetBoolean().Should().BeTrue();
        item.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).Should().Equal("a", "b");
        item.GetProperty("attributes").GetRawText().Should().Be("""{"l":0.8,"deep":{"x":[1,"y",null]}}""");
        host.Services.GetRequiredService<Marketing.Store.Catalogue>().Current.Find("kettle")!.Stock.Should().Be(2);

        (await client.PutAsync("/items/kettle", Json("""{"name":"Kettle 2","stock":0}"""))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetFromJsonAsync<JsonElement>("/items/kettle"))
            .TryGetProperty("brand", out var brand)
            .Should()
            .Be(brand.ValueKind is JsonValueKind.Null);
        host.Services.GetRequiredService<Marketing.Store.Catalogue>().Current.CanBeRecommended("kettle").Should().BeFalse();

        (await client.DeleteAsync("/items/kettle")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await client.GetAsync("/items/kettle")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.DeleteAsync("/items/kettle")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        host.Services.GetRequiredService<Marketing.Store.Catalogue>().Current.Find("kettle").Should().BeNull();
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("50% off?#&+ü商😀")]
    [InlineData("a b\"'\\")]
    public async Task takes_every_id_in_the_address(string id)
    {
        using var client = host.Client(ApiRole.Operator);
        var address = "/items/" + Uri.EscapeDataString(id);
        (await client.PutAsync(address, Json("""{"name":"n"}"""))).StatusCode.Should().Be(HttpStatusCode.Created);
        (await client.GetFromJsonAsync<JsonElement>(address)).GetProperty("itemId").GetString().Should().Be(id);
    }

    [Theory]
    [InlineData("""{"price":"1"}""", "price")]
    [InlineData("""{"price":-1}""", "price")]
    [InlineData("""{"stock":1.5}""", "stock")]
    [InlineData("""{"stock":3000000000}""", "stock")]
    [InlineData("""{"itemId":"other"}""", "itemId")]
    [InlineData("""{"name":"a\u0000"}""", "name")]
    [InlineData("""{"tags":["a",null]}""", "tags")]
    [InlineData("""{"tags":"a"}""", "tags")]
    [InlineData("""{"available":"yes"}""", "available")]
    [InlineData("""{"nmae":"x"}""", "nmae")]
    [InlineData("""{"name":"x","name":"y"}""", "name")]
    [InlineData("""{"name":""", "")]
    [InlineData("""[]""", "")]
    [InlineData("""null""", "")]
    public async Task names_the_field_that_is_wrong(string body, string field)
    {
        using var client = host.Client(ApiRole.Operator);
        var answer = await client.PutAsync("/items/wrong", Json(body));
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Should().Equal(field);
        problem.GetProperty("type").GetString().Should().Be("/problems/invalid");
    }

    [Fact]
    public async Task is_listed_page_by_page()
    {
        using var client = host.Client(ApiRole.Operator);
        var rows = Enumerable
            .Range(0, 25)
            .Select(i =>
                $$"""{"itemId":"list-{{i:D2}}","name":"{{(i % 2 == 0 ? "Even" : "Odd")}} 100%","category":"List > {{(i < 10 ? "A" : "A B")}}"}"""
            );
        var sent = await client.PostAsync("/items", Json($"{{\"items\":[{string.Join(',', rows)},null]}}"));
        var result = await sent.Content.ReadFromJsonAsync<JsonElement>();
        result.GetProperty("accepted").GetInt32().Should().Be(25);
        result.GetProperty("rejected")[0].GetProperty("index").GetInt32().Should().Be(25);

        List<string> seen = [];
        string? after = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/items?category=List&n=10&after={after}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("itemId").GetString()!));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        } while (after is not null);

        seen.Should().Equal(Enumerable.Range(0, 25).Select(i => $"list-{i:D2}"));
        (await CountAsync(client, "category=List > A")).Should().Be(10, "A B is another category");
        (await CountAsync(client, "category=List&q=eVeN 100%25")).Should().Be(13);
        (await CountAsync(client, "category=List&q=100_")).Should().Be(0, "an underscore is no wildcard");
        (await CountAsync(client, "q=IST-0")).Should().Be(10);
    }

    [Theory]
    [InlineData("n=0")]
    [InlineData("n=101")]
    [InlineData("n=x")]
    [InlineData("category=a>>b")]
    [InlineData("q=%00")]
    public async Task refuses_a_bad_question(string query)
    {
        using var client = host.Client(ApiRole.Marketer);
        (await client.GetAsync("/items?" + query)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task is_not_the_storefronts_to_change()
    {
        using var client = host.Client(ApiRole.Storefront);
        (await client.PutAsync("/items/x", Json("{}"))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await client.DeleteAsync("/items/x")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await client.GetAsync("/items")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<int> CountAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync<JsonElement>($"/items?n=100&{query}")).GetProperty("items").GetArrayLength();

    private static ByteArrayContent Json(string body) => Sending_events.Content(body);
}
