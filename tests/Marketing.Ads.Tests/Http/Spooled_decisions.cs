using System.Net;
using Marketing.Ads.Decisions;

namespace Marketing.Ads.Tests.Http;

public sealed class Spooled_decisions(AdsHost host) : IClassFixture<AdsHost>
{
    [Fact]
    public async Task Of_erased_people_hold_up_no_others_and_are_not_stored()
    {
        (await host.SendAsync(HttpMethod.Delete, "/users/gone")).Status.Should().Be(HttpStatusCode.OK);
        var spool = host.Get<Spool>();
        spool.TryAdd(Decision("gone", "spooled-1")).Should().BeTrue();
        spool.TryAdd(Decision("here", "spooled-2")).Should().BeTrue();
        spool.TryAdd(Decision("gone", "spooled-3")).Should().BeTrue();

        await AdsHost.UntilAsync(() => Task.FromResult(!spool.HasAny), "what was spooled is written");

        (await host.Database.ScalarAsync<string>("SELECT string_agg(user_id, ',') FROM ads.decisions")).Should().Be("here");
        (await host.Database.ScalarAsync<string>("SELECT string_agg(user_id, ',') FROM ads.decision_ads")).Should().Be("here");
    }

    private DecisionRecord Decision(string user, string id) =>
        new()
        {
            Subject = user,
            DecisionId = id,
            DecidedAt = host.Time.GetUtcNow(),
            ExpiresAt = host.Time.GetUtcNow().AddMinutes(30),
            ReplicaId = "one",
            Context = "{}",
            Eligible = EligibleSet.Write(new Dictionary<string, int[]> { ["top"] = [1] }),
            Campaigns = ["c"],
            Controls = [],
            Answer = "{}",
            Degraded = true,
            Day = DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime),
            Ads = [new AdRecord("a", "c", "top", 1, "web", "cpm", 2, 1, .02, .02, 2, "[]", .002m)],
        };
}
