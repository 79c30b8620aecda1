using System.Net;
using System.Net.Http.Json;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Recommendations.Tests.Http;

[Collection(ShopCollection.Name)]
public sealed class Recommendations_over_http(ShopHost shop)
{
    [Fact]
    public void before_the_first_training_are_popular_items_and_all_filler()
    {
        var answer = shop.BeforeTraining ?? throw new InvalidOperationException();
        answer.ModelVersion.Should().BeNull();
        answer.Items.Should().HaveCount(5).And.OnlyContain(item => item.Filler);
        answer.Items[0].Source.Should().Be("popular-in-category", "u0 has bought there already");
    }

    [Fact]
    public async Task follow_the_taste_of_the_user_and_never_show_what_he_bought()
    {
        var answer = await shop.AskAsync("/recommendations/u2?n=8&placement=home");

        var bought = await shop.Database.ScalarAsync<string[]>("SELECT array_agg(item_id) FROM shop.events WHERE user_id = 'u2'");
        answer.ModelVersion.Should().Be("1");
        (answer.UserId, answer.Placement).Should().Be(("u2", "home"));
        answer.Items.Should().HaveCount(8).And.OnlyContain(item => !item.Filler && item.ItemId.StartsWith('k'));
        answer.Items.Select(item => item.ItemId).Should().NotIntersectWith(bought).And.OnlyHaveUniqueItems();
        answer.Items.Select(item => item.Position).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
        answer.Items.Should().OnlyContain(item => item.Item!.Name == "Name of " + item.ItemId && item.Reasons.Count == 1);
        answer
            .Items.SelectMany(item => item.Reasons)
            .Should()
            .Contain(reason => reason.Kind == "also-bought" && bought!.Contains(reason.ItemId));
    }

    [Fact]
    public async Task are_filled_up_to_n_with_what_is_not_personal()
    {
        var answer = await shop.AskAsync("/recommendations/u4?n=28");
        answer.Items.Should().HaveCount(28);
        answer.Items.Where(item => item.Filler).Should().OnlyContain(item => item.ItemId.StartsWith('g'));
    }

    [Fact]
    public async Task come_from_the_cache_with_a_new_id_and_the_same_list()
    {
        var first = await shop.AskAsync("/recommendations/u6");
        var second = await shop.AskAsync("/recommendations/u6");
        second.RecommendationId.Should().NotBe(first.RecommendationId);
        second.Items.Should().BeEquivalentTo(first.Items, options => options.WithStrictOrdering());
        RecommendationIds.TryGetSubject(second.RecommendationId, out var subject).Should().BeTrue();
        subject.Should().Be("u6");
    }

    [Fact]
    public async Task change_with_the_next_event_without_a_training()
    {
        var before = await shop.AskAsync("/recommendations/stranger-1?n=10");
        before.Items.Should().HaveCount(10).And.OnlyContain(item => item.Filler);

        await shop.DoAsync("stranger-1", "g1", EventType.View);
        var after = await shop.AskAsync("/recommendations/stranger-1?n=10");
        after.Items.Take(5).Should().OnlyContain(item => !item.Filler && item.ItemId.StartsWith('g'));
        after.Items[0].Reasons.Should().Equal(new AnswerReason("similar-to-viewed", "Similar to “Name of g1” that you viewed today", "g1"));

        var wanted = after.Items[0].ItemId;
        await shop.DoAsync("stranger-1", wanted, EventType.Purchase);
        (await shop.AskAsync("/recommendations/stranger-1?n=39"))
            .Items.Select(item => item.ItemId)
            .Should()
            .HaveCount(39)
            .And.NotContain(wanted);
    }

    [Fact]
    public async Task know_what_a_session_did_before_its_visitor_signed_in()
    {
        await shop.DoAsync(null, "k3", EventType.View, session: "s-link");
        (await shop.PostAsync(new { sessionId = "s-link", n = 4 })).Items.Should().OnlyContain(item => item.ItemId.StartsWith('k'));
        (await shop.AskAsync("/recommendations/linked?n=4")).Items.Should().OnlyContain(item => item.Filler);

        await shop.DoAsync("linked", "k4", EventType.View, session: "s-link");
        (await shop.AskAsync("/recommendations/linked?n=4"))
            .Items.Should()
            .OnlyContain(item => !item.Filler && item.ItemId.StartsWith('k'));
        var bought = (await shop.AskAsync("/recommendations/linked?n=4")).Items[0].ItemId;
        await shop.DoAsync(null, bought, EventType.Purchase, session: "s-link");
        (await shop.AskAsync("/recommendations/linked?n=4")).Items.Select(item => item.ItemId).Should().NotContain(bought);
    }

    [Fact]
    public async Task take_the_page_and_the_basket_of_a_visitor_without_a_profile()
    {
        var answer = await shop.PostAsync(
            new
            {
                n = 6,
                recentItems = new[] { "g2" },
                basket = new[] { "g5" },
            }
        );
        answer.UserId.Should().BeNull();
        answer.Items.Should().OnlyContain(item => !item.Filler && item.ItemId.StartsWith('g') && item.ItemId != "g5");
    }

    [Fact]
    public async Task show_a_hidden_item_no_more_at_once()
    {
        var hidden = (await shop.AskAsync("/recommendations/u8?n=3")).Items[0].ItemId;
        await shop.Get<ItemWriter>().PutAsync(ShopHost.Item(hidden, stock: 0), CancellationToken.None);
        (await shop.AskAsync("/recommendations/u8?n=39")).Items.Select(item => item.ItemId).Should().NotContain(hidden);
        await shop.Get<ItemWriter>().PutAsync(ShopHost.Item(hidden), CancellationToken.None);
        var shown = false;
        for (var wait = 0; wait < 100 && !shown; wait++)
        {
            shown = (await shop.AskAsync("/recommendations/u8?n=3")).Items.Any(item => item.ItemId == hidden);
            await Task.Delay(100);
        }

        shown.Should().BeTrue("what comes back is on the next shelf");
    }

    [Fact]
    public async Task are_not_personal_for_who_refused()
    {
        await shop.Get<UserWriter>().PutAsync(new NewUser { UserId = "u10", Personalization = false }, CancellationToken.None);
        var answer = await shop.AskAsync("/recommendations/u10?n=39");
        answer.Items.Should().OnlyContain(item => item.Filler);
        var anonymous = await shop.AskAsync("/recommendations/nobody-knows-me?n=39");
        answer
            .Items.Select(item => (item.ItemId, item.Position, item.Score, item.Source, string.Join('|', item.Reasons.Select(r => r.Text))))
            .Should()
            .Equal(
                anonymous.Items.Select(item =>
                    (item.ItemId, item.Position, item.Score, item.Source, string.Join('|', item.Reasons.Select(r => r.Text)))
                ),
                "it is the answer that a visitor gets of whom nothing is known"
            );
        await shop.Get<UserWriter>()
            .PutAsync(
                new NewUser
                {
                    UserId = "u10",
                    Personalization = true,
                    Language = "zh-Hans",
                },
                CancellationToken.None
            );
        var personal = await shop.AskAsync("/recommendations/u10?n=1");
        personal.Items[0].Filler.Should().BeFalse();
        personal.Items[0].Reasons[0].Text.Should().MatchRegex("顾客也买了它|为您精选");
    }

    [Fact]
    public async Task go_on_page_by_page_without_gap_or_repeat_even_when_something_happens_in_between()
    {
        await shop.DoAsync("pager", "k1", EventType.View);
        var whole = await shop.AskAsync("/recommendations/pager?n=39");
        var first = await shop.AskAsync("/recommendations/pager?n=15");
        await Task.Delay(1100);
        await shop.DoAsync("pager", "g1", EventType.View);
        var second = await shop.AskAsync($"/recommendations/pager?n=15&cursor={first.NextCursor}");
        var third = await shop.AskAsync($"/recommendations/pager?n=15&cursor={second.NextCursor}");

        first
            .Items.Concat(second.Items)
            .Concat(third.Items)
            .Select(item => item.ItemId)
            .Take(39)
            .Should()
            .Equal(whole.Items.Select(item => item.ItemId));
        third.Items[0].Position.Should().Be(31);
        third.NextCursor.Should().BeNull();
    }

    [Theory]
    [InlineData("/recommendations/u1?n=0", "n")]
    [InlineData("/recommendations/u1?n=101", "n")]
    [InlineData("/recommendations/u1?category=a%20%3E%20", "category")]
    [InlineData("/recommendations/u1?minPrice=5&maxPrice=4", "maxPrice")]
    [InlineData("/recommendations/u1?placement=%01", "placement")]
    [InlineData("/recommendations/u1?cursor=AAAA", "cursor")]
    [InlineData("/recommendations/u1?language=x_y", "language")]
    [InlineData("/recommendations/u1?diversity=1.1", "diversity")]
    [InlineData("/recommendations/u1?diversity=NaN", "diversity")]
    [InlineData("/recommendations/u1?maxPerBrand=0", "maxPerBrand")]
    [InlineData("/recommendations/u1?attributes=color", "attributes")]
    [InlineData("/recommendations/u1?brands=%01", "brands")]
    [InlineData("/recommendations/popular?window=5d", "window")]
    [InlineData("/recommendations/trending?window=90d", "window")]
    [InlineData("/recommendations/new?window=2d", "window")]
    public async Task say_which_parameter_does_not_fit(string path, string parameter)
    {
        using var response = await shop.Client.GetAsync(new Uri(path, UriKind.Relative));
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await response.Content.ReadFromJsonAsync<Microsoft.AspNetCore.Mvc.ValidationProblemDetails>();
        problem!.Errors.Keys.Should().Equal(parameter);
        problem.Type.Should().StartWith("/problems/");
    }

    [Fact]
    public async Task refuse_the_cursor_of_another_list()
    {
        var page = await shop.AskAsync("/recommendations/u1?n=2");
        using var response = await shop.Client.GetAsync(new Uri($"/recommendations/u3?n=2&cursor={page.NextCursor}", UriKind.Relative));
        var problem = await response.Content.ReadFromJsonAsync<Microsoft.AspNetCore.Mvc.ValidationProblemDetails>();
        problem!.Type.Should().Be("/problems/foreign-cursor");
    }

    [Fact]
    public async Task list_what_is_like_an_item_that_came_a_moment_ago()
    {
        // No training knows g-new; its category is that of the other g's.
        var writer = shop.Get<ItemWriter>();
        await writer.WriteAsync([ShopHost.Item("g-new")], new WriteOptions(), CancellationToken.None);
        var similar = await shop.AskAsync("/items/g-new/similar?n=5");
        similar
            .Items.Should()
            .HaveCount(5)
            .And.OnlyContain(item => item.ItemId.StartsWith('g') && !item.Filler && item.Source == "content");
        similar.Items[0].Reasons.Should().Equal(new AnswerReason("similar", "The same kind of thing as “Name of g-new”", "g-new"));
        await writer.WriteAsync([ShopHost.Item("g-new", available: false)], new WriteOptions(), CancellationToken.None);
    }

    [Fact]
    public async Task are_in_the_log_with_what_was_served()
    {
        var answer = await shop.AskAsync("/recommendations/u12?n=3&placement=logged");
        long rows = 0;
        for (var wait = 0; wait < 100 && rows == 0; wait++)
        {
            await Task.Delay(50);
            rows = await shop.Database.ScalarAsync<long>(
                $"""
                SELECT count(*) FROM recommendations.log WHERE user_id = 'u12' AND recommendation_id = '{answer.RecommendationId}' AND placement = 'logged' AND model_version = '1'
                AND item_ids = ARRAY['{string.Join(
                    "','",
                    answer.Items.Select(item => item.ItemId)
                )}'] AND cardinality(scores) = 3 AND (request->>'n')::int = 3
                """
            );
        }

        rows.Should().Be(1);
    }

    [Fact]
    public async Task go_on_from_memory_when_the_database_is_away()
    {
        var health = shop.Get<DatabaseHealth>();
        health.ReportFailure();
        try
        {
            var answer = await shop.AskAsync("/recommendations/u14?n=5");
            answer.Degraded.Should().BeTrue();
            var bought = await shop.Database.ScalarAsync<string[]>("SELECT array_agg(item_id) FROM shop.events WHERE user_id = 'u14'");
            answer.Items.Should().HaveCount(5).And.OnlyContain(item => !item.Filler && item.ItemId.StartsWith('k'));
            answer.Items.Select(item => item.ItemId).Should().NotIntersectWith(bought);
        }
        finally
        {
            health.ReportSuccess();
        }

        (await shop.AskAsync("/recommendations/u14?n=5")).Degraded.Should().BeFalse();
    }

    [Fact]
    public void are_served_by_a_model_that_is_not_popular() =>
        shop.Get<IServingModel<ServedRecommendations>>().Current!.Model.Champion!.Algorithm.Should().NotBe("popular");
}
