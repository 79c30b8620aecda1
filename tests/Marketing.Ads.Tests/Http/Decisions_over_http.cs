using System.Net;

namespace Marketing.Ads.Tests.Http;

/// <summary>Each test has placements and campaigns of its own: campaigns stand only where they say.</summary>
public sealed class Decisions_over_http(AdsHost host) : IClassFixture<AdsHost>
{
    [Fact]
    public async Task choose_an_ad_and_show_every_factor()
    {
        await host.CampaignAsync(
            "f",
            new
            {
                placements = new[] { "p-factors" },
                pricing = "cpc",
                bid = .5m,
                goalWeight = 2,
            },
            "f1"
        );
        var decision = await host.DecideAsync("u1", "p-factors");
        var ad = decision.GetProperty("decisions").GetProperty("p-factors")[0];
        ad.GetProperty("adId").GetString().Should().Be("f1");
        ad.GetProperty("propensity").GetDouble().Should().Be(1, "there is no other ad");
        ad.GetProperty("bid").GetDecimal().Should().Be(.5m);
        var pCtr = ad.GetProperty("pCtr").GetDouble();
        ad.GetProperty("ecpm").GetDouble().Should().BeApproximately(1000 * .5 * 2 * pCtr, 1e-6);
        ad.GetProperty("pCtrInterval")[0].GetDouble().Should().BeLessThan(pCtr);
        ad.GetProperty("pCtrInterval")[1].GetDouble().Should().BeGreaterThan(pCtr);
        ad.GetProperty("reasons")
            .EnumerateArray()
            .Select(r => r.GetProperty("kind").GetString())
            .Should()
            .Equal("bid", "pCtr", "goalWeight");
        decision.GetProperty("modelVersion").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task give_the_same_answer_to_the_same_id_and_refuse_another_customer()
    {
        await host.CampaignAsync("i", new { placements = new[] { "p-same" } }, "i1", "i2", "i3", "i4");
        var first = await host.DecideAsync("u1", "p-same", n: 2, decisionId: "same/1");
        await host.CampaignAsync("i-late", new { placements = new[] { "p-same" }, bid = 1000m }, "i5");
        (await host.DecideAsync("u1", "p-same", n: 2, decisionId: "same/1")).GetRawText().Should().Be(first.GetRawText());
        var (status, _) = await host.SendAsync(
            HttpMethod.Post,
            "/ads/decisions",
            """{"decisionId":"same/1","userId":"u2","placements":[{"placement":"p-same"}]}"""
        );
        status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task drop_ads_with_the_reason()
    {
        var place = new[] { "p-reasons" };
        var now = host.Time.GetUtcNow();
        await host.PutAsync(
            "/items/gone",
            new
            {
                name = "Gone",
                category = "Bar > Gin",
                stock = 0,
            }
        );
        await host.PutAsync(
            "/items/gin",
            new
            {
                name = "Gin",
                category = "Bar > Gin",
                stock = 5,
            }
        );
        await host.PutAsync("/placements/p-reasons", new { blockedCategories = new[] { "Gin", "Betting" } });
        await host.CampaignAsync("r-live", new { placements = place }, "ok");
        await host.CampaignAsync("r-paused", new { placements = place, state = "paused" }, "paused");
        await host.CampaignAsync("r-early", new { placements = place, startsAt = now.AddDays(1) }, "early");
        await host.CampaignAsync("r-over", new { placements = place, endsAt = now.AddDays(-1) }, "over");
        await host.CampaignAsync("r-else", new { placements = new[] { "elsewhere" } }, "else");
        await host.CampaignAsync("r-mail", new { channels = new[] { "email" } }, "mail");
        await host.CampaignAsync("r-segment", new { placements = place, segmentId = "cooks" }, "cooks-only");
        await host.CampaignAsync("r-nobody", new { placements = place, segmentId = "no-such" }, "unknown-segment");
        await host.CampaignAsync("r-page", new { placements = place, avoidCategories = new[] { "War" } }, "careful");
        await host.CampaignAsync("r-poor", new { placements = place, budget = 0 }, "poor");
        await host.PutAsync(
            "/ads/resting",
            new
            {
                campaignId = "r-live",
                title = "t",
                state = "paused",
            }
        );
        await host.PutAsync(
            "/ads/stock",
            new
            {
                campaignId = "r-live",
                title = "t",
                itemId = "gone",
            }
        );
        await host.PutAsync(
            "/ads/gin",
            new
            {
                campaignId = "r-live",
                title = "t",
                itemId = "gin",
            }
        );
        await host.PutAsync(
            "/ads/bets",
            new
            {
                campaignId = "r-live",
                title = "t",
                categories = new[] { "betting" },
            }
        );
        host.Segments.Put("cooks", "u9");

        var decision = await host.PostAsync(
            "/ads/decisions",
            new
            {
                userId = "u1",
                context = new { categories = new[] { "war" } },
                placements = new[] { new { placement = "p-reasons", n = 9 } },
            }
        );
        AdsHost.Chosen(decision, "p-reasons").Should().Equal("ok");
        var reasons = new Dictionary<string, string>
        {
            ["paused"] = "paused",
            ["early"] = "not-started",
            ["over"] = "ended",
            ["else"] = "placement",
            ["mail"] = "channel",
            ["cooks-only"] = "segment",
            ["unknown-segment"] = "segment",
            ["careful"] = "brand-safety",
            ["poor"] = "budget",
            ["resting"] = "paused",
            ["stock"] = "stock",
            ["gin"] = "brand-safety",
            ["bets"] = "brand-safety",
        };
        reasons
            .Keys.Select(ad => (ad, AdsHost.ReasonOf(decision, ad)))
            .Should()
            .Equal(reasons.Select(pair => (pair.Key, (string?)pair.Value)));
    }

    [Fact]
    public async Task leave_out_badly_reviewed_items_and_customers_who_complain()
    {
        await host.CampaignAsync("mood", new { placements = new[] { "mood" } });
        foreach (var item in (string[])["spoilt", "liked", "unknown"])
        {
            await host.PutAsync(
                $"/ads/{item}-ad",
                new
                {
                    campaignId = "mood",
                    title = item,
                    itemId = item,
                }
            );
        }

        host.Troubles.Put(bad: ["spoilt"], complaining: ["angry"]);
        var calm = await host.DecideAsync("calm", "mood", n: 3);
        var angry = await host.DecideAsync("angry", "mood", n: 3);
        host.Troubles.Put(bad: [], complaining: []);
        var later = await host.DecideAsync("angry", "mood", n: 3);

        AdsHost.Chosen(calm, "mood").Should().BeEquivalentTo("liked-ad", "unknown-ad");
        AdsHost.ReasonOf(calm, "spoilt-ad").Should().Be("bad-reviews");
        AdsHost.Chosen(angry, "mood").Should().BeEmpty();
        AdsHost.ReasonOf(angry, "liked-ad").Should().Be("open-complaint");
        AdsHost.Chosen(later, "mood").Should().HaveCount(3);
    }

    [Fact]
    public async Task ask_for_consent_and_keep_quiet_hours_by_the_customers_clock()
    {
        await host.PutAsync("/channels/mail", new { kind = "email", quietHours = new { from = "00:00", to = "00:00" } });
        await host.PutAsync("/placements/p-mail", new { channelId = "mail" });
        await host.PutAsync("/users/yes", new { consent = new { email = true } });
        await host.PutAsync("/users/no", new { consent = new { email = false } });
        await host.CampaignAsync("m", new { placements = new[] { "p-mail" } }, "m1");
        AdsHost.ReasonOf(await host.DecideAsync("nobody-asked", "p-mail"), "m1").Should().Be("consent");
        AdsHost.ReasonOf(await host.DecideAsync("no", "p-mail"), "m1").Should().Be("consent");
        AdsHost.Chosen(await host.DecideAsync("yes", "p-mail"), "p-mail").Should().Equal("m1");

        // One hour around now in Tokyo, which is another one in Lisbon.
        var tokyo = TimeZoneInfo.ConvertTime(host.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        var quiet = new { from = tokyo.AddMinutes(-30).ToString("HH:mm"), to = tokyo.AddMinutes(30).ToString("HH:mm") };
        await host.CampaignAsync("q", new { placements = new[] { "p-quiet" }, quietHours = quiet }, "q1");
        await host.PutAsync("/users/tokyo", new { timeZone = "Asia/Tokyo" });
        await host.PutAsync("/users/lisbon", new { timeZone = "Europe/Lisbon" });
        AdsHost.ReasonOf(await host.DecideAsync("tokyo", "p-quiet"), "q1").Should().Be("quiet-hours");
        AdsHost.Chosen(await host.DecideAsync("lisbon", "p-quiet"), "p-quiet").Should().Equal("q1");
    }

    [Fact]
    public async Task respect_who_refused_personal_answers_and_who_is_a_control()
    {
        host.Segments.Put("vip", "refuser", "vip1");
        await host.PutAsync("/users/refuser", new { consent = new { personalization = false } });
        await host.CampaignAsync("v", new { placements = new[] { "p-vip" }, segmentId = "vip" }, "v1");
        AdsHost.ReasonOf(await host.DecideAsync("refuser", "p-vip"), "v1").Should().Be("consent");
        AdsHost.Chosen(await host.DecideAsync("vip1", "p-vip"), "p-vip").Should().Equal("v1");

        await host.CampaignAsync("half", new { placements = new[] { "p-half" }, controlShare = .5 }, "h1");
        var control = 0;
        for (var user = 0; user < 60; user++)
        {
            var decision = await host.DecideAsync($"h{user}", "p-half");
            control += AdsHost.ReasonOf(decision, "h1") == "control" ? 1 : 0;
        }

        control.Should().BeInRange(15, 45, "half of 60, give or take four standard deviations of 3.9");
    }

    [Fact]
    public async Task keep_caps_reserve_at_the_decision_and_release_what_was_never_seen()
    {
        await host.CampaignAsync(
            "cap",
            new { placements = new[] { "p-cap" }, caps = new[] { new { count = 2, hours = 24 } } },
            "c1",
            "c2",
            "c3"
        );
        var first = await host.DecideAsync("capped", "p-cap", n: 3);
        AdsHost.Chosen(first, "p-cap").Should().HaveCount(2, "the third would break the cap");
        var none = await host.DecideAsync("capped", "p-cap");
        AdsHost.Chosen(none, "p-cap").Should().BeEmpty();
        AdsHost.ReasonOf(none, "c1").Should().Be("frequency-cap");
        AdsHost.ReasonOf(await host.DecideAsync(null, "p-cap"), "c1").Should().Be("unknown-customer");

        // One of the two is seen; the other expires after 30 minutes.
        await host.OutcomeAsync(first.GetProperty("decisionId").GetString() ?? "", AdsHost.Chosen(first, "p-cap")[0], "impression");
        host.Time.Advance(TimeSpan.FromMinutes(31));
        AdsHost.Chosen(await host.DecideAsync("capped", "p-cap", n: 3), "p-cap").Should().HaveCount(1);
        host.Time.Advance(TimeSpan.FromHours(25));
        AdsHost.Chosen(await host.DecideAsync("capped", "p-cap", n: 3), "p-cap").Should().HaveCount(2);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"placements":[]}""")]
    [InlineData("""{"placements":[null]}""")]
    [InlineData("""{"placements":[{"placement":null}]}""")]
    [InlineData("""{"placements":[{"placement":""}]}""")]
    [InlineData("""{"placements":[{"placement":"a","n":0}]}""")]
    [InlineData("""{"placements":[{"placement":"a","n":21}]}""")]
    [InlineData("""{"placements":[{"placement":"a"},{"placement":"a"}]}""")]
    [InlineData("""{"placements":[{"placement":"a\u0000"}]}""")]
    [InlineData("""{"decisionId":"\ud800","placements":[{"placement":"a"}]}""")]
    [InlineData("""{"userId":"session:1","placements":[{"placement":"a"}]}""")]
    [InlineData("""{"context":{"device":"\ud800"},"placements":[{"placement":"a"}]}""")]
    [InlineData("""{"context":{"timeZone":"Mars/Olympus"},"placements":[{"placement":"a"}]}""")]
    [InlineData("""{"context":{"categories":[1]},"placements":[{"placement":"a"}]}""")]
    [InlineData("""{"context":{"a":{}},"placements":[{"placement":"a"}]}""")]
    [InlineData("""{"context":null,"placements":"home"}""")]
    [InlineData("""{"placements":[{"placement":"a"}],"n":1}""")]
    public async Task refuse_what_is_no_question(string body)
    {
        var (status, answer) = await host.SendAsync(HttpMethod.Post, "/ads/decisions", body);
        status.Should().Be(HttpStatusCode.BadRequest, answer);
    }
}
