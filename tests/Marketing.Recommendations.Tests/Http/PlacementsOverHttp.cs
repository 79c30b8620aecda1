using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Marketing.Recommendations.Answers;

namespace Marketing.Recommendations.Tests.Http;

[Collection(ShopCollection.Name)]
public sealed class Placements_over_http(ShopHost shop)
{
    [Fact]
    public async Task are_made_read_changed_listed_and_removed()
    {
        using var made = await shop.Client.PostAsJsonAsync(
            "/recommendation-placements",
            new { placementId = "crud-1", definition = new { name = "First" } }
        );
        made.StatusCode.Should().Be(HttpStatusCode.Created);
        made.Headers.Location!.ToString().Should().Be("/recommendation-placements/crud-1");
        using var again = await shop.Client.PostAsJsonAsync("/recommendation-placements", new { placementId = "crud-1" });
        again.StatusCode.Should().Be(HttpStatusCode.Conflict);

        await PutAsync("crud-1", new { name = "Second", diversity = .5 }, HttpStatusCode.OK);
        var stored = await shop.Client.GetFromJsonAsync<JsonElement>("/recommendation-placements/crud-1");
        (stored.GetProperty("version").GetInt32(), stored.GetProperty("definition").GetProperty("name").GetString())
            .Should()
            .Be((2, "Second"));
        var list = await shop.Client.GetFromJsonAsync<JsonElement>("/recommendation-placements?n=100");
        list.GetProperty("placements").EnumerateArray().Select(p => p.GetProperty("placementId").GetString()).Should().Contain("crud-1");

        using var deleted = await shop.Client.DeleteAsync(new Uri("/recommendation-placements/crud-1", UriKind.Relative));
        deleted.StatusCode.Should().Be(HttpStatusCode.NoContent);
        using var gone = await shop.Client.GetAsync(new Uri("/recommendation-placements/crud-1", UriKind.Relative));
        gone.StatusCode.Should().Be(HttpStatusCode.NotFound);
        await PutAsync("crud-1", new { name = "Third" }, HttpStatusCode.Created);
        var versions = await shop.Client.GetFromJsonAsync<JsonElement>("/recommendation-placements/crud-1/versions?n=2");
        versions.GetProperty("versions").EnumerateArray().Select(p => p.GetProperty("version").GetInt32()).Should().Equal(3, 2);
        versions.GetProperty("next").GetInt32().Should().Be(2);
        var old = await shop.Client.GetFromJsonAsync<JsonElement>("/recommendation-placements/crud-1?version=1");
        old.GetProperty("definition").GetProperty("name").GetString().Should().Be("First");
    }

    [Fact]
    public async Task hold_for_the_next_request_of_their_place_and_for_no_other()
    {
        var before = await shop.AskAsync("/recommendations/u20?n=5&placement=ruled");
        var (first, last) = (before.Items[0].ItemId, before.Items[4].ItemId);
        var other = await shop.AskAsync("/recommendations/u20?n=39&placement=ruled");
        var pinned = other.Items.Last(item => item.ItemId.StartsWith('g')).ItemId;
        await PutAsync(
            "ruled",
            new
            {
                rules = new object[]
                {
                    new { kind = "hide", where = new { itemIds = new[] { first } } },
                    new
                    {
                        kind = "pin",
                        itemId = pinned,
                        position = 2,
                    },
                    new
                    {
                        kind = "boost",
                        where = new { itemIds = new[] { last } },
                        strength = 1,
                    },
                },
            },
            HttpStatusCode.Created
        );

        var ruled = await shop.AskAsync("/recommendations/u20?n=39&placement=ruled");
        ruled
            .Items[1]
            .Should()
            .Match<AnswerItem>(item => item.ItemId == pinned && item.Source == "pinned" && item.Reasons[0].Kind == "pinned");
        ruled.Items.Select(item => item.ItemId).Should().NotContain(first).And.OnlyHaveUniqueItems();
        ruled.Items.Take(3).Select(item => item.ItemId).Should().Contain(last, "a boost of 1 makes it as good as the best");
        (await shop.AskAsync("/recommendations/u20?n=5"))
            .Items.Select(item => item.ItemId)
            .Should()
            .Equal(before.Items.Select(item => item.ItemId));
        (await shop.AskAsync("/recommendations/popular?n=100&placement=ruled"))
            .Items.Select(item => item.ItemId)
            .Should()
            .NotContain(first);

        using var removed = await shop.Client.DeleteAsync(new Uri("/recommendation-placements/ruled", UriKind.Relative));
        (await shop.AskAsync("/recommendations/u20?n=5&placement=ruled")).Items[0].ItemId.Should().Be(first);
    }

    [Fact]
    public async Task made_by_another_replica_hold_here_within_moments()
    {
        // What another replica does, at its commit: the row and the notification.
        await shop.Database.ExecuteAsync(
            """
            WITH v AS (INSERT INTO recommendations.placement_versions (placement_id, version, definition, changed_at)
                VALUES ('far', 1, '{"sources":["new"],"fallback":[]}', now()) RETURNING *)
            INSERT INTO recommendations.placements SELECT placement_id, version, definition, changed_at, changed_by FROM v;
            SELECT pg_notify('marketing_changes', '{"kind":"recommendationPlacements","ids":["far"]}')
            """
        );
        RecommendationAnswer? answer = null;
        for (var wait = 0; wait < 600 && answer?.Items[0].Source != "new"; wait++)
        {
            answer = await shop.AskAsync("/recommendations/u22?n=3&placement=far");
            await Task.Delay(100);
        }

        answer!.Items.Should().OnlyContain(item => item.Source == "new");
    }

    [Fact]
    public async Task follow_the_dates_of_their_rules()
    {
        var hidden = new[]
        {
            new
            {
                kind = "hide",
                where = new { category = "Home" },
                from = DateTimeOffset.UtcNow.AddHours(-2),
                until = DateTimeOffset.UtcNow.AddHours(-1),
            },
            new
            {
                kind = "hide",
                where = new { category = "Garden" },
                from = DateTimeOffset.UtcNow.AddHours(-1),
                until = DateTimeOffset.UtcNow.AddHours(1),
            },
        };
        await PutAsync("dated", new { rules = hidden }, HttpStatusCode.Created);
        var answer = await shop.AskAsync("/recommendations/u21?n=39&placement=dated");
        answer
            .Items.Should()
            .NotBeEmpty()
            .And.OnlyContain(item => item.ItemId.StartsWith('k'), "u21 likes the garden, which is hidden for now");
    }

    [Fact]
    public async Task assign_variants_by_hash_and_log_who_saw_which()
    {
        await PutAsync(
            "tested",
            new
            {
                experiment = new
                {
                    experimentId = "x1",
                    variants = new object[] { new { name = "a" }, new { name = "b", sources = new[] { "popular" } } },
                },
            },
            HttpStatusCode.Created
        );
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var user = 0; user < 60; user++)
        {
            var first = await shop.AskAsync($"/recommendations/u{user}?n=3&placement=tested");
            var second = await shop.AskAsync($"/recommendations/u{user}?n=3&placement=tested");
            second.Variant.Should().Be(first.Variant);
            first.Items.All(item => item.Filler).Should().Be(first.Variant == "b");
            seen[first.Variant!] = seen.GetValueOrDefault(first.Variant!) + 1;
        }

        // 30 of 60 each, standard deviation √15 = 3.9.
        seen.Keys.Should().BeEquivalentTo("a", "b");
        seen["a"].Should().BeInRange(11, 49);
        (await shop.PostAsync(new { placement = "tested", n = 3 })).Variant.Should().BeNull("nobody in particular is in no experiment");
        await shop.UntilAsync(
            $"SELECT count(DISTINCT (user_id, variant)) = 60 FROM recommendations.log WHERE placement = 'tested' AND rule_version = 1 AND variant IS NOT NULL"
        );
    }

    [Fact]
    public async Task keep_places_for_new_items_and_log_how_likely_they_were()
    {
        await PutAsync(
            "explored",
            new
            {
                exploration = new
                {
                    everyNth = 3,
                    share = 1,
                    newerThanDays = 30,
                },
            },
            HttpStatusCode.Created
        );
        var answer = await shop.AskAsync("/recommendations/u24?n=9&placement=explored");
        for (var at = 0; at < 9; at++)
        {
            // All items of this shop are new; what is owned or shown already is not drawn.
            (answer.Items[at].Source == "exploration", answer.Items[at].Propensity is > 0 and < 1)
                .Should()
                .Be(((at + 1) % 3 == 0, (at + 1) % 3 == 0));
        }

        await shop.UntilAsync(
            $"SELECT count(*) = 1 FROM recommendations.log WHERE recommendation_id = '{answer.RecommendationId}' AND cardinality(propensities) = 9 AND propensities[1] = 1 AND propensities[3] < 1"
        );
    }

    [Theory]
    [InlineData("""{"sources":[]}""", "sources")]
    [InlineData("""{"sources":["magic"]}""", "sources")]
    [InlineData("""{"sources":[null]}""", "sources")]
    [InlineData("""{"rules":[null]}""", "rules")]
    [InlineData("""{"rules":[{"kind":"pin","position":1}]}""", "rules[0].itemId")]
    [InlineData("""{"rules":[{"kind":"pin","itemId":"a","position":0}]}""", "rules[0].position")]
    [InlineData(
        """{"rules":[{"kind":"pin","itemId":"a","position":2,"until":"2026-02-01T00:00:00Z"},{"kind":"pin","itemId":"b","position":2,"from":"2026-01-31T00:00:00Z"}]}""",
        "rules[1].position"
    )]
    [InlineData(
        """{"rules":[{"kind":"pin","itemId":"a","position":2,"until":"2026-02-01T00:00:00Z"},{"kind":"pin","itemId":"b","position":2,"from":"2026-02-01T00:00:00Z"}]}""",
        null
    )]
    [InlineData("""{"rules":[{"kind":"pin","itemId":"a","position":1},{"kind":"pin","itemId":"a","position":2}]}""", "rules[1].itemId")]
    [InlineData("""{"rules":[{"kind":"hide","where":{}}]}""", "rules[0].where")]
    [InlineData("""{"rules":[{"kind":"hide","where":{"brands":[null]}}]}""", "rules[0].where.brands")]
    [InlineData("""{"rules":[{"kind":"hide","where":{"brands":["a\u0000b"]}}]}""", "rules[0].where.brands")]
    [InlineData("""{"rules":[{"kind":"hide","where":{"attributes":{"a":null}}}]}""", "rules[0].where.attributes")]
    [InlineData("""{"rules":[{"kind":"hide","where":{"minMargin":1e300}}]}""", null)]
    [InlineData("""{"rules":[{"kind":"boost","where":{"category":"a"},"strength":1.5}]}""", "rules[0].strength")]
    [InlineData(
        """{"rules":[{"kind":"hide","where":{"category":"a"},"from":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"}]}""",
        "rules[0].until"
    )]
    [InlineData("""{"exploration":{"everyNth":2}}""", "exploration.everyNth")]
    [InlineData("""{"experiment":{"experimentId":"x","variants":[{"name":"a"}]}}""", "experiment.variants")]
    [InlineData("""{"experiment":{"experimentId":"x","variants":[{"name":"a"},{"name":"a"}]}}""", "experiment.variants")]
    [InlineData("""{"experiment":{"experimentId":"x","variants":[{"name":"a"},null]}}""", "experiment.variants")]
    [InlineData(
        """{"experiment":{"experimentId":"x","variants":[{"name":"a"},{"name":"b","weight":0}]}}""",
        "experiment.variants[1].weight"
    )]
    [InlineData("""{"name":""}""", "name")]
    public async Task say_what_does_not_fit(string json, string? field)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await shop.Client.PutAsync(new Uri("/recommendation-placements/wrong", UriKind.Relative), content);
        if (field is null)
        {
            response.IsSuccessStatusCode.Should().BeTrue();
            return;
        }

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await response.Content.ReadFromJsonAsync<Microsoft.AspNetCore.Mvc.ValidationProblemDetails>();
        problem!.Errors.Keys.Should().Equal(field);
    }

    private async Task PutAsync(string placement, object definition, HttpStatusCode expected)
    {
        using var response = await shop.Client.PutAsJsonAsync($"/recommendation-placements/{placement}", definition);
        response.StatusCode.Should().Be(expected, await response.Content.ReadAsStringAsync());
    }
}
