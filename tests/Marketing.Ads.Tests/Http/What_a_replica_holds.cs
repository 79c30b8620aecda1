using System.Net;
using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Marketing.Ads.Tests.Http;

/// <summary>What a replica takes for its own when it starts again must be what its purse would have held had it gone on.</summary>
public sealed class What_a_replica_holds(AdsHost host) : IClassFixture<AdsHost>
{
    [Fact]
    public async Task Is_not_more_after_an_erasure()
    {
        // 2 for 1,000 impressions: .002 a decision.
        await CampaignAsync("erased");
        await DecideAsync("erased", "erased-stays");
        var seen = await DecideAsync("erased", "erased-goes");
        await host.OutcomeAsync(seen, "erased-ad", "impression");
        await DecideAsync("erased", "erased-goes");
        await DecideAsync("erased", "erased-goes");
        var purse = Purse("erased");

        (await HeldAsync("erased")).Should().Be(purse.Left);
        (await host.SendAsync(HttpMethod.Delete, "/users/erased-goes")).Status.Should().Be(HttpStatusCode.OK);

        (await HeldAsync("erased")).Should().Be(purse.Left, "the erased person's decisions took their part");
        (await ReservedAsync("erased"))
            .Should()
            .Be(purse.Left + .002m, "what is promised is the purse and the one open decision: two of the erased can be charged no more");
        (await host.Database.ScalarAsync<decimal>("SELECT spent FROM ads.budgets WHERE campaign_id = 'erased' AND day = '1970-01-01'"))
            .Should()
            .Be(.002m, "what was seen was paid for");
    }

    [Fact]
    public async Task Counts_decisions_that_wait_on_disk()
    {
        await CampaignAsync("spooled");
        await DecideAsync("spooled", "spooled-one");
        var left = Purse("spooled").Left;
        host.Get<Spool>().TryAdd(Waiting("spooled")).Should().BeTrue();

        var services = host.Get<IServiceProvider>();
        using var desk = ActivatorUtilities.CreateInstance<BudgetDesk>(services);
        using var keeper = ActivatorUtilities.CreateInstance<BudgetKeeper>(services, desk);
        var day = DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime);
        var campaign = host.Get<BookKeeper>().Current.FindCampaign("spooled") ?? throw new InvalidOperationException();
        await desk.EnsureAsync([campaign], day, CancellationToken.None);
        desk.Purses.Should().BeEmpty("what is granted before the old is counted would be counted twice");

        await keeper.RunOnceAsync(CancellationToken.None);

        desk.Purses.Single(pair => pair.Key == "spooled").Value.Left.Should().Be(left - .002m);
    }

    private Purse Purse(string campaign) => host.Get<BudgetDesk>().Purses.Single(pair => pair.Key == campaign).Value;

    private Task CampaignAsync(string id) =>
        host.CampaignAsync(
            id,
            new
            {
                placements = new[] { id },
                budget = 1m,
                pacing = "asap",
            },
            id + "-ad"
        );

    private async Task<string> DecideAsync(string placement, string user)
    {
        var decision = await host.DecideAsync(user, placement);
        AdsHost.Chosen(decision, placement).Should().Equal(placement + "-ad");
        return decision.GetProperty("decisionId").GetString() ?? "";
    }

    private async Task<decimal> HeldAsync(string campaign)
    {
        await using var connection = await host.Get<NpgsqlDataSource>().OpenConnectionAsync();
        var held = await Leases.HeldAsync(connection, host.Get<Replica>().Id, CancellationToken.None);
        return held.Single(one => one.CampaignId == campaign).Left;
    }

    private Task<decimal> ReservedAsync(string campaign) =>
        host.Database.ScalarAsync<decimal>($"SELECT reserved FROM ads.budgets WHERE campaign_id = '{campaign}' AND day = '1970-01-01'");

    private DecisionRecord Waiting(string campaign)
    {
        var now = host.Time.GetUtcNow();
        return new DecisionRecord
        {
            Subject = campaign + "-two",
            DecisionId = campaign + "-waiting",
            DecidedAt = now,
            ExpiresAt = now.AddMinutes(30),
            ReplicaId = host.Get<Replica>().Id,
            Context = "{}",
            Eligible = EligibleSet.Write(new Dictionary<string, int[]> { [campaign] = [1] }),
            Campaigns = [campaign],
            Controls = [],
            Answer = "{}",
            Degraded = true,
            Day = DateOnly.FromDateTime(now.UtcDateTime),
            Ads = [new AdRecord(campaign + "-ad", campaign, campaign, 1, "web", "cpm", 2, 1, .02, .02, 2, "[]", .002m)],
        };
    }
}
