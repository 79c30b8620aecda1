using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Endpoints;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Http;

[Collection(ShopCollection.Name)]
public sealed class Batches_over_http(ShopHost shop)
{
    [Fact]
    public async Task of_a_page_show_no_item_twice()
    {
        var page = await AskAsync(
            new
            {
                userId = "u26",
                placements = new object[]
                {
                    new { placement = "top", n = 6 },
                    new { placement = "middle", n = 12 },
                    new
                    {
                        placement = "bottom",
                        n = 10,
                        category = "Garden",
                    },
                },
            }
        );
        var alone = await shop.AskAsync("/recommendations/u26?n=6&placement=top");
        page.Answers.Select(answer => answer.Placement).Should().Equal("top", "middle", "bottom");
        page.Answers[0].Items.Select(item => item.ItemId).Should().Equal(alone.Items.Select(item => item.ItemId));
        page.Answers.SelectMany(answer => answer.Items).Select(item => item.ItemId).Should().HaveCount(28).And.OnlyHaveUniqueItems();
        page.Answers[2].Items.Should().OnlyContain(item => item.ItemId.StartsWith('g'));
        page.Answers.Select(answer => answer.RecommendationId).Should().OnlyHaveUniqueItems();
        await shop.UntilAsync(
            $"SELECT count(*) = 1 FROM recommendations.log WHERE recommendation_id = '{page.Answers[2].RecommendationId}'"
        );
    }

    [Fact]
    public async Task of_a_page_go_with_the_basket_of_a_visitor()
    {
        var page = await AskAsync(
            new
            {
                sessionId = "s-batch",
                basket = new[] { "g5" },
                placements = new object[] { new { n = 3 }, new { n = 3 } },
            }
        );
        page.Answers.SelectMany(answer => answer.Items)
            .Should()
            .HaveCount(6)
            .And.OnlyContain(item => !item.Filler && item.ItemId.StartsWith('g'));
    }

    [Fact]
    public async Task of_a_mailing_come_in_the_order_of_the_users_line_by_line()
    {
        var users = Enumerable.Range(0, 300).Select(i => $"u{i}").ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/recommendations/batch")
        {
            Content = JsonContent.Create(
                new
                {
                    users,
                    placements = new[] { new { n = 2 }, new { n = 3 } },
                    explain = false,
                }
            ),
        };
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var response = await shop.Client.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/x-ndjson");
        var lines = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        var answers = lines.Select(line => JsonSerializer.Deserialize<RecommendationAnswer>(line, JsonSerializerOptions.Web)!).ToArray();
        answers.Select(answer => answer.UserId).Should().Equal(users.SelectMany(user => new[] { user, user }));
        answers.Select(answer => answer.Items.Count).Should().Equal(users.SelectMany(_ => new[] { 2, 3 }));

        // The same lists as one by one.
        var single = await shop.AskAsync("/recommendations/u28?n=2");
        answers[56].Items.Select(item => item.ItemId).Should().Equal(single.Items.Select(item => item.ItemId));
        await shop.UntilAsync(
            "SELECT count(*) = 1 FROM recommendations.log WHERE recommendation_id = '" + answers[^1].RecommendationId + "'"
        );
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    public async Task of_a_mailing_may_be_long(string form)
    {
        // Several kilobytes an answer, so that the pieces in which the server sends end anywhere in one.
        var users = Enumerable.Range(0, 1_000).Select(i => $"u{i}").ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/recommendations/batch")
        {
            Content = JsonContent.Create(new { users, placements = new[] { new { n = 20 } } }),
        };
        request.Headers.Accept.ParseAdd(form);
        using var response = await shop.Client.SendAsync(request);

        var text = await response.Content.ReadAsStringAsync();
        var answers =
            form == "application/json"
                ? JsonSerializer.Deserialize<BatchAnswer>(text, JsonSerializerOptions.Web)!.Answers
                :
                [
                    .. text.TrimEnd('\n')
                        .Split('\n')
                        .Select(line => JsonSerializer.Deserialize<RecommendationAnswer>(line, JsonSerializerOptions.Web)!),
                ];
        answers.Select(answer => answer.UserId).Should().Equal(users);
        answers.Should().OnlyContain(answer => answer.Items.Count == 20);
        (text.Length / users.Length).Should().BeGreaterThan(2_000);
    }

    [Theory]
    [InlineData("""{"users":[]}""", "users")]
    [InlineData("""{"users":[null]}""", "users")]
    [InlineData("""{"users":["a"],"userId":"b"}""", "users")]
    [InlineData("""{"users":["a"],"basket":["b"]}""", "users")]
    [InlineData("""{"userId":"a","placements":[]}""", "placements")]
    [InlineData("""{"userId":"a","placements":[null]}""", "placements")]
    [InlineData("""{"userId":"a","placements":[{"n":0}]}""", "n")]
    public async Task say_what_does_not_fit(string json, string field)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await shop.Client.PostAsync(new Uri("/recommendations/batch", UriKind.Relative), content);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await response.Content.ReadFromJsonAsync<Microsoft.AspNetCore.Mvc.ValidationProblemDetails>();
        problem!.Errors.Keys.Should().Equal(field);
    }

    [Fact]
    public async Task and_what_came_of_them_are_counted()
    {
        // Ten users get a list; three see it, two of them click, one buys two pieces for 10 and one piece for 5.
        var users = Enumerable.Range(0, 10).Select(i => $"counted-{i}").ToArray();
        var answers = (await AskAsync(new { users, placements = new[] { new { placement = "counted", n = 4 } } })).Answers;
        await shop.UntilAsync("SELECT count(*) = 10 FROM recommendations.log WHERE placement = 'counted'");
        NewEvent Did(int user, EventType type, string item, decimal? price = null, decimal? quantity = null) =>
            new()
            {
                Id = Guid.NewGuid().ToString(),
                Type = type,
                UserId = users[user],
                ItemId = item,
                // A click within a tenth of a second of its impression is no human's.
                OccurredAt = DateTimeOffset.UtcNow.AddSeconds(type == EventType.Impression ? -10 : 0),
                RecommendationId = answers[user].RecommendationId,
                Price = price,
                Currency = price is null ? null : "EUR",
                Quantity = quantity,
                OrderId = type == EventType.Purchase ? "order-1" : null,
            };
        var events = new[]
        {
            Did(0, EventType.Impression, "k1"),
            Did(1, EventType.Impression, "k1"),
            Did(2, EventType.Impression, "k1"),
            Did(1, EventType.Click, "k1"),
            Did(2, EventType.Click, "k1"),
            Did(1, EventType.Purchase, "k1", 10, 2),
            Did(1, EventType.Purchase, "k2", 5),
        };
        var options = new WriteOptions { AnyAge = true, Source = "test" };
        (await shop.Get<EventWriter>().WriteAsync(events, options, CancellationToken.None)).Accepted.Should().Be(7);

        var found = await shop.Client.GetFromJsonAsync<PerformanceAnswer>(
            "/recommendations/performance?placement=counted&groupBy=placement,day"
        );
        var group = found!.Groups.Should().ContainSingle().Subject;
        (group.Subjects, group.Answers, group.Shown, group.Clicks, group.Conversions, group.Orders, group.Revenue, found.Currency)
            .Should()
            .Be((10, 10, 3, 2, 1, 1, 25, "EUR"));
        (group.Placement, group.Variant, group.Day is not null).Should().Be(("counted", null, true));
        group.ClickRate!.Value.Should().Be(.2);
        group.RevenuePerAnswer!.Value.Should().Be(2.5);
    }

    [Theory]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("to=0001-01-01T00:00:00Z", "to")]
    [InlineData("from=9999-12-30T00:00:00Z&to=9999-12-31T23:59:59Z", "to", "from")]
    [InlineData("groupBy=mood", "groupBy")]
    [InlineData("currency=eur", "currency")]
    public async Task figures_say_which_parameter_does_not_fit(string query, params string[] fields)
    {
        using var response = await shop.Client.GetAsync(new Uri("/recommendations/performance?" + query, UriKind.Relative));
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await response.Content.ReadFromJsonAsync<Microsoft.AspNetCore.Mvc.ValidationProblemDetails>();
        problem!.Errors.Keys.Should().BeEquivalentTo(fields);
    }

    private async Task<BatchAnswer> AskAsync(object body)
    {
        using var response = await shop.Client.PostAsJsonAsync("/recommendations/batch", body);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonSerializer.Deserialize<BatchAnswer>(text, JsonSerializerOptions.Web)!;
    }
}
