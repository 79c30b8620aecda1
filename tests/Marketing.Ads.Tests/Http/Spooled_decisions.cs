using System.Net;
using Marketing.Ads.Decisions;
using Marketing.Store;
using Marketing.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

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

        await Patience.UntilAsync(() => Task.FromResult(!spool.HasAny), "what was spooled is written");

        (await host.Database.ScalarAsync<string>("SELECT string_agg(user_id, ',') FROM ads.decisions")).Should().Be("here");
        (await host.Database.ScalarAsync<string>("SELECT string_agg(user_id, ',') FROM ads.decision_ads")).Should().Be("here");
    }

    [Fact]
    public async Task Are_known_again_after_a_start_without_the_database()
    {
        var folder = Directory.CreateTempSubdirectory("marketing-spool-");
        try
        {
            using (var before = Of(folder))
            {
                before.TryAdd(Decision("eve", "dark-1")).Should().BeTrue();
                before.TryAdd(Decision("eve", "dark-2")).Should().BeTrue();
            }

            // The process was killed in the middle of a line.
            await File.AppendAllTextAsync(Path.Combine(folder.FullName, "ads", "spool.ndjson"), "{\"subject\":\"ev");
            using var spool = Of(folder);
            var (memory, answers) = (new LedgerMemory(), new AnswerMemory());

            await new Recollection(spool, memory, answers, NullLogger<Recollection>.Instance).StartAsync(CancellationToken.None);

            answers.Find("dark-1").Should().Be(("eve", """{"decisionId":"dark-1"}"""));
            answers.Find("dark-2").Should().Be(("eve", """{"decisionId":"dark-2"}"""));
            memory.Of("eve").Select(one => (one.CampaignId, one.AdId, one.Channel)).Should().Equal(("c", "a", "web"), ("c", "a", "web"));
            spool.Take().Select(one => one.DecisionId).Should().Equal(["dark-1", "dark-2"], "both still wait to be written");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Follow_a_replay_that_was_killed_in_the_middle_of_a_line()
    {
        var folder = Directory.CreateTempSubdirectory("marketing-spool-");
        try
        {
            using (var before = Of(folder))
            {
                before.TryAdd(Decision("eve", "first-1")).Should().BeTrue();
                before.Take().Should().ContainSingle("the replay is under way");
            }

            await File.AppendAllTextAsync(Path.Combine(folder.FullName, "ads", "spool-replay.ndjson"), "{\"subject\":\"ev");
            using var spool = Of(folder);
            spool.TryAdd(Decision("eve", "second-1")).Should().BeTrue();
            spool.TryAdd(Decision("eve", "second-2")).Should().BeTrue();

            spool
                .Take()
                .Select(one => one.DecisionId)
                .Should()
                .Equal(["first-1", "second-1", "second-2"], "half a line is half a line alone");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private Spool Of(DirectoryInfo place) =>
        new(new DataDirectory(place.FullName), new AdsOptions(), host.Get<AdsMetrics>(), NullLogger<Spool>.Instance);

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
            Answer = AdsJson.Write(new { decisionId = id }),
            Degraded = true,
            Day = DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime),
            Ads = [new AdRecord("a", "c", "top", 1, "web", "cpm", 2, 1, .02, .02, 2, "[]", .002m)],
        };
}
