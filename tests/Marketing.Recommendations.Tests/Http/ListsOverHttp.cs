using System.Net.Http.Json;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Endpoints;
using Marketing.Recommendations.Serving;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Http;

[Collection(ShopCollection.Name)]
public sealed class Lists_over_http(ShopHost shop)
{
    [Fact]
    public async Task keep_to_brands_and_attributes_and_are_as_long_as_the_shop_has_them()
    {
        // Brand and color follow the number of the item: brand-0 has 20 of 40 items, of which those divisible by 4 are red.
        var both = await shop.AskAsync("/recommendations/u16?n=39&brands=BRAND-0&attributes=color:red");
        var bought = await shop.Database.ScalarAsync<string[]>("SELECT array_agg(item_id) FROM shop.events WHERE user_id = 'u16'");
        var eligible = Enumerable.Range(0, 5).SelectMany(i => new[] { $"k{i * 4}", $"g{i * 4}" }).Except(bought ?? []).ToArray();
        both.Items.Select(item => item.ItemId).Should().BeEquivalentTo(eligible);
        both.Items.TakeWhile(item => !item.Filler).Should().OnlyContain(item => item.ItemId.StartsWith('k'));

        var posted = await shop.PostAsync(
            new
            {
                userId = "u16",
                n = 39,
                brands = new[] { "brand-0" },
                attributes = new Dictionary<string, string[]> { ["color"] = ["red"] },
            }
        );
        posted.Items.Select(item => item.ItemId).Should().Equal(both.Items.Select(item => item.ItemId));
    }

    [Fact]
    public async Task are_as_different_as_asked()
    {
        var answer = await shop.AskAsync("/recommendations/u18?n=10&maxPerCategory=5&diversity=0.3");
        answer.Items.Select(item => item.ItemId[0]).Should().HaveCount(10).And.Subject.Count(c => c == 'k').Should().Be(5);
        (await shop.AskAsync("/recommendations/u18?n=10&maxPerBrand=5"))
            .Items.Select(item => item.Item!.Brand)
            .Count(b => b == "brand-0")
            .Should()
            .Be(5);
    }

    [Fact]
    public async Task list_what_is_trending_and_what_is_new()
    {
        var trending = await shop.AskAsync("/recommendations/trending?window=7d&n=40");
        trending.Items.Should().OnlyContain(item => item.Filler && item.Source == "trending" && item.Score > 0);
        (trending.Window, trending.WindowEnd is not null).Should().Be(("7d", true));

        await shop.Get<ItemWriter>()
            .PutAsync(ShopHost.Item("g-fresh") with { CreatedAt = DateTimeOffset.UtcNow.AddDays(-2) }, CancellationToken.None);
        await shop.Get<ItemWriter>()
            .PutAsync(ShopHost.Item("g-older") with { CreatedAt = DateTimeOffset.UtcNow.AddDays(-20) }, CancellationToken.None);
        RecommendationAnswer? fresh = null;
        for (var wait = 0; wait < 600 && fresh?.Items.Any(item => item.ItemId == "g-older") != true; wait++)
        {
            await Task.Delay(100);
            fresh = await shop.AskAsync("/recommendations/new?category=Garden&n=100");
        }

        var ids = fresh!.Items.Select(item => item.ItemId).ToList();
        ids.Should().Contain("g-fresh");
        ids.IndexOf("g-fresh").Should().BeLessThan(ids.IndexOf("g-older"));
        fresh.Items.Should().OnlyContain(item => item.Reasons[0].Kind == "new");
        (await shop.AskAsync("/recommendations/new?window=7d&n=100")).Items.Select(item => item.ItemId).Should().NotContain("g-older");
        await shop.Get<ItemWriter>().DeleteAsync("g-fresh", CancellationToken.None);
        await shop.Get<ItemWriter>().DeleteAsync("g-older", CancellationToken.None);
    }

    [Fact]
    public async Task list_what_is_popular_similar_and_bought_together()
    {
        var popular = await shop.AskAsync("/recommendations/popular?category=Garden&window=30d&n=5");
        popular.Items.Should().HaveCount(5).And.OnlyContain(item => item.ItemId.StartsWith('g') && item.Filler);
        (popular.Window, popular.WindowEnd, popular.Stale).Should().Be(("30d", popular.WindowEnd, false));
        popular.WindowEnd.Should().NotBeNull();

        var similar = await shop.AskAsync("/items/k7/similar?n=5");
        similar.Items.Should().HaveCount(5).And.OnlyContain(item => item.ItemId.StartsWith('k') && item.ItemId != "k7" && item.Support > 0);

        var together = await shop.AskAsync("/items/k7/bought-together?n=20");
        together.Items.Should().OnlyContain(item => item.ItemId.StartsWith('k') && item.Support >= 3 && item.Lift > 0);
    }

    [Fact]
    public async Task count_orders_that_hold_both_items_as_support()
    {
        var together = (await shop.AskAsync("/items/k7/bought-together?n=20")).Items;
        together.Should().NotBeEmpty();
        foreach (var item in together)
        {
            var orders = await shop.Database.ScalarAsync<long>(
                $"""
                SELECT count(*) FROM (SELECT order_id FROM shop.events WHERE item_id IN ('k7', '{item.ItemId}') AND event_id LIKE 'e%' GROUP BY order_id HAVING count(DISTINCT item_id) = 2) o
                """
            );
            item.Support.Should().Be((int)orders);
        }
    }

    [Fact]
    public async Task lower_what_was_often_sold_out_and_say_so()
    {
        var before = await shop.AskAsync("/recommendations/u44?n=19");
        var item = before.Items.First(i => !i.Filler);
        var keeper = shop.Get<RecordKeeper>();
        await shop.Database.ExecuteAsync(
            $"INSERT INTO shop.stock_outs VALUES ('{item.ItemId}', now() - interval '200 days', now() - interval '45 days'), ('{item.ItemId}', now() - interval '1 day', NULL)"
        );
        try
        {
            await keeper.ReadAsync(DateTimeOffset.UtcNow, CancellationToken.None);
            var (_, lowered) = await LoweredAsync("u44", item.ItemId, "lowered-by-stock-outs");
            // 46 of 90 days.
            lowered.Score.Should().BeApproximately((float)(item.Score * (1 - (.3 * 46 / 90))), 1e-3f);
        }
        finally
        {
            await shop.Database.ExecuteAsync("DELETE FROM shop.stock_outs");
            await keeper.ReadAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        }
    }

    [Fact]
    public async Task lower_what_is_graded_poorly_and_say_so()
    {
        var item = (await shop.AskAsync("/recommendations/u46?n=19")).Items.First(i => !i.Filler);
        var events = Enumerable
            .Range(0, 200)
            .Select(i => new NewEvent
            {
                Id = $"graded-{i}",
                Type = EventType.Rating,
                UserId = $"grader-{i}",
                ItemId = i % 2 == 0 ? item.ItemId : "g0",
                Value = i % 2 == 0 ? 1 : 5,
                OccurredAt = DateTimeOffset.UtcNow.AddMinutes(-1),
            })
            .ToArray();
        await shop.Get<EventWriter>().WriteAsync(events, new WriteOptions { AnyAge = true, Source = "test" }, CancellationToken.None);
        var keeper = shop.Get<RecordKeeper>();
        try
        {
            await keeper.ReadAsync(DateTimeOffset.UtcNow.AddSeconds(5), CancellationToken.None);
            var (_, lowered) = await LoweredAsync("u46", item.ItemId, "lowered-by-grades");
            // The shop's grade is .6 of the best; the item's (100 × .2 + 20 × .6) / 120 = .2667 once it is drawn towards that: it loses a third.
            lowered.Score.Should().BeApproximately(item.Score * (1 - (1 / 3f)), 1e-3f);
        }
        finally
        {
            await shop.Database.ExecuteAsync("DELETE FROM shop.events WHERE event_id LIKE 'graded-%'");
            await keeper.ReadAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        }
    }

    [Fact]
    public async Task lower_what_comes_back_and_say_so()
    {
        var before = await shop.AskAsync("/recommendations/u42?n=19");
        var item = before.Items.First(i => !i.Filler).ItemId;
        var events = Enumerable
            .Range(0, 200)
            .Select(i => new NewEvent
            {
                Id = $"returned-{i}",
                Type = i % 2 == 0 ? EventType.Purchase : EventType.Return,
                UserId = $"returner-{i / 2}",
                ItemId = item,
                OccurredAt = DateTimeOffset.UtcNow.AddMinutes(-1),
            })
            .ToArray();
        await shop.Get<EventWriter>().WriteAsync(events, new WriteOptions { AnyAge = true, Source = "test" }, CancellationToken.None);
        var keeper = shop.Get<RecordKeeper>();
        try
        {
            await keeper.ReadAsync(DateTimeOffset.UtcNow.AddSeconds(5), CancellationToken.None);
            var (after, lowered) = await LoweredAsync("u42", item, "lowered-by-returns");
            lowered.Position.Should().BeGreaterThan(1);
            await shop.UntilAsync($"SELECT count(*) = 1 FROM recommendations.log WHERE recommendation_id = '{after.RecommendationId}'");
            var logged = await shop.Client.GetFromJsonAsync<LoggedListAnswer>(
                $"/recommendations/log/{after.RecommendationId}",
                ShopHost.Json
            );
            logged!.Rebuilt.Identical.Should().BeTrue(logged.Rebuilt.Detail);
        }
        finally
        {
            await shop.Database.ExecuteAsync("DELETE FROM shop.events WHERE event_id LIKE 'returned-%'");
            await keeper.ReadAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        }
    }

    /// <summary>Asks for a user's list until an item in it says that it was lowered, and why.</summary>
    private async Task<(RecommendationAnswer Answer, AnswerItem Item)> LoweredAsync(string user, string itemId, string kind)
    {
        for (var wait = 0; wait < 600; wait++)
        {
            // Another question each time: an answer to the same one is kept for a minute.
            var answer = await shop.AskAsync($"/recommendations/{user}?n=19&exclude=nothing-{wait}");
            if (
                answer.Items.FirstOrDefault(item => item.ItemId == itemId && item.Reasons.Any(reason => reason.Kind == kind)) is { } lowered
            )
            {
                return (answer, lowered);
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{itemId} is not {kind} in the list of {user}.");
    }
}
