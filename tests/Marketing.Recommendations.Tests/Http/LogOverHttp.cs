using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Recommendations.Endpoints;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Http;

[Collection(ShopCollection.Name)]
public sealed class The_log_over_http(ShopHost shop)
{
    [Fact]
    public async Task rebuilds_a_list_by_the_rules_the_events_and_the_catalogue_of_its_day()
    {
        await PutAsync(
            "rebuilt",
            new
            {
                diversity = .3,
                rules = new object[] { new { kind = "boost", where = new { brands = new[] { "brand-1" } } } },
                exploration = new { everyNth = 4, share = .5 },
            }
        );
        await shop.DoAsync("rebuilder", "k1", EventType.View, session: "s-rebuilt");
        await shop.DoAsync(null, "k2", EventType.Cart, session: "s-rebuilt");
        var answer = await shop.AskAsync("/recommendations/rebuilder?n=12&placement=rebuilt&category=Home");
        await shop.UntilAsync($"SELECT count(*) = 1 FROM recommendations.log WHERE recommendation_id = '{answer.RecommendationId}'");
        var ids = answer.Items.Select(item => item.ItemId).ToArray();

        // All that may change afterwards does: events, rules, and the catalogue.
        await Task.Delay(50);
        await shop.DoAsync("rebuilder", ids[0], EventType.Purchase);
        await shop.DoAsync("rebuilder", "g1", EventType.View);
        await PutAsync("rebuilt", new { sources = new[] { "popular" } });
        await shop.Get<ItemWriter>().PutAsync(ShopHost.Item(ids[1], available: false), CancellationToken.None);
        try
        {
            var logged = await ReadAsync(answer.RecommendationId);
            logged.Items.Select(item => item.ItemId).Should().Equal(ids);
            (logged.Subject, logged.Placement, logged.ModelVersion, logged.RuleVersion).Should().Be(("rebuilder", "rebuilt", "1", 1));
            logged.Rebuilt.ItemIds.Should().Equal(ids, logged.Rebuilt.Detail);
            logged.Rebuilt.Identical.Should().BeTrue();
            (await shop.AskAsync("/recommendations/rebuilder?n=12&placement=rebuilt&category=Home"))
                .Items.Select(item => item.ItemId)
                .Should()
                .NotEqual(ids, "today's list is another one");
        }
        finally
        {
            await shop.Get<ItemWriter>().PutAsync(ShopHost.Item(ids[1]), CancellationToken.None);
        }
    }

    [Fact]
    public async Task keeps_nothing_of_who_was_erased_not_even_what_was_on_its_way()
    {
        await shop.AskAsync("/recommendations/erased-asker?n=3"); // waits in the queue, or has just been written
        await shop.Get<Erasures>().EraseAsync("erased-asker", CancellationToken.None);
        await shop.AskAsync("/recommendations/erased-asker?n=3");
        var other = await shop.AskAsync("/recommendations/asks-after-it?n=3");
        await shop.UntilAsync($"SELECT count(*) = 1 FROM recommendations.log WHERE recommendation_id = '{other.RecommendationId}'");
        (await shop.Database.ScalarAsync<long>("SELECT count(*) FROM recommendations.log WHERE user_id = 'erased-asker'")).Should().Be(0);
    }

    [Theory]
    [InlineData("/items/k9/similar?n=6")]
    [InlineData("/recommendations/popular?n=6&category=Garden")]
    [InlineData("/recommendations/logged-plain?n=6&brands=brand-0")]
    public async Task rebuilds_every_kind_of_list(string path)
    {
        var answer = await shop.AskAsync(path);
        await shop.UntilAsync($"SELECT count(*) = 1 FROM recommendations.log WHERE recommendation_id = '{answer.RecommendationId}'");
        var logged = await ReadAsync(answer.RecommendationId);
        logged.Rebuilt.Identical.Should().BeTrue(logged.Rebuilt.Detail);
        logged.Rebuilt.ItemIds.Should().HaveCount(6);
    }

    [Fact]
    public async Task rebuilds_the_second_page_and_shows_what_came_of_it()
    {
        var first = await shop.AskAsync("/recommendations/u30?n=5");
        await shop.DoAsync("u30", "g3", EventType.View);
        var second = await shop.AskAsync($"/recommendations/u30?n=5&cursor={first.NextCursor}");
        await shop.UntilAsync($"SELECT count(*) = 1 FROM recommendations.log WHERE recommendation_id = '{second.RecommendationId}'");
        var click = new NewEvent
        {
            Id = "click-of-u30",
            Type = EventType.Click,
            UserId = "u30",
            ItemId = second.Items[0].ItemId,
            OccurredAt = DateTimeOffset.UtcNow,
            RecommendationId = second.RecommendationId,
        };
        await shop.Get<EventWriter>().WriteAsync([click], WriteOptions.Live, CancellationToken.None);

        var logged = await ReadAsync(second.RecommendationId);
        logged.Items.Select(item => item.Position).Should().Equal(6, 7, 8, 9, 10);
        logged.Rebuilt.Identical.Should().BeTrue(logged.Rebuilt.Detail);
        logged.Outcomes.Should().ContainSingle().Which.ItemId.Should().Be(second.Items[0].ItemId);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AZu_pM0icX-5o0c1mYc3Xw.dS0xMDAx")]
    [InlineData("AZu_pM0icX-5o0c1mYc3Xw.AAAA")]
    public async Task says_when_it_has_no_such_answer(string id)
    {
        using var response = await shop.Client.GetAsync(new Uri("/recommendations/log/" + id, UriKind.Relative));
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private async Task PutAsync(string placement, object definition)
    {
        using var response = await shop.Client.PutAsJsonAsync($"/recommendation-placements/{placement}", definition);
        response.IsSuccessStatusCode.Should().BeTrue();
    }

    private async Task<LoggedListAnswer> ReadAsync(string id)
    {
        using var response = await shop.Client.GetAsync(new Uri("/recommendations/log/" + id, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonSerializer.Deserialize<LoggedListAnswer>(text, ShopHost.Json)!;
    }
}
