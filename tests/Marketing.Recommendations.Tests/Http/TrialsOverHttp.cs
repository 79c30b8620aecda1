using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Performance;
using Marketing.Recommendations.Placements;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Http;

[Collection(ShopCollection.Name)]
public sealed class Trials_over_http(ShopHost shop)
{
    [Fact]
    public async Task of_rules_tell_what_would_change_and_change_nothing()
    {
        var users = Enumerable.Range(32, 10).ToArray();
        var answers = new List<RecommendationAnswer>();
        foreach (var user in users)
        {
            answers.Add(await shop.AskAsync($"/recommendations/u{user}?n=4&placement=tried"));
        }

        await shop.UntilAsync("SELECT count(*) = 10 FROM recommendations.log WHERE placement = 'tried'");
        var sold = new NewEvent
        {
            Id = "sold-1",
            Type = EventType.Purchase,
            UserId = "u32",
            ItemId = answers[0].Items[0].ItemId,
            OccurredAt = DateTimeOffset.UtcNow,
            RecommendationId = answers[0].RecommendationId,
            Price = 10,
            Currency = "EUR",
        };
        await shop.Get<EventWriter>().WriteAsync([sold], WriteOptions.Live, CancellationToken.None);

        var nothing = await PreviewAsync(new { });
        (nothing.Lists, nothing.Changed, nothing.Gaining.Count, nothing.Losing.Count).Should().Be((10, 0, 0, 0));
        nothing.Revenue!.Difference.Value.Should().Be(0);

        // Each of ten lists had no pin, and has it afterwards; what stood fourth falls out.
        var item = answers.SelectMany(answer => answer.Items).Select(i => i.ItemId).Contains("k19") ? "k18" : "k19";
        var owners = await shop.Database.ScalarAsync<long>(
            $"SELECT count(DISTINCT user_id) FROM shop.events WHERE item_id = '{item}' AND user_id = ANY(ARRAY['{string.Join("','", users.Select(u => $"u{u}"))}'])"
        );
        var pinned = await PreviewAsync(
            new
            {
                rules = new object[]
                {
                    new
                    {
                        kind = "pin",
                        itemId = item,
                        position = 1,
                    },
                },
            }
        );
        pinned.Gaining.Should().ContainSingle(shift => shift.ItemId == item).Which.After.Should().Be(10 - (int)owners);
        pinned.Changed.Should().BeGreaterThanOrEqualTo(10 - (int)owners - answers.Count(answer => answer.Items[0].ItemId == item));
        pinned.Losing.Sum(shift => shift.Before - shift.After).Should().Be(pinned.Gaining.Sum(shift => shift.After - shift.Before));
        (await shop.AskAsync("/recommendations/u40?n=4&placement=tried")).Items[0].Source.Should().NotBe("pinned");
    }

    [Fact]
    public async Task of_variants_count_subjects_buyers_and_what_is_missing()
    {
        var variants = new object[] { new { name = "a" }, new { name = "b", sources = new[] { "popular" } } };
        using var made = await shop.Client.PutAsJsonAsync(
            "/recommendation-placements/compared",
            new { experiment = new { experimentId = "c1", variants } }
        );
        made.EnsureSuccessStatusCode();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var user = 0; user < 40; user++)
        {
            seen[$"c{user}"] = (await shop.AskAsync($"/recommendations/c{user}?n=2&placement=compared")).Variant!;
        }

        await shop.UntilAsync("SELECT count(*) = 40 FROM recommendations.log WHERE placement = 'compared'");
        var buyers = seen.Keys.Take(6).ToArray();
        foreach (var buyer in buyers)
        {
            await shop.DoAsync(buyer, "k1", EventType.Purchase);
        }

        var report = await shop.Client.GetFromJsonAsync<ExperimentReport>("/recommendation-placements/compared/experiment?effect=0.5");
        report!.Variants.Select(variant => variant.Name).Should().Equal("a", "b");
        foreach (var variant in report.Variants)
        {
            variant.Subjects.Should().Be(seen.Values.Count(name => name == variant.Name));
            variant.Buyers.Should().Be(buyers.Count(buyer => seen[buyer] == variant.Name));
        }

        // Six of forty buy: p = .15, q = .225, (1.96 + .8416)² × (.1275 + .174375) ÷ .075² = 421.2 subjects a variant, × 2 × .15 = 126.4 buyers.
        (report.BuyersNeeded, report.FurtherOrders, report.Decision)
            .Should()
            .Be((127, 121, "open"));
        report.SampleRatio.IsSound.Should().BeTrue();
        report.MixedSubjects.Should().Be(0);
    }

    [Fact]
    public async Task of_variants_know_a_visitor_again_after_he_signs_in()
    {
        var variants = new object[] { new { name = "a" }, new { name = "b", sources = new[] { "popular" } } };
        using var made = await shop.Client.PutAsJsonAsync(
            "/recommendation-placements/signed-in",
            new { experiment = new { experimentId = "c2", variants } }
        );
        made.EnsureSuccessStatusCode();
        var seen = new List<string>();
        for (var visitor = 0; visitor < 12; visitor++)
        {
            var answer = await shop.PostAsync(
                new
                {
                    sessionId = $"visit-{visitor}",
                    placement = "signed-in",
                    n = 2,
                }
            );
            seen.Add(answer.Variant!);
        }

        await shop.UntilAsync("SELECT count(*) = 12 FROM recommendations.log WHERE placement = 'signed-in'");

        // Two sessions of one person that saw the same variant, a purchase as a user, and one of another visitor who never signs in.
        var same = seen.IndexOf(seen[0], 1);
        var guest = Enumerable.Range(1, 11).First(visitor => visitor != same);
        await shop.DoAsync("signs-in", "k1", EventType.View, session: "visit-0");
        await shop.DoAsync("signs-in", "k1", EventType.Purchase, session: $"visit-{same}");
        await shop.DoAsync(null, "k2", EventType.Purchase, session: $"visit-{guest}");

        var report = await shop.Client.GetFromJsonAsync<ExperimentReport>("/recommendation-placements/signed-in/experiment?effect=0.5");
        report!.Variants.Sum(variant => variant.Subjects).Should().Be(11, "two of twelve are one");
        report.Variants.Sum(variant => variant.Answers).Should().Be(12);
        foreach (var variant in report.Variants)
        {
            variant.Buyers.Should().Be((seen[0] == variant.Name ? 1 : 0) + (seen[guest] == variant.Name ? 1 : 0));
        }
    }

    [Fact]
    public async Task of_what_is_not_there_say_so()
    {
        using var none = await shop.Client.GetAsync(new Uri("/recommendation-placements/nowhere/experiment", UriKind.Relative));
        none.StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var wrong = await shop.Client.PostAsJsonAsync("/recommendation-placements/tried/preview", new { sample = 0 });
        wrong.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var early = await shop.Client.PostAsJsonAsync(
            "/recommendation-placements/tried/preview",
            new { to = DateTimeOffset.MinValue }
        );
        early.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var late = await shop.Client.GetAsync(
            new Uri("/recommendation-placements/compared/experiment?to=0001-01-02T00:00:00Z", UriKind.Relative)
        );
        late.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await PreviewAsync(new { }, "nowhere")).Lists.Should().Be(0);
    }

    private async Task<PreviewAnswer> PreviewAsync(object definition, string placement = "tried")
    {
        using var response = await shop.Client.PostAsJsonAsync(
            $"/recommendation-placements/{placement}/preview",
            new
            {
                definition,
                from = DateTimeOffset.UtcNow.AddDays(-1),
                to = DateTimeOffset.UtcNow.AddDays(1),
            }
        );
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonSerializer.Deserialize<PreviewAnswer>(text, ShopHost.Json)!;
    }
}
