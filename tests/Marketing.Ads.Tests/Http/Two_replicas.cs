using System.Collections.Concurrent;
using Marketing.Store;
using Marketing.TestKit;

namespace Marketing.Ads.Tests.Http;

public sealed class TwoReplicas : AdsHost
{
    protected override int Replicas => 2;
}

public sealed class Two_replicas(TwoReplicas host) : IClassFixture<TwoReplicas>
{
    private async Task SeenByBothAsync(string campaign, int ads) =>
        await Patience.UntilAsync(
            () =>
                Task.FromResult(
                    host.Get<Marketing.Ads.Definitions.BookKeeper>(1).Current.Ads.Count(ad => ad.Campaign.Id == campaign) == ads
                        && host.Get<Marketing.Ads.Definitions.BookKeeper>(1).Current.FindCampaign(campaign) is not null
                ),
            "the other replica hears of the campaign"
        );

    [Fact]
    public async Task never_break_a_cap_between_them()
    {
        await host.CampaignAsync("cap", new { placements = new[] { "p" }, caps = new[] { new { count = 3, hours = 24 } } }, "c1", "c2");
        await SeenByBothAsync("cap", 2);
        var shown = new ConcurrentBag<string>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async i =>
                {
                    foreach (var ad in AdsHost.Chosen(await host.DecideAsync("one", "p", replica: i % 2), "p"))
                    {
                        shown.Add(ad);
                    }
                })
        );
        shown.Should().HaveCount(3);
    }

    [Fact]
    public async Task never_spend_a_budget_twice_and_spend_all_of_it()
    {
        // 2 for 1,000 impressions: a budget of 0.1 pays for 50.
        await host.CampaignAsync(
            "money",
            new
            {
                placements = new[] { "m" },
                budget = .1m,
                pacing = "asap",
            },
            "m1"
        );
        await SeenByBothAsync("money", 1);
        var shown = 0;
        for (var round = 0; round < 6; round++)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, 24)
                    .Select(async i =>
                    {
                        var decision = await host.DecideAsync($"m{round}-{i}", "m", replica: i % 2);
                        foreach (var ad in AdsHost.Chosen(decision, "m"))
                        {
                            Interlocked.Increment(ref shown);
                            await host.OutcomeAsync(decision.GetProperty("decisionId").GetString() ?? "", ad, "impression");
                        }
                    })
            );
        }

        shown.Should().BeInRange(49, 50, "fifty impressions are paid for; each replica may hold back what is less than one");
        (await host.Database.ScalarAsync<decimal>("SELECT spent FROM ads.budgets WHERE campaign_id = 'money' AND day = '1970-01-01'"))
            .Should()
            .Be(shown * .002m);
        (
            await host.Database.ScalarAsync<decimal>(
                "SELECT spent + reserved FROM ads.budgets WHERE campaign_id = 'money' AND day = '1970-01-01'"
            )
        )
            .Should()
            .BeLessThanOrEqualTo(.1m);
    }

    [Fact]
    public async Task give_one_answer_to_one_id()
    {
        await host.CampaignAsync("same", new { placements = new[] { "s" } }, "s1", "s2", "s3", "s4", "s5");
        await SeenByBothAsync("same", 5);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i => (await host.DecideAsync("x", "s", n: 2, decisionId: "retry", replica: i % 2)).GetRawText())
        );
        answers.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task write_nothing_late_of_who_was_erased()
    {
        await host.CampaignAsync("late", new { placements = new[] { "l" } }, "l1");
        await SeenByBothAsync("late", 1);
        var before = await host.DecideAsync("gone", "l", decisionId: "before");
        AdsHost.Chosen(before, "l").Should().Equal("l1");
        await host.Get<Erasures>().EraseAsync("gone", CancellationToken.None);
        await Patience.UntilAsync(
            () => Task.FromResult(host.Get<CustomerDirectory>(1).Find("gone") is null),
            "the other replica knows nothing of the person"
        );
        await Patience.UntilAsync(
            () =>
                Task.FromResult(
                    Enumerable.Range(0, 2).All(r => host.Get<Marketing.Ads.Decisions.AnswerMemory>(r).Find("before") is null)
                        && Enumerable.Range(0, 2).All(r => host.Get<Marketing.Ads.Decisions.LedgerMemory>(r).Of("gone").Count == 0)
                ),
            "neither replica remembers what it answered"
        );
        // What either replica had decided in the dark before the erasure, and writes after it; and what is still asked for after it.
        foreach (var (replica, subject) in new[] { (0, "gone"), (1, "gone"), (0, "stays"), (1, "stays") })
        {
            host.Get<Marketing.Ads.Decisions.Spool>(replica).TryAdd(Spooled(subject, $"dark-{subject}-{replica}")).Should().BeTrue();
        }

        await host.DecideAsync("gone", "l", decisionId: "after", replica: 1);
        await Patience.UntilAsync(
            async () => await host.Database.ScalarAsync<long>("SELECT count(*) FROM ads.decision_ads WHERE user_id = 'stays'") == 2,
            "both spools are written"
        );
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ads.decisions WHERE user_id = 'gone'")).Should().Be(0);
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ads.decision_ads WHERE user_id = 'gone'")).Should().Be(0);
    }

    private static Marketing.Ads.Decisions.DecisionRecord Spooled(string subject, string id) =>
        new()
        {
            Subject = subject,
            DecisionId = id,
            DecidedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            ExpiresAt = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero),
            ReplicaId = "r",
            Context = "{}",
            Eligible = [],
            Campaigns = ["late"],
            Controls = [],
            Answer = "{}",
            Day = new DateOnly(2026, 1, 1),
            Ads = [new Marketing.Ads.Decisions.AdRecord("l1", "late", "l", 0, "web", "cpm", 2, 1, .1, .1, 1, "[]", 0)],
        };

    [Fact]
    public async Task follow_a_refusal_within_a_second()
    {
        host.Segments.Put("personal", "wary");
        await host.CampaignAsync("own", new { placements = new[] { "o" }, segmentId = "personal" }, "o1");
        await SeenByBothAsync("own", 1);
        AdsHost.Chosen(await host.DecideAsync("wary", "o", replica: 1), "o").Should().Equal("o1");
        await host.PutAsync("/users/wary/consent", new { personalization = false });
        // The replica that was told acts at once; the other one when it has heard of the commit.
        AdsHost.ReasonOf(await host.DecideAsync("wary", "o"), "o1").Should().Be("consent");
        await Patience.UntilAsync(
            async () => AdsHost.ReasonOf(await host.DecideAsync("wary", "o", replica: 1), "o1") == "consent",
            "the other replica hears of the refusal"
        );
    }

    [Fact]
    public async Task go_on_from_memory_within_their_share_and_write_it_down_later()
    {
        await host.CampaignAsync(
            "dark",
            new { placements = new[] { "d" }, caps = new[] { new { count = 4, hours = 24 } } },
            "d1",
            "d2",
            "d3",
            "d4",
            "d5"
        );
        await SeenByBothAsync("dark", 5);
        await Patience.UntilAsync(
            () => Task.FromResult(Enumerable.Range(0, 2).All(r => host.Get<Marketing.Ads.Budgets.Replica>(r).Count == 2)),
            "each replica knows of the other"
        );
        var shown = new ConcurrentBag<(int Replica, string Id)>();
        await host.Database.ExecuteAsync("ALTER TABLE ads.decisions RENAME TO decisions_away");
        try
        {
            // The breaker is held open by hand: the database is there, but nobody may use it.
            foreach (var replica in new[] { 0, 1 })
            {
                host.Get<DatabaseHealth>(replica).ReportFailure();
            }

            await Task.WhenAll(
                Enumerable
                    .Range(0, 20)
                    .Select(async i =>
                    {
                        host.Get<DatabaseHealth>(i % 2).ReportFailure();
                        var decision = await host.DecideAsync("night", "d", replica: i % 2);
                        if (decision.TryGetProperty("degraded", out _))
                        {
                            foreach (var _ in AdsHost.Chosen(decision, "d"))
                            {
                                shown.Add((i % 2, decision.GetProperty("decisionId").GetString() ?? ""));
                            }
                        }
                    })
            );
        }
        finally
        {
            await host.Database.ExecuteAsync("ALTER TABLE ads.decisions_away RENAME TO decisions");
        }

        shown.Count(one => one.Replica == 0).Should().BeLessThanOrEqualTo(2, "half of the cap is a replica's share");
        shown.Count(one => one.Replica == 1).Should().BeLessThanOrEqualTo(2);
        shown.Should().NotBeEmpty();
        await Patience.UntilAsync(
            async () =>
                await host.Database.ScalarAsync<long>(
                    $"SELECT count(*) FROM ads.decision_ads WHERE decision_id = ANY(ARRAY['{string.Join("','", shown.Select(one => one.Id))}'])"
                ) == shown.Count,
            "what was decided in the dark is written"
        );
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ads.decisions WHERE degraded")).Should().BeGreaterThan(0);
    }
}
