using System.Net;
using Marketing.TestKit;

namespace Marketing.Ads.Tests.Http;

public sealed class Outcomes_over_http(AdsHost host) : IClassFixture<AdsHost>
{
    private async Task<(string Decision, string Ad)> ChooseAsync(string name, object? changes = null, string? user = null)
    {
        var body = new Dictionary<string, object?> { ["placements"] = new[] { "p-" + name } };
        foreach (var property in changes?.GetType().GetProperties() ?? [])
        {
            body[property.Name] = property.GetValue(changes);
        }

        await host.PutAsync(
            $"/campaigns/{name}",
            new Dictionary<string, object?>(body)
            {
                ["name"] = name,
                ["controlShare"] = 0,
                ["bid"] = body.GetValueOrDefault("bid") ?? 1m,
            }
        );
        await host.PutAsync($"/ads/{name}-ad", new { campaignId = name, title = "t" });
        var decision = await host.DecideAsync(user ?? "user-" + name, "p-" + name);
        AdsHost.Chosen(decision, "p-" + name).Should().Equal(name + "-ad");
        return (decision.GetProperty("decisionId").GetString() ?? "", name + "-ad");
    }

    private async Task<T?> RowAsync<T>(string column, string ad) =>
        await host.Database.ScalarAsync<T>($"SELECT {column} FROM ads.decision_ads WHERE ad_id = '{ad}'");

    private Task<int> WeightAsync(string decision, string ad, string type, DateTimeOffset at, decimal? value = null) =>
        host.OutcomeAsync(decision, ad, type, at, value)
            .ContinueWith(task => task.Result.GetProperty("weight").GetInt32(), TaskScheduler.Default);

    [Fact]
    public async Task count_once_and_charge_once()
    {
        var (decision, ad) = await ChooseAsync("once", new { pricing = "cpc", bid = .4m });
        var seen = host.Time.GetUtcNow();
        (await WeightAsync(decision, ad, "impression", seen)).Should().Be(1);
        (await WeightAsync(decision, ad, "click", seen.AddSeconds(2))).Should().Be(1);
        var again = await host.OutcomeAsync(decision, ad, "click", seen.AddSeconds(2));
        again.GetProperty("duplicate").GetBoolean().Should().BeTrue();
        (await WeightAsync(decision, ad, "click", seen.AddSeconds(9))).Should().Be(0, "a second click is repeated");
        (await RowAsync<decimal>("spent", ad)).Should().Be(.4m);
        (await host.Database.ScalarAsync<decimal>("SELECT sum(spent) FROM ads.budgets WHERE campaign_id = 'once' AND day > '1970-01-01'"))
            .Should()
            .Be(.4m);
    }

    [Fact]
    public async Task come_in_any_order()
    {
        var (decision, ad) = await ChooseAsync("order", new { pricing = "cpc", bid = .4m });
        var seen = host.Time.GetUtcNow();
        (await WeightAsync(decision, ad, "click", seen.AddSeconds(2))).Should().Be(0, "nothing was seen yet");
        (await RowAsync<decimal>("spent", ad)).Should().Be(0);
        (await WeightAsync(decision, ad, "impression", seen)).Should().Be(1);
        (await RowAsync<decimal>("spent", ad)).Should().Be(.4m, "with its impression the click counts");
        (await host.Database.ScalarAsync<long>($"SELECT count(*) FROM ads.outcomes WHERE ad_id = '{ad}' AND weight = 1")).Should().Be(2);
    }

    [Fact]
    public async Task without_weight_are_taken_in_and_change_nothing()
    {
        var (decision, ad) = await ChooseAsync("fraud", new { pricing = "cpc", bid = .4m });
        var seen = host.Time.GetUtcNow();
        await host.OutcomeAsync(decision, ad, "impression", seen);
        (await WeightAsync(decision, ad, "click", seen.AddMilliseconds(-500))).Should().Be(0, "before the impression");
        (await WeightAsync(decision, ad, "click", seen.AddMilliseconds(50))).Should().Be(0, "no human is so fast");
        (await RowAsync<decimal>("spent", ad)).Should().Be(0);
        (
            await host.Database.ScalarAsync<bool>(
                $"SELECT click_at IS NULL AND resolved_at IS NULL FROM ads.decision_ads WHERE ad_id = '{ad}'"
            )
        )
            .Should()
            .BeTrue();
    }

    [Fact]
    public async Task from_one_account_in_mass_carry_no_weight()
    {
        await host.PutAsync(
            "/campaigns/mass",
            new
            {
                name = "m",
                bid = 1,
                pricing = "cpm",
                controlShare = 0,
                placements = new[] { "p-mass" },
            }
        );
        var ads = Enumerable.Range(0, 26).Select(i => $"mass-{i:00}").ToArray();
        foreach (var ad in ads)
        {
            await host.PutAsync($"/ads/{ad}", new { campaignId = "mass", title = "t" });
        }

        var now = host.Time.GetUtcNow();
        var weights = new List<int>();
        for (var i = 0; i < 26; i++)
        {
            var decision = await host.DecideAsync("clicker", "p-mass");
            var (id, ad) = (decision.GetProperty("decisionId").GetString() ?? "", AdsHost.Chosen(decision, "p-mass")[0]);
            await host.OutcomeAsync(id, ad, "impression", now);
            weights.Add(await WeightAsync(id, ad, "click", now.AddSeconds(1).AddMilliseconds(i)));
        }

        weights.Take(20).Should().OnlyContain(weight => weight == 1);
        weights.Skip(20).Should().OnlyContain(weight => weight == 0, "20 a minute are allowed");
    }

    [Fact]
    public async Task that_come_after_the_budget_is_spent_are_recorded_and_not_charged()
    {
        // One click uses the budget up; both customers had their ad before it.
        var (first, ad) = await ChooseAsync(
            "spent",
            new
            {
                pricing = "cpc",
                bid = 1m,
                budget = 1m,
                pacing = "asap",
            },
            "s1"
        );
        var second = await host.DecideAsync("s2", "p-spent");
        var other = second.GetProperty("decisionId").GetString() ?? "";
        var now = host.Time.GetUtcNow();
        foreach (var decision in new[] { first, other })
        {
            await host.OutcomeAsync(decision, ad, "impression", now);
            (await WeightAsync(decision, ad, "click", now.AddSeconds(3))).Should().Be(1);
        }

        (await host.Database.ScalarAsync<decimal>("SELECT sum(spent) FROM ads.decision_ads WHERE campaign_id = 'spent'")).Should().Be(1);
        (await host.Database.ScalarAsync<long>("SELECT count(click_at) FROM ads.decision_ads WHERE campaign_id = 'spent'")).Should().Be(2);
    }

    [Fact]
    public async Task settle_after_their_waiting_time()
    {
        var (decision, ad) = await ChooseAsync(
            "wait",
            new
            {
                pricing = "cpm",
                bid = 100m,
                budget = 10m,
            }
        );
        await host.OutcomeAsync(decision, ad, "impression");
        (await RowAsync<decimal>("spent", ad)).Should().Be(.1m);
        await host.Get<Marketing.Ads.Outcomes.Settler>().SettleAsync(CancellationToken.None);
        (await host.Database.ScalarAsync<bool>($"SELECT resolved_at IS NULL FROM ads.decision_ads WHERE ad_id = '{ad}'"))
            .Should()
            .BeTrue("the hour for a click is not over: it is not a no yet");
        host.Time.Advance(TimeSpan.FromMinutes(61));
        await Patience.UntilAsync(
            async () => await host.Database.ScalarAsync<bool>($"SELECT resolved_at IS NOT NULL FROM ads.decision_ads WHERE ad_id = '{ad}'"),
            "the wait is over"
        );
        (await WeightAsync(decision, ad, "click", host.Time.GetUtcNow())).Should().Be(0, "it is too late");
        (await WeightAsync(decision, ad, "conversion", host.Time.GetUtcNow(), 25m)).Should().Be(1, "a sale has thirty days");
        (await RowAsync<decimal>("revenue", ad)).Should().Be(25);
    }

    [Theory]
    [InlineData("""{"adId":"known-ad","type":"impression"}""")]
    [InlineData("""{"adId":"known-ad","type":"sneeze","occurredAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"adId":"known-ad","type":1,"occurredAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"adId":"known-ad","type":"impression","occurredAt":"2999-01-01T00:00:00Z"}""")]
    [InlineData("""{"adId":"known-ad","type":"click","occurredAt":"now"}""")]
    [InlineData("""{"adId":"known-ad","type":"click","value":3,"occurredAt":"NOW"}""")]
    [InlineData("""{"adId":"another","type":"impression","occurredAt":"NOW"}""")]
    [InlineData("""{"adId":null,"type":"impression","occurredAt":"NOW"}""")]
    [InlineData("""{"adId":"known-ad","type":"conversion","value":-1,"occurredAt":"NOW"}""")]
    public async Task that_make_no_sense_are_refused(string body)
    {
        var (decision, _) = await ChooseAsync("known");
        var (status, answer) = await host.SendAsync(
            HttpMethod.Post,
            $"/ads/decisions/{Uri.EscapeDataString(decision)}/outcomes",
            body.Replace("NOW", host.Time.GetUtcNow().ToString("o"))
        );
        status.Should().Be(HttpStatusCode.BadRequest, answer);
    }

    [Fact]
    public async Task of_an_unknown_decision_are_not_found()
    {
        var body = $$"""{"adId":"a","type":"impression","occurredAt":"{{host.Time.GetUtcNow():o}}"}""";
        (await host.SendAsync(HttpMethod.Post, "/ads/decisions/no-such/outcomes", body)).Status.Should().Be(HttpStatusCode.NotFound);
    }
}
