using System.Net;
using System.Text.Json;
using Marketing.Profiles.Upkeep;
using Marketing.Store;

namespace Marketing.Profiles.Tests.Http;

public sealed class Segments_over_http(ProfilesHost host) : IClassFixture<ProfilesHost>
{
    [Fact]
    public async Task gain_and_lose_members_as_events_come_in_and_tell_of_it()
    {
        await BuyAsync("m-1", "1");
        await BuyAsync("m-2", "1");
        await host.UntilAsync("/profiles/m-2", (status, _) => status == HttpStatusCode.OK);
        await host.UntilAsync("/profiles/m-1", (status, _) => status == HttpStatusCode.OK);
        var made = await host.AskAsync(HttpMethod.Put, "/segments/once", Segment(atLeast: 1, atMost: 1, prefix: "m"));
        made.GetProperty("kind").GetString().Should().Be("rule");
        await host.UntilAsync("/segments/once/members", (_, body) => Members(body).SequenceEqual(["m-1", "m-2"]));
        (await host.AskAsync(HttpMethod.Get, "/segments/once")).GetProperty("members").GetInt32().Should().Be(2);

        await BuyAsync("m-2", "2");
        await BuyAsync("m-3", "1");
        await host.UntilAsync("/segments/once/members", (_, body) => Members(body).SequenceEqual(["m-1", "m-3"]));
        var page = await host.AskAsync(HttpMethod.Get, "/segments/once/members?n=1");
        Members(page).Should().Equal("m-1");
        Members(await host.AskAsync(HttpMethod.Get, "/segments/once/members?n=1&after=" + page.GetProperty("next").GetString()))
            .Should()
            .Equal("m-3");

        var moves = await host.Get<ISegmentMoves>().ReadAsync(0, 1000, CancellationToken.None);
        moves
            .Where(move => move.SegmentId == "once")
            .Select(move => (move.UserId, move.Entered))
            .Should()
            .BeEquivalentTo([("m-1", true), ("m-2", true), ("m-2", false), ("m-3", true)], "the last two may come in one batch");
        moves.Select(move => move.Sequence).Should().BeInAscendingOrder();
        (await host.Get<ISegmentMoves>().ReadAsync(moves[^1].Sequence, 1000, CancellationToken.None)).Should().BeEmpty();

        await host.AskAsync(HttpMethod.Delete, "/users/m-1");
        await host.UntilAsync("/segments/once/members", (_, body) => Members(body).SequenceEqual(["m-3"]));
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM profiles.segment_moves WHERE user_id = 'm-1'"))
            .Should()
            .Be(0, "nothing remembers an erased person");
        await host.AskAsync(HttpMethod.Delete, "/segments/once");
        (await host.SendAsync(HttpMethod.Get, "/segments/once/members")).Status.Should().Be(HttpStatusCode.NotFound);
        (await host.Get<ISegmentMoves>().ReadAsync(moves[^1].Sequence, 1000, CancellationToken.None))
            .Select(move => (move.UserId, move.Entered))
            .Should()
            .Equal(("m-3", false));
    }

    [Fact]
    public async Task let_a_campaign_reach_their_members_only()
    {
        await BuyAsync("a-member", "1");
        await host.EventsAsync(
            new
            {
                id = "1",
                type = "view",
                userId = "a-looker",
                itemId = "x",
                occurredAt = DateTimeOffset.UtcNow.AddHours(-1),
            }
        );
        await host.UntilAsync("/profiles/a-looker", (status, _) => status == HttpStatusCode.OK);
        await host.UntilAsync("/profiles/a-member", (status, _) => status == HttpStatusCode.OK);
        await host.AskAsync(HttpMethod.Put, "/segments/buyers", Segment(atLeast: 1, atMost: null, prefix: "a"));
        await host.AskAsync(
            HttpMethod.Put,
            "/campaigns/for-buyers",
            new
            {
                name = "For buyers",
                pricing = "cpm",
                bid = 2,
                controlShare = 0,
                segmentId = "buyers",
            }
        );
        await host.AskAsync(HttpMethod.Put, "/ads/ad-1", new { campaignId = "for-buyers", title = "Ad" });
        await ChosenAsync("a-member", "ad-1");
        await ChosenAsync("a-looker", null);
        await host.AskAsync(HttpMethod.Put, "/users/a-member/consent", new { personalization = false });
        await ChosenAsync("a-member", null);
        await BuyAsync("a-looker", "2");
        await ChosenAsync("a-looker", "ad-1");
    }

    [Fact]
    public async Task stay_right_when_everything_is_worked_out_again()
    {
        await BuyAsync("r-1", "1");
        await host.UntilAsync("/profiles/r-1", (status, _) => status == HttpStatusCode.OK);
        await host.AskAsync(HttpMethod.Put, "/segments/r", Segment(atLeast: 1, atMost: null, prefix: "r"));
        await host.UntilAsync("/segments/r/members", (_, body) => Members(body).Contains("r-1"));
        await host.Database.ExecuteAsync(
            "DELETE FROM profiles.segment_members WHERE user_id = 'r-1'; INSERT INTO profiles.segment_members VALUES ('r-nobody', 'r', now())"
        );
        await host.Get<ProfileRebuild>().RunAsync(CancellationToken.None);
        var members = Members(await host.AskAsync(HttpMethod.Get, "/segments/r/members"));
        members.Should().Contain("r-1").And.NotContain("r-nobody");
    }

    [Fact]
    public async Task are_counted_before_they_are_made()
    {
        await BuyAsync("p-1", "1");
        await host.UntilAsync("/profiles/p-1", (status, _) => status == HttpStatusCode.OK);
        var counted = await host.AskAsync(
            HttpMethod.Post,
            "/segments/preview",
            """{"rule":{"all":[{"feature":"orders","atLeast":1},{"event":"purchase","days":7,"atLeast":1},{"affinity":"brand","name":"Nobody","atMost":0}]}}"""
        );
        counted.GetProperty("members").GetInt64().Should().BeGreaterThan(0);
        counted.GetProperty("customers").GetInt64().Should().BeGreaterThanOrEqualTo(counted.GetProperty("members").GetInt64());
        (await host.AskAsync(HttpMethod.Post, "/segments/preview", """{"rfm":{"recency":[5]}}"""))
            .GetProperty("members")
            .GetInt64()
            .Should()
            .Be(0);
    }

    [Theory]
    [InlineData("""{"name":"n"}""")]
    [InlineData("""{"name":"n","rule":null}""")]
    [InlineData("""{"name":"n","rule":{}}""")]
    [InlineData("""{"name":"n","rule":{"all":[null]}}""")]
    [InlineData("""{"name":"n","rule":{"feature":"orders","atLeast":"2"}}""")]
    [InlineData("""{"name":"n","rule":{"feature":"orders","atLeast":1e300}}""")]
    [InlineData("""{"name":"n","rule":{"feature":"orders","atleast":2,"colour":1}}""")]
    [InlineData("""{"name":"n","rule":{"event":"dance","days":7,"atLeast":1}}""")]
    [InlineData("""{"name":"n\u0000","rule":{"feature":"orders","atLeast":2}}""")]
    [InlineData("""{"name":"\ud800","rule":{"feature":"orders","atLeast":2}}""")]
    [InlineData("""{"name":"n","rule":{"affinity":"brand","name":"a\u0000","atLeast":0.1}}""")]
    [InlineData("""{"name":"n","rfm":{}}""")]
    [InlineData("""{"name":"n","rfm":{"recency":[6]}}""")]
    [InlineData("""{"name":"n","rfm":{"recency":[5,5]}}""")]
    [InlineData("""{"name":"n","rfm":{"recency":[5]},"rule":{"feature":"orders","atLeast":2}}""")]
    [InlineData("""{"name":"n","segmentId":"learned-1","rfm":{"recency":[5]}}""")]
    [InlineData("""[]""")]
    [InlineData("""{""")]
    public async Task that_do_not_fit_are_refused(string body) =>
        (await host.SendAsync(HttpMethod.Post, "/segments", body)).Status.Should().Be(HttpStatusCode.BadRequest);

    [Fact]
    public async Task can_be_listed_and_are_not_made_twice()
    {
        foreach (var id in (string[])["l-2", "l-1", "l/3"])
        {
            var body = new
            {
                segmentId = id,
                name = "List " + id,
                rfm = new { recency = new[] { 4, 5 } },
            };
            (await host.SendAsync(HttpMethod.Post, "/segments", body)).Status.Should().Be(HttpStatusCode.Created);
            (await host.SendAsync(HttpMethod.Post, "/segments", body)).Status.Should().Be(HttpStatusCode.Conflict);
        }

        var page = await host.AskAsync(HttpMethod.Get, "/segments?n=2&after=l");
        page.GetProperty("segments").EnumerateArray().Select(s => s.GetProperty("segmentId").GetString()).Should().Equal("l-1", "l-2");
        page.GetProperty("next").GetString().Should().Be("l-2");
        (await host.AskAsync(HttpMethod.Get, "/segments/l%2F3")).GetProperty("name").GetString().Should().Be("List l/3");
        var (status, problem) = await host.SendAsync(HttpMethod.Get, "/segments?n=0");
        status.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("type").GetString().Should().Be("/problems/invalid", "no segment is wrong");
        problem.GetProperty("errors").TryGetProperty("n", out _).Should().BeTrue();
        (await host.SendAsync(HttpMethod.Delete, "/segments/none")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    /// <summary>By orders, among the customers of one test: they bought what begins with its letter.</summary>
    private static object Segment(int atLeast, int? atMost, string prefix) =>
        new
        {
            name = "By orders",
            rule = new
            {
                all = new object[]
                {
                    new
                    {
                        feature = "orders",
                        atLeast,
                        atMost,
                    },
                    new { feature = "responseChannel", @in = new[] { prefix } },
                },
            },
        };

    private static string?[] Members(JsonElement page) =>
        page.TryGetProperty("members", out var members) && members.ValueKind == JsonValueKind.Array
            ? [.. members.EnumerateArray().Select(m => m.GetProperty("userId").GetString())]
            : [];

    private Task BuyAsync(string user, string order) =>
        host.EventsAsync(
            new
            {
                id = "buy" + order,
                type = "purchase",
                userId = user,
                itemId = "x",
                price = 10,
                currency = "EUR",
                orderId = order,
                channel = user[..1],
                occurredAt = DateTimeOffset.UtcNow.AddHours(-1),
            }
        );

    private async Task ChosenAsync(string user, string? ad)
    {
        for (var wait = 0; wait < 600; wait++)
        {
            var decision = await host.AskAsync(
                HttpMethod.Post,
                "/ads/decisions",
                new { userId = user, placements = new[] { new { placement = "home" } } }
            );
            var chosen = decision
                .GetProperty("decisions")
                .GetProperty("home")
                .EnumerateArray()
                .Select(a => a.GetProperty("adId").GetString());
            if (chosen.SingleOrDefault() == ad)
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{user} still does not get {ad ?? "nothing"}");
    }
}
