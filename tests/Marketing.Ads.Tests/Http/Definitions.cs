using System.Net;
using System.Text.Json;

namespace Marketing.Ads.Tests.Http;

public sealed class Definitions(AdsHost host) : IClassFixture<AdsHost>
{
    private const string Spring = """{"campaignId":"spring","name":"Spring","bid":0.35,"caps":[{"count":3,"hours":24}]}""";

    [Fact]
    public async Task are_made_read_replaced_listed_and_removed()
    {
        var (made, body) = await host.SendAsync(HttpMethod.Post, "/campaigns", Spring);
        made.Should().Be(HttpStatusCode.Created, body);
        (await host.SendAsync(HttpMethod.Post, "/campaigns", Spring)).Status.Should().Be(HttpStatusCode.Conflict);

        var read = await host.GetAsync("/campaigns/spring");
        read.GetProperty("name").GetString().Should().Be("Spring");
        read.GetProperty("state").GetString().Should().Be("active");
        read.GetProperty("caps")[0].GetProperty("count").GetInt32().Should().Be(3);

        // What is read can be sent back as it is.
        var (replaced, again) = await host.SendAsync(HttpMethod.Put, "/campaigns/spring", read.GetRawText().Replace("Spring", "Summer"));
        replaced.Should().Be(HttpStatusCode.OK, again);
        (await host.GetAsync("/campaigns/spring")).GetProperty("name").GetString().Should().Be("Summer");

        var ad = await host.PostAsync("/ads", new { campaignId = "spring", title = "One" });
        var adId = ad.GetProperty("adId").GetString();
        (await host.GetAsync("/ads?campaignId=spring")).GetProperty("items").GetArrayLength().Should().Be(1);

        (await host.SendAsync(HttpMethod.Delete, "/campaigns/spring")).Status.Should().Be(HttpStatusCode.NoContent);
        (await host.SendAsync(HttpMethod.Get, "/campaigns/spring")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Get, $"/ads/{adId}"))
            .Status.Should()
            .Be(HttpStatusCode.NotFound, "a campaign takes its ads with it");
        (await host.SendAsync(HttpMethod.Delete, "/campaigns/spring")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task are_listed_by_key_page_by_page()
    {
        foreach (var id in new[] { "c", "a", "b", "x/y" })
        {
            await host.PutAsync($"/placements/{Uri.EscapeDataString(id)}", new { name = id });
        }

        var first = await host.GetAsync("/placements?n=3");
        Ids(first).Should().Equal("a", "b", "c");
        var second = await host.GetAsync("/placements?n=3&after=" + first.GetProperty("next").GetString());
        Ids(second).Should().Equal("x/y");
        second.TryGetProperty("next", out var next).Should().BeTrue();
        next.ValueKind.Should().Be(JsonValueKind.Null);

        static IEnumerable<string?> Ids(JsonElement page) =>
            page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("placementId").GetString());
    }

    [Theory]
    [InlineData("/campaigns", """{"name":"a"}""", "bid")]
    [InlineData("/campaigns", """{"name":"a","bid":0}""", "bid")]
    [InlineData("/campaigns", """{"name":"a","bid":-1}""", "bid")]
    [InlineData("/campaigns", """{"name":"a","bid":1e30}""", "bid")]
    [InlineData("/campaigns", """{"name":"a","bid":"1"}""", "bid")]
    [InlineData("/campaigns", """{"name":"a","bid":0.0000001}""", "bid")]
    [InlineData("/campaigns", """{"name":"a\u0000","bid":1}""", "name")]
    [InlineData("/campaigns", """{"name":" ","bid":1}""", "name")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"currency":"XXX"}""", "currency")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"caps":[null]}""", "caps[0]")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"caps":[{"count":0,"hours":24}]}""", "caps[0].count")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"caps":[{"count":1,"hours":9999}]}""", "caps[0].hours")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"channels":[null]}""", "channels[0]")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"channels":["a","a"]}""", "channels")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"controlShare":0.9}""", "controlShare")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"startsAt":"2026-02-01T00:00:00Z","endsAt":"2026-01-01T00:00:00Z"}""", "endsAt")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"quietHours":{"from":"25:00","to":"08:00"}}""", "quietHours.from")]
    [InlineData("/campaigns", """{"name":"a","bid":1,"colour":"red"}""", "colour")]
    [InlineData("/campaigns", """{"campaignId":"","name":"a","bid":1}""", "campaignId")]
    [InlineData("/ads", """{"campaignId":"nowhere","title":"a"}""", "campaignId")]
    [InlineData("/ads", """{"campaignId":"nowhere","title":"a","url":"javascript:alert(1)"}""", "url")]
    [InlineData("/ads", """{"campaignId":"nowhere","title":"a","imageUrl":"//evil.example"}""", "imageUrl")]
    [InlineData("/placements", """{"slots":21}""", "slots")]
    [InlineData("/placements", """{"channelId":null}""", "channelId")]
    [InlineData("/channels", """{"kind":"pigeon"}""", "kind")]
    [InlineData("/channels", """{"cost":-1}""", "cost")]
    public async Task are_refused_with_the_field_that_does_not_fit(string path, string body, string field)
    {
        var (status, answer) = await host.SendAsync(HttpMethod.Post, path, body);
        status.Should().Be(HttpStatusCode.BadRequest, answer);
        answer.Should().Contain(field);
    }
}
