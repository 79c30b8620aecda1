using System.Net;
using System.Text.Json;
using Marketing.Store;
using Marketing.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Marketing.Ads.Tests.Http;

public sealed class ComplaintsHost : AdsHost
{
    protected override int Replicas => 2;

    protected override void Adjust(WebApplicationBuilder builder) =>
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
}

public sealed class Complaints(ComplaintsHost host) : IClassFixture<ComplaintsHost>
{
    [Fact]
    public async Task Of_a_customer_keep_ads_away_until_they_are_settled()
    {
        await host.CampaignAsync("any", new { placements = new[] { "page-c" } }, "any-1");
        AdsHost.Chosen(await host.DecideAsync("mei", "page-c"), "page-c").Should().Equal("any-1");

        var opened = await host.PostAsync(
            "/complaints",
            new
            {
                complaintId = "of/mei",
                userId = "mei",
                note = "No lid 🙁",
            }
        );
        opened.GetProperty("closedAt").ValueKind.Should().Be(JsonValueKind.Null);
        var kept = await host.DecideAsync("mei", "page-c");
        AdsHost.Chosen(kept, "page-c").Should().BeEmpty();
        AdsHost.ReasonOf(kept, "any-1").Should().Be("open-complaint");
        AdsHost.Chosen(await host.DecideAsync("tom", "page-c"), "page-c").Should().Equal("any-1");
        await Patience.UntilAsync(
            async () => AdsHost.Chosen(await host.DecideAsync("mei", "page-c", replica: 1), "page-c").Length == 0,
            "the other replica hears of it"
        );

        var closed = await host.PostAsync("/complaints/of%2Fmei/close", new { });
        AdsHost.Chosen(await host.DecideAsync("mei", "page-c"), "page-c").Should().Equal("any-1");
        (await host.PostAsync("/complaints/of%2Fmei/close", new { }))
            .GetProperty("closedAt")
            .GetDateTimeOffset()
            .Should()
            .Be(closed.GetProperty("closedAt").GetDateTimeOffset(), "it stays as it was settled first");
        (await host.GetAsync("/complaints/of%2Fmei")).GetProperty("note").GetString().Should().Be("No lid 🙁");
    }

    [Fact]
    public async Task About_an_item_pause_its_ads_alone()
    {
        await host.CampaignAsync("items", new { placements = new[] { "page-i" } }, "items-plain");
        await host.PutAsync(
            "/ads/items-pan",
            new
            {
                campaignId = "items",
                title = "Pan",
                itemId = "pan",
            }
        );
        await host.PostAsync("/complaints", new { complaintId = "pan-1", itemId = "pan" });
        await host.PostAsync(
            "/complaints",
            new
            {
                complaintId = "pan-2",
                itemId = "pan",
                userId = "kim",
            }
        );

        var decision = await host.DecideAsync("tom", "page-i", n: 5);
        AdsHost.Chosen(decision, "page-i").Should().Equal("items-plain");
        AdsHost.ReasonOf(decision, "items-pan").Should().Be("open-complaint");

        await host.PostAsync("/complaints/pan-1/close", new { });
        AdsHost.ReasonOf(await host.DecideAsync("tom", "page-i", n: 5), "items-pan").Should().Be("open-complaint", "one is open still");
        await host.PostAsync("/complaints/pan-2/close", new { });
        AdsHost.Chosen(await host.DecideAsync("tom", "page-i", n: 5), "page-i").Should().BeEquivalentTo("items-plain", "items-pan");
    }

    [Fact]
    public async Task Are_listed_page_by_page()
    {
        foreach (var id in new[] { "list-a", "list-b", "list-c" })
        {
            await host.PostAsync("/complaints", new { complaintId = id, itemId = "listed" });
        }

        await host.PostAsync("/complaints/list-b/close", new { });

        (await ListAsync("?itemId=listed")).Ids.Should().Equal("list-a", "list-c");
        (await ListAsync("?itemId=listed&state=closed")).Ids.Should().Equal("list-b");
        var first = await ListAsync("?itemId=listed&state=all&n=2");
        first.Ids.Should().Equal("list-a", "list-b");
        var second = await ListAsync($"?itemId=listed&state=all&n=2&after={first.Next}");
        (second.Ids, second.Next).Should().BeEquivalentTo((new[] { "list-c" }, (string?)null));
        (await ListAsync("?userId=nobody&state=all")).Ids.Should().BeEmpty();
    }

    [Fact]
    public async Task That_are_wrong_are_refused()
    {
        foreach (
            var body in new[]
            {
                "{}",
                """{"complaintId":"","userId":"u"}""",
                """{"userId":"session:7"}""",
                """{"userId":"a\u0000b"}""",
                """{"itemId":"\ud800"}""",
                $$"""{"itemId":"i","note":"{{new string('n', 4_001)}}"}""",
                """{"itemId":"i","note":"a\u0000b"}""",
                """{"itemId":"i","openedAt":"1999-01-01T00:00:00Z"}""",
                """{"itemId":"i","openedAt":"2999-01-01T00:00:00Z"}""",
                """{"itemId":7}""",
                """{"itemId":"i","priority":1}""",
                "[]",
            }
        )
        {
            (await host.SendAsync(HttpMethod.Post, "/complaints", body)).Status.Should().Be(HttpStatusCode.BadRequest, body);
        }

        (await host.SendAsync(HttpMethod.Post, "/complaints/none/close")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Get, "/complaints/none")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Get, "/complaints?n=0")).Status.Should().Be(HttpStatusCode.BadRequest);
        (await host.SendAsync(HttpMethod.Get, "/complaints?state=lost")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Sent_again_are_the_same_complaint_and_another_of_the_id_is_refused()
    {
        const string Sent = """{"complaintId":"twice","itemId":"i","note":"n","openedAt":"2026-01-02T03:04:05.1234567+01:00"}""";
        var first = await host.SendAsync(HttpMethod.Post, "/complaints", Sent);
        first.Status.Should().Be(HttpStatusCode.Created);
        (await host.SendAsync(HttpMethod.Post, "/complaints", Sent)).Should().Be((HttpStatusCode.OK, first.Body));
        (await host.SendAsync(HttpMethod.Post, "/complaints", """{"complaintId":"twice","itemId":"i","note":"n"}"""))
            .Should()
            .Be((HttpStatusCode.OK, first.Body), "who leaves out the time does not say another");

        foreach (
            var other in new[]
            {
                """{"complaintId":"twice","itemId":"i"}""",
                """{"complaintId":"twice","itemId":"j","note":"n"}""",
                """{"complaintId":"twice","itemId":"i","userId":"u","note":"n"}""",
                """{"complaintId":"twice","itemId":"i","note":"n","openedAt":"2026-01-02T03:04:05+01:00"}""",
            }
        )
        {
            (await host.SendAsync(HttpMethod.Post, "/complaints", other)).Status.Should().Be(HttpStatusCode.Conflict, other);
        }

        var closed = await host.SendAsync(HttpMethod.Post, "/complaints/twice/close");
        (await host.SendAsync(HttpMethod.Post, "/complaints", Sent)).Should().Be((HttpStatusCode.OK, closed.Body), "it stays settled");
    }

    [Fact]
    public async Task Of_erased_people_are_gone_and_stay_out()
    {
        await host.PostAsync("/complaints", new { complaintId = "of-ann", userId = "ann" });
        (await host.SendAsync(HttpMethod.Delete, "/users/ann")).Status.Should().Be(HttpStatusCode.OK);

        (await host.SendAsync(HttpMethod.Get, "/complaints/of-ann")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Post, "/complaints", """{"userId":"ann"}""")).Status.Should().Be(HttpStatusCode.BadRequest);
        await Patience.UntilAsync(() => Task.FromResult(!host.Get<OpenComplaints>().HasOpen("ann")), "memory lets go of her too");
    }

    private async Task<(string?[] Ids, string? Next)> ListAsync(string query)
    {
        var page = await host.GetAsync("/complaints" + query);
        return (
            [.. page.GetProperty("complaints").EnumerateArray().Select(one => one.GetProperty("complaintId").GetString())],
            page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null
        );
    }
}
