using System.Text.Json;
using Marketing.TestKit;
using Npgsql;

namespace Marketing.Ads.Tests.Http;

public sealed class Decisions_at_once(AdsHost host) : IClassFixture<AdsHost>
{
    [Fact]
    public async Task share_transactions_when_many_are_asked_for_at_once()
    {
        await host.CampaignAsync(
            "many",
            new { placements = new[] { "p-many" }, caps = new[] { new { count = 1, hours = 24 } } },
            "n1",
            "n2"
        );
        JsonElement[] decisions;
        await using (var data = NpgsqlDataSource.Create(host.Database.ConnectionString))
        await using (var holder = await data.OpenConnectionAsync())
        await using (var hold = await holder.BeginTransactionAsync())
        {
            // Nobody can write until all have asked.
            await using (var stop = new NpgsqlCommand("LOCK TABLE ads.decisions IN EXCLUSIVE MODE", holder))
            {
                await stop.ExecuteNonQueryAsync();
            }

            var asked = Enumerable.Range(0, 24).Select(at => host.DecideAsync($"many{at % 12}", "p-many", n: 2)).ToList();
            await Patience.UntilAsync(
                async () =>
                    await host.Database.ScalarAsync<long>(
                        "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE NOT l.granted AND c.relname = 'decisions'"
                    ) > 0,
                "somebody waits"
            );
            await Task.Delay(1_000);
            await hold.RollbackAsync();
            decisions = await Task.WhenAll(asked);
        }

        decisions.Should().NotContain(decision => AdsHost.IsDegraded(decision));
        decisions.Sum(decision => AdsHost.Chosen(decision, "p-many").Length).Should().Be(12, "each of twelve customers may see one");
        var transactions = await host.Database.ScalarAsync<long>(
            "SELECT count(DISTINCT xmin::text) FROM ads.decisions WHERE user_id LIKE 'many%'"
        );
        transactions.Should().BeLessThan(24).And.BeGreaterThan(0);
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ads.decisions WHERE user_id LIKE 'many%'")).Should().Be(24);
    }
}
