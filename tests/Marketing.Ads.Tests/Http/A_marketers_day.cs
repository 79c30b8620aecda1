using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Learning;
using Marketing.TestKit;

namespace Marketing.Ads.Tests.Http;

/// <summary>What a marketer does from a new campaign to a plan, in one piece.</summary>
public sealed class A_marketers_day(AdsHost host) : IClassFixture<AdsHost>
{
    private const int Customers = 240;

    [Fact]
    public async Task begins_with_a_campaign_and_ends_with_a_plan_and_its_prices()
    {
        // A campaign with two ads, a budget, a cap and a segment.
        host.Segments.Put("cooks", [.. Enumerable.Range(0, Customers).Select(i => $"cook{i}")]);
        await host.PostAsync(
            "/campaigns",
            new
            {
                campaignId = "spring",
                name = "Spring in the kitchen",
                pricing = "cpc",
                bid = .5m,
                budget = 500m,
                pacing = "asap",
                caps = new[] { new { count = 5, hours = 24 } },
                segmentId = "cooks",
                controlShare = .3,
            }
        );
        await host.PostAsync(
            "/ads",
            new
            {
                adId = "whisk",
                campaignId = "spring",
                title = "Whisk it",
            }
        );
        await host.PostAsync(
            "/ads",
            new
            {
                adId = "pan",
                campaignId = "spring",
                title = "Pan it",
            }
        );

        // Somebody else's customers do not see it.
        AdsHost.ReasonOf(await host.DecideAsync("gardener", "home"), "whisk").Should().Be("segment");

        // Decisions and outcomes: the whisk is clicked by every second customer, the pan by every tenth; who saw an ad buys twice as often as who was kept from it.
        var (shown, clicks, controls) = (0, 0, 0);
        for (var i = 0; i < Customers; i++)
        {
            var decision = await host.DecideAsync($"cook{i}", "home");
            var id = decision.GetProperty("decisionId").GetString() ?? "";
            var chosen = AdsHost.Chosen(decision, "home").SingleOrDefault();
            var seen = host.Time.GetUtcNow();
            if (chosen is null)
            {
                AdsHost.ReasonOf(decision, "whisk").Should().Be("control");
                controls++;
            }
            else
            {
                shown++;
                await host.OutcomeAsync(id, chosen, "impression", seen);
                if (SplitMix64.Uniform(7, (ulong)i) < (chosen == "whisk" ? .5 : .1))
                {
                    clicks++;
                    (await host.OutcomeAsync(id, chosen, "click", seen.AddSeconds(2))).GetProperty("weight").GetInt32().Should().Be(1);
                }
            }

            if (SplitMix64.Uniform(8, (ulong)i) < (chosen is null ? .3 : .6))
            {
                await BuyAsync($"cook{i}", seen.AddSeconds(1));
            }
        }

        // Performance with lift.
        host.Time.Advance(TimeSpan.FromHours(2));
        await Patience.UntilAsync(
            async () => await host.Database.ScalarAsync<long>("SELECT count(*) FROM ads.decision_ads WHERE resolved_at IS NULL") == 0,
            "all waiting times are over"
        );
        var performance = await host.GetAsync("/ads/performance");
        var row = performance.GetProperty("rows").EnumerateArray().Single(one => one.GetProperty("key").GetString() == "spring");
        row.GetProperty("impressions").GetInt32().Should().Be(shown);
        row.GetProperty("clicks").GetInt32().Should().Be(clicks);
        row.GetProperty("spend").GetDecimal().Should().Be(clicks * .5m);
        row.GetProperty("cpc").GetDecimal().Should().Be(.5m);
        var lift = performance.GetProperty("lift").EnumerateArray().Single(one => one.GetProperty("campaignId").GetString() == "spring");
        lift.GetProperty("treated").GetInt32().Should().Be(shown);
        lift.GetProperty("control").GetInt32().Should().Be(controls);
        lift.GetProperty("lift").GetDouble().Should().BeApproximately(.3, .2);
        lift.GetProperty("liftInterval")[0].GetDouble().Should().BeLessThan(.3);
        lift.GetProperty("liftInterval")[1].GetDouble().Should().BeGreaterThan(.3);
        lift.GetProperty("sampleRatio").GetProperty("passed").GetBoolean().Should().BeTrue();
        lift.GetProperty("minimalDetectableEffect").GetDouble().Should().BeInRange(.1, .3);

        // The off-policy estimate: before the first model both ads are alike, so uniform is nearly what was done.
        var evaluation = await host.GetAsync("/ads/evaluation?policy=uniform");
        evaluation.GetProperty("rows").GetInt32().Should().Be(shown);
        evaluation.GetProperty("meanWeight").GetDouble().Should().BeApproximately(1, .2);
        evaluation.GetProperty("logged").GetProperty("value").GetDouble().Should().BeApproximately(clicks / (double)shown, 1e-9);
        evaluation.GetProperty("claim").GetBoolean().Should().BeFalse("the interval covers what was earned");
        evaluation.GetProperty("refusals").GetArrayLength().Should().BeGreaterThan(0);

        await PlanAsync();
    }

    /// <summary>A plan of 10 e-mails for 40 customers, of whom every second agreed: the capacity binds, so it has a price.</summary>
    private async Task PlanAsync()
    {
        var users = Enumerable.Range(0, 40).Select(i => new { userId = $"cook{i}", consent = new { email = i % 2 == 0 } }).ToArray();
        using (var sent = await host.Client.PostAsJsonAsync("/users", new { users }))
        {
            sent.EnsureSuccessStatusCode();
        }

        await host.PutAsync(
            "/channels/email",
            new
            {
                kind = "email",
                cost = .01m,
                quietHours = new { from = "21:00", to = "08:00" },
            }
        );
        await host.PutAsync(
            "/campaigns/mail",
            new
            {
                name = "Mail",
                pricing = "cpc",
                bid = 2m,
                controlShare = 0,
            }
        );
        await host.PutAsync(
            "/ads/letter",
            new
            {
                campaignId = "mail",
                title = "=1+1 \"quoted\"",
                url = "/letter",
            }
        );
        var plan = await host.PostAsync(
            "/ads/plans",
            new
            {
                campaigns = new[] { "mail" },
                customers = users.Select(user => user.userId).ToArray(),
                channels = new[] { new { channelId = "email", capacity = 10 } },
                wishes = new[] { new { adId = "letter", messages = 15 } },
            }
        );
        plan.GetProperty("state").GetString().Should().Be("draft", plan.GetRawText());
        var messages = plan.GetProperty("assignments").EnumerateArray().ToList();
        messages.Should().HaveCount(10);
        messages
            .Select(one => int.Parse((one.GetProperty("userId").GetString() ?? "")[4..]))
            .Should()
            .OnlyContain(number => number % 2 == 0, "the others did not agree");
        messages
            .Should()
            .OnlyContain(one =>
                one.GetProperty("sendAt").GetDateTimeOffset().Hour >= 8 && one.GetProperty("sendAt").GetDateTimeOffset().Hour < 21
            );
        var email = plan.GetProperty("prices").EnumerateArray().Single(price => price.GetProperty("limit").GetString() == "channel");
        email.GetProperty("price").GetDouble().Should().BeGreaterThan(0);
        email.GetProperty("text").GetString().Should().StartWith("100 more messages on email would return ");
        plan.GetProperty("bound").GetDouble().Should().BeGreaterThanOrEqualTo(plan.GetProperty("objective").GetDouble() - 1e-9);
        plan.GetProperty("gap").GetDouble().Should().BeLessThan(.01);
        var unmet = plan.GetProperty("unmet").EnumerateArray().Single();
        unmet.GetProperty("reached").GetInt32().Should().Be(10);
        unmet.GetProperty("impossible").GetBoolean().Should().BeTrue("ten are all that the channel takes");

        // Approved, exported, and its results come back as outcomes.
        var path = $"/ads/plans/{plan.GetProperty("planId").GetString()}";
        (await host.PostAsync(path + "/approval", new { })).GetProperty("state").GetString().Should().Be("approved");
        (await host.PostAsync(path + "/approval", new { })).GetProperty("state").GetString().Should().Be("approved");
        var (_, csv) = await host.SendAsync(HttpMethod.Get, path + "/export");
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(11);
        lines[1].Should().Contain("\"'=1+1 \"\"quoted\"\"\"", "a spreadsheet must not calculate it");
        var first = messages[0];
        host.Time.Advance(first.GetProperty("sendAt").GetDateTimeOffset() - host.Time.GetUtcNow() + TimeSpan.FromHours(1));
        var outcome = await host.OutcomeAsync(first.GetProperty("decisionId").GetString() ?? "", "letter", "impression");
        outcome.GetProperty("weight").GetInt32().Should().Be(1);
        (await host.GetAsync(path)).GetProperty("messages").GetInt32().Should().Be(10);
    }

    private async Task BuyAsync(string user, DateTimeOffset at)
    {
        using var response = await host.Client.PostAsJsonAsync(
            "/events",
            new
            {
                events = new[]
                {
                    new
                    {
                        id = Guid.NewGuid(),
                        type = "purchase",
                        userId = user,
                        itemId = "whisk-1",
                        quantity = 1,
                        price = 12.5m,
                        currency = "EUR",
                        occurredAt = at,
                    },
                },
            }
        );
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        answer.GetProperty("accepted").GetInt32().Should().Be(1, answer.GetRawText());
    }
}
