using System.Net;
using System.Text.Json;
using Marketing.Profiles.CampaignPlanning;
using Marketing.Profiles.Tests.Quality;

namespace Marketing.Profiles.Tests.CampaignPlanning;

public sealed class Planning_campaigns(InsightsHost host) : IClassFixture<InsightsHost>
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public void expect_what_arithmetic_says()
    {
        var plan = Plan() with { Budget = 500, CostPerCustomer = 1, ControlShare = .2 };
        var audience = new Audience(2_004, 100, 2_000, [new ChannelReach("web", 2_000, 300), new ChannelReach("email", 900, 700)], [19, 8]);
        var expected = Expectation.Of(plan, audience);
        (expected.SuggestedChannel, expected.Customers).Should().Be(("email", 2_000));
        // 500 pay for 500 treated; with a fifth kept away that is 625 together, in tens 620: 496 treated, 124 not.
        (expected.Reached, expected.Cost)
            .Should()
            .Be((620, 496));
        expected.ResponseRate.Should().Be(.05);
        expected.ExpectedResponses.Should().Be(20, "0.05 × 496 is 24.8");
        // (1.96 + 0.8416) × √(0.05 × 0.95 × (1/496 + 1/124)) = 2.8016 × √(0.0475 × 0.010081) = 0.0613.
        expected.SmallestEffect.Should().BeApproximately(.0613, 1e-4);
        expected.Says.Should().StartWith("The budget does not reach everybody.").And.Contain("larger than the usual rate");
        Expectation.Of(plan with { ControlShare = 0 }, audience).SmallestEffect.Should().BeNull();
        var few = Expectation.Of(plan, audience with { Responders = 9 });
        (few.ResponseRate, few.ExpectedResponses).Should().Be((null, null));
        var oneMore = audience with { Customers = 2_005, Responders = 101, Base = 2_001 };
        Expectation.Of(plan, oneMore).Should().BeEquivalentTo(expected, "one customer more is not to be told");
    }

    [Fact]
    public async Task gives_size_channel_hours_and_clashes()
    {
        // 40 customers; 30 in "many", 12 in "some" (8 of them in "many" too), e-mail allowed by 25, who act there at 19.
        await host.Database.ExecuteAsync(
            """
            INSERT INTO profiles.segments (segment_id, kind, name, definition, created_at, changed_at, members)
                VALUES ('many', 'rule', 'Many', '{}', now(), now(), 0), ('some', 'rule', 'Some', '{}', now(), now(), 0);
            INSERT INTO profiles.profiles (user_id, as_of, orders, spend, counts, inputs, response_channel, response_hour)
                SELECT 'c' || lpad(n::text, 2, '0'), now(), 0, 0, '{}', '{}', CASE WHEN n < 25 THEN 'email' ELSE 'web' END, CASE WHEN n < 25 THEN 19 ELSE 8 END
                FROM generate_series(0, 39) n;
            INSERT INTO profiles.segment_members (user_id, segment_id, entered_at)
                SELECT 'c' || lpad(n::text, 2, '0'), 'many', now() FROM generate_series(0, 29) n
                UNION ALL SELECT 'c' || lpad(n::text, 2, '0'), 'some', now() FROM generate_series(22, 33) n;
            INSERT INTO shop.users (user_id, consent_email, created_at, changed_at)
                SELECT 'c' || lpad(n::text, 2, '0'), true, now(), now() FROM generate_series(0, 24) n
            """
        );
        await host.Get<Marketing.Profiles.Segments.SegmentMemory>().LoadAsync(CancellationToken.None);
        // At the hour that their profiles have: the background works them out again from these purchases, before or after the plan is made.
        var yesterday = new DateTimeOffset(Today.AddDays(-1), new TimeOnly(19, 0), TimeSpan.Zero);
        await host.EventsAsync([
            .. Enumerable
                .Range(0, 12)
                .Select(n =>
                    ($"buy{n}", yesterday, $$""" "type":"purchase","userId":"c{{n:00}}","itemId":"i","price":3,"currency":"EUR" """)
                ),
        ]);

        var first = await host.PostAsync("/analytics/campaign-plans", Body("many"));
        var expected = first.GetProperty("expected");
        expected.GetProperty("customers").GetInt64().Should().Be(30);
        expected.GetProperty("suggestedChannel").GetString().Should().Be("email");
        expected.GetProperty("suggestedHours").EnumerateArray().Select(h => h.GetInt32()).Should().Equal(19);
        expected.GetProperty("responseRate").GetDouble().Should().Be(.3333, "12 of 30 bought in the days before: in tens 10 of 30");
        first.GetProperty("clashes").GetArrayLength().Should().Be(0);

        (await host.PostAsync("/analytics/campaign-plans", Body("some")))
            .GetProperty("clashes")
            .GetArrayLength()
            .Should()
            .Be(0, "eight are no ten");
        var all = await host.PostAsync("/analytics/campaign-plans", Body(null));
        all.GetProperty("clashes").EnumerateArray().Select(c => c.GetProperty("customers").GetInt64()).Should().BeEquivalentTo([30L, 10L]);
        var dry = await host.PostAsync("/analytics/campaign-plans", Body("many", dryRun: true));
        dry.GetProperty("planId").ValueKind.Should().Be(JsonValueKind.Null);

        var calendar = await host.GetAsync($"/analytics/campaign-plans?from={Today.AddDays(5):yyyy-MM-dd}");
        calendar.GetProperty("plans").GetArrayLength().Should().Be(3);
        var id = first.GetProperty("planId").GetString();
        (await host.GetAsync($"/analytics/campaign-plans/{id}")).GetProperty("clashes").GetArrayLength().Should().Be(1);
        (await host.SendAsync(HttpMethod.Delete, $"/analytics/campaign-plans/{id}")).Status.Should().Be(HttpStatusCode.NoContent);
        (await host.SendAsync(HttpMethod.Delete, $"/analytics/campaign-plans/{id}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"goal":"orders","firstDay":"2026-04-01","lastDay":"2026-04-02"}""")]
    [InlineData("""{"name":"","goal":"orders","firstDay":"2026-04-01","lastDay":"2026-04-02"}""")]
    [InlineData("""{"name":"n","goal":"fame","firstDay":"2026-04-01","lastDay":"2026-04-02"}""")]
    [InlineData("""{"name":"n","goal":"orders","firstDay":"2026-04-02","lastDay":"2026-04-01"}""")]
    [InlineData("""{"name":"n","goal":"orders","firstDay":"2026-04-01","lastDay":"2026-04-02","segmentId":"nobody"}""")]
    [InlineData("""{"name":"n","goal":"orders","firstDay":"2026-04-01","lastDay":"2026-04-02","channel":"pigeon"}""")]
    [InlineData("""{"name":"n","goal":"orders","firstDay":"2026-04-01","lastDay":"2026-04-02","controlShare":0.6}""")]
    [InlineData("""{"name":"n","goal":"orders","firstDay":"2026-04-01","lastDay":"2026-04-02","budget":-1}""")]
    [InlineData("{\"name\":\"a\\u0000b\",\"goal\":\"orders\",\"firstDay\":\"2026-04-01\",\"lastDay\":\"2026-04-02\"}")]
    public async Task refuses_what_does_not_fit(string body) =>
        (await host.SendAsync(HttpMethod.Post, "/analytics/campaign-plans", body)).Status.Should().Be(HttpStatusCode.BadRequest);

    private static PlanBody Plan() =>
        new()
        {
            Name = "n",
            Goal = CampaignGoal.Orders,
            FirstDay = new DateOnly(2026, 4, 1),
            LastDay = new DateOnly(2026, 4, 14),
        };

    private static object Body(string? segment, bool dryRun = false) =>
        new
        {
            name = "Plan for " + (segment ?? "all"),
            goal = "orders",
            segmentId = segment,
            firstDay = $"{Today.AddDays(7):yyyy-MM-dd}",
            lastDay = $"{Today.AddDays(13):yyyy-MM-dd}",
            dryRun,
        };
}
