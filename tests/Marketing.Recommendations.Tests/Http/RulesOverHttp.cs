using System.Text;
using System.Text.Json.Nodes;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Http;

/// <summary>
/// A marketer stores a rule, the storefront asks again. The six products of "Loft" are new to the model, so that without rules they come as they came into
/// the catalogue, the newest first: l1, l2, l3, l4, l5, l6.
/// </summary>
[Collection(ShopCollection.Name)]
public sealed class Rules_over_http(ShopHost shop) : IAsyncLifetime
{
    private static readonly string[] Loft = ["l1", "l2", "l3", "l4", "l5", "l6"];

    // A share of the way of 1: to the very first or last place of the shop, and so of its loft.
    [Theory]
    [InlineData("""{"itemIds":["l4"]}""", "l4")]
    [InlineData("""{"category":"Loft > Trunks"}""", "l2")]
    [InlineData("""{"brands":["oddity"]}""", "l3")]
    [InlineData("""{"tags":["Remnant"]}""", "l4")]
    [InlineData("""{"attributes":{"wood":["oak","ash"]}}""", "l5")]
    [InlineData("""{"minPrice":80}""", "l2")]
    [InlineData("""{"maxPrice":5}""", "l3")]
    [InlineData("""{"minMargin":0.6}""", "l4")] // cost 4 of 10
    [InlineData("""{"maxMargin":0.1}""", "l5")] // told: .05
    [InlineData("""{"minStock":500,"maxStock":500}""", "l3")]
    [InlineData("""{"maxStock":20}""", "l5")]
    [InlineData("""{"newerThanDays":2}""", "l1")]
    [InlineData("""{"olderThanDays":300}""", "l6")]
    [InlineData("""{"brands":["oddity","plain"],"minStock":21,"maxStock":600}""", "l3")] // every field must fit
    public async Task lift_bury_and_hide_by(string where, string item)
    {
        (await LoftAsync()).Should().Equal(Loft);
        var others = Loft.Where(id => id != item).ToArray();

        await PutAsync($$"""{"rules":[{"kind":"boost","where":{{where}},"strength":1}]}""");
        (await LoftAsync()).Should().Equal([item, .. others]);

        await PutAsync($$"""{"rules":[{"kind":"bury","where":{{where}},"strength":1}]}""");
        (await LoftAsync()).Should().Equal([.. others, item]);

        await PutAsync($$"""{"rules":[{"kind":"hide","where":{{where}}}]}""");
        (await LoftAsync()).Should().Equal(others);
    }

    [Fact]
    public async Task stand_beside_a_filter_of_the_place()
    {
        // l2 costs 99; nothing else of the shop is in the loft.
        await PutAsync("""{"filter":{"category":"Loft","maxPrice":10},"rules":[{"kind":"hide","where":{"tags":["remnant"]}}]}""");
        (await shop.AskAsync("/recommendations/u26?n=100&placement=loft"))
            .Items.Select(item => item.ItemId)
            .Should()
            .Equal("l1", "l3", "l5", "l6");
    }

    [Theory]
    [InlineData("new")]
    [InlineData("popular")]
    public async Task leave_the_order_of_the_fallback_to_the_place(string first)
    {
        await PutAsync($$"""{"fallback":["{{first}}","popular-in-category"]}""");
        var items = (await shop.AskAsync("/recommendations/u26?n=39&placement=loft")).Items;
        items[0].Filler.Should().BeFalse("what is personal comes before it");
        items.First(item => item.Filler).Source.Should().Be(first);
    }

    [Fact]
    public async Task pin_at_a_position_and_against_other_rules()
    {
        await PutAsync(
            """{"rules":[{"kind":"pin","itemId":"l5","position":2},{"kind":"pin","itemId":"l1","position":4},{"kind":"bury","where":{"itemIds":["l5"]},"strength":1}]}"""
        );
        (await LoftAsync()).Should().Equal("l2", "l5", "l3", "l1", "l4", "l6");

        await PutAsync("""{"rules":[{"kind":"pin","itemId":"l5","position":2},{"kind":"hide","where":{"itemIds":["l5"]}}]}""");
        (await LoftAsync()).Should().Equal(Loft.Where(id => id != "l5"), "what is hidden is not pinned either");
    }

    [Fact]
    public async Task move_scores_by_a_share_of_the_way()
    {
        var before = (await shop.AskAsync("/recommendations/u26?n=39&placement=loft")).Items.Where(item => !item.Filler).ToArray();
        before.Should().HaveCountGreaterThan(3);
        var (best, third) = (before[0], before[2]);

        await PutAsync($$$"""{"rules":[{"kind":"boost","where":{"itemIds":["{{{third.ItemId}}}"]}}]}""");
        var lifted = (await shop.AskAsync("/recommendations/u26?n=39&placement=loft")).Items;
        // Half of the way when nothing is said.
        lifted
            .Single(item => item.ItemId == third.ItemId)
            .Score.Should()
            .BeApproximately(third.Score + (.5f * (best.Score - third.Score)), 1e-5f);
        lifted
            .Where(item => !item.Filler && item.ItemId != third.ItemId)
            .Select(item => (item.ItemId, item.Score))
            .Should()
            .Equal(before.Where(item => item.ItemId != third.ItemId).Select(item => (item.ItemId, item.Score)));

        await PutAsync($$"""{"rules":[{"kind":"bury","where":{"itemIds":["{{best.ItemId}}"]},"strength":0.9}]}""");
        var buried = (await shop.AskAsync("/recommendations/u26?n=39&placement=loft")).Items;
        buried[0].ItemId.Should().Be(before[1].ItemId);
        buried.Single(item => item.ItemId == best.ItemId).Score.Should().BeLessThan(best.Score - (.5f * (best.Score - before[^1].Score)));
    }

    [Theory]
    [InlineData("boost", null, null, true)]
    [InlineData("boost", -1, 1, true)]
    [InlineData("boost", -2, -1, false)]
    [InlineData("boost", 1, 2, false)]
    [InlineData("boost", 1, null, false)]
    [InlineData("boost", null, -1, false)]
    [InlineData("bury", -2, -1, false)]
    [InlineData("hide", 1, 2, false)]
    [InlineData("pin", -2, -1, false)]
    [InlineData("pin", -1, null, true)]
    public async Task hold_between_their_dates(string kind, int? fromHours, int? untilHours, bool holds)
    {
        var rule = new JsonObject
        {
            ["kind"] = kind,
            ["from"] = Hours(fromHours),
            ["until"] = Hours(untilHours),
        };
        if (kind == "pin")
        {
            (rule["itemId"], rule["position"]) = ("l5", 1);
        }
        else
        {
            rule["where"] = new JsonObject { ["itemIds"] = new JsonArray("l5") };
            rule["strength"] = kind == "hide" ? null : 1;
        }

        await PutAsync(new JsonObject { ["rules"] = new JsonArray(rule) }.ToJsonString());
        (await LoftAsync()).Should().Equal(holds ? ["l5", "l1", "l2", "l3", "l4", "l6"] : Loft);
    }

    [Fact]
    public async Task begin_and_end_while_lists_are_asked_for()
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddSeconds(3), DateTimeOffset.UtcNow.AddSeconds(6));
        await PutAsync($$"""{"rules":[{"kind":"hide","where":{"itemIds":["l2"]},"from":"{{from:O}}","until":"{{until:O}}"}]}""");
        var first = await LoftAsync();
        if (DateTimeOffset.UtcNow < from)
        {
            first.Should().Equal(Loft);
        }

        await UntilLoftAsync(Loft.Where(id => id != "l2"), from);
        await UntilLoftAsync(Loft, until);
    }

    public async Task InitializeAsync()
    {
        await shop.Get<ItemWriter>().WriteAsync(Stock(), new WriteOptions(), CancellationToken.None);
        for (var wait = 0; wait < 600 && !(await LoftAsync()).SequenceEqual(Loft); wait++)
        {
            await Task.Delay(100);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var id in Loft)
        {
            await shop.Get<ItemWriter>().DeleteAsync(id, CancellationToken.None);
        }

        using var _ = await shop.Client.DeleteAsync(new Uri("/recommendation-placements/loft", UriKind.Relative));
    }

    private static NewItem[] Stock()
    {
        NewItem Plain(string id, int ageDays) =>
            ShopHost.Item(id, stock: 1000) with
            {
                Category = "Loft",
                Brand = "plain",
                CreatedAt = DateTimeOffset.UtcNow.AddDays(-ageDays),
            };
        return
        [
            Plain("l1", 1),
            Plain("l2", 11) with
            {
                Category = "Loft > Trunks",
                Price = 99,
            },
            Plain("l3", 12) with
            {
                Brand = "Oddity",
                Price = 2,
                Stock = 500,
            },
            Plain("l4", 13) with
            {
                Tags = ["remnant"],
                Attributes = """{"cost":4}""",
            },
            Plain("l5", 14) with
            {
                Attributes = """{"wood":"Ash","margin":0.05}""",
                Stock = 20,
            },
            Plain("l6", 400),
        ];
    }

    private static JsonValue? Hours(int? hours) => hours is { } some ? JsonValue.Create(DateTimeOffset.UtcNow.AddHours(some)) : null;

    private async Task<string[]> LoftAsync() =>
        [.. (await shop.AskAsync("/recommendations/u26?n=100&category=Loft&placement=loft")).Items.Select(item => item.ItemId)];

    private async Task UntilLoftAsync(IEnumerable<string> expected, DateTimeOffset after)
    {
        var ids = await LoftAsync();
        for (var wait = 0; wait < 600 && (DateTimeOffset.UtcNow < after || !ids.SequenceEqual(expected)); wait++)
        {
            await Task.Delay(100);
            ids = await LoftAsync();
        }

        ids.Should().Equal(expected);
    }

    private async Task PutAsync(string definition)
    {
        using var content = new StringContent(definition, Encoding.UTF8, "application/json");
        using var response = await shop.Client.PutAsync(new Uri("/recommendation-placements/loft", UriKind.Relative), content);
        response.IsSuccessStatusCode.Should().BeTrue(await response.Content.ReadAsStringAsync());
    }
}
