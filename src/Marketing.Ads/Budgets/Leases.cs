using Marketing.Ads.Definitions;
using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Budgets;

/// <summary>Moves budget between the database and this replica's purses.</summary>
internal sealed class Leases(StoreWriter writer, Replica replica, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>A replica that was silent for so long has lost what it held; it knows, and spends none of it after <see cref="OwnLimit"/>.</summary>
    private static readonly TimeSpan Reclaim = TimeSpan.FromHours(24);

    /// <summary>So long a replica spends what it holds without hearing from the database.</summary>
    public static readonly TimeSpan OwnLimit = TimeSpan.FromHours(23);

    /// <summary>Fetches a part of what is free for each purse: a fourth of its fair share, but at least enough for twenty decisions. Small parts leave something for the others; the parts shrink with the rest.</summary>
    public Task<bool> FetchAsync(IReadOnlyList<(LiveCampaign Campaign, Purse Purse)> purses, CancellationToken cancel) =>
        purses.Count == 0 ? Task.FromResult(true) : RunAsync(purses, (connection, token) => GrantAsync(connection, purses, token), cancel);

    /// <summary>Returns what is left in purses that are needed no more.</summary>
    public async Task ReturnAsync(IReadOnlyList<(string CampaignId, DateOnly Day, decimal Left)> rest, CancellationToken cancel)
    {
        foreach (var day in rest.Where(r => r.Left > 0).GroupBy(r => r.Day))
        {
            string[] campaigns = [.. day.Select(r => r.CampaignId).Order(StringComparer.Ordinal)];
            await writer.RunAsync(
                Patience,
                async (connection, _, token) =>
                {
                    await BudgetSql.LockAsync(connection, campaigns, day.Key, token);
                    await BudgetSql.AddAsync(connection, [.. day.Select(r => (r.CampaignId, r.Day, 0m, -r.Left))], token);
                    await AddLeasesAsync(connection, [.. day.Select(r => (r.CampaignId, r.Day, -r.Left))], token);
                    return true;
                },
                cancel
            );
        }
    }

    /// <summary>What this replica still holds from before its restart: what it got, less what its decisions took.</summary>
    public static async Task<IReadOnlyList<(string CampaignId, DateOnly Day, decimal Left)>> HeldAsync(
        NpgsqlConnection connection,
        string replicaId,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT l.campaign_id, l.day, l.granted - coalesce(sum(a.first_reserved), 0)
            FROM ads.leases l
            LEFT JOIN ads.decision_ads a ON a.replica_id = l.replica_id AND a.campaign_id = l.campaign_id AND a.day = l.day
                AND a.decided_at >= l.day AND a.decided_at < l.day + 2
            WHERE l.replica_id = $1
            GROUP BY l.campaign_id, l.day, l.granted
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = replicaId });
        List<(string, DateOnly, decimal)> held = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            held.Add((reader.GetString(0), reader.GetFieldValue<DateOnly>(1), Math.Max(0, reader.GetDecimal(2))));
        }

        return held;
    }

    /// <summary>Gives back what replicas hold that have been silent for a day.</summary>
    public Task ReclaimAsync(CancellationToken cancel) =>
        writer.RunAsync(
            Patience,
            async (connection, _, token) =>
            {
                List<string> dead = [];
                await using (
                    var command = new NpgsqlCommand(
                        """
                        SELECT r.replica_id FROM ads.replicas r
                        WHERE r.seen_at < $1 AND EXISTS (SELECT FROM ads.leases l WHERE l.replica_id = r.replica_id)
                        FOR UPDATE OF r SKIP LOCKED
                        """,
                        connection
                    )
                )
                {
                    command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (clock.GetUtcNow() - Reclaim).UtcDateTime });
                    await using var reader = await command.ExecuteReaderAsync(token);
                    while (await reader.ReadAsync(token))
                    {
                        dead.Add(reader.GetString(0));
                    }
                }

                foreach (var id in dead)
                {
                    foreach (var day in (await HeldAsync(connection, id, token)).GroupBy(h => h.Day))
                    {
                        await BudgetSql.LockAsync(
                            connection,
                            [.. day.Select(h => h.CampaignId).Order(StringComparer.Ordinal)],
                            day.Key,
                            token
                        );
                        await BudgetSql.AddAsync(connection, [.. day.Select(h => (h.CampaignId, h.Day, 0m, -h.Left))], token);
                    }

                    await using var forget = new NpgsqlCommand("DELETE FROM ads.leases WHERE replica_id = $1", connection);
                    forget.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
                    await forget.ExecuteNonQueryAsync(token);
                }

                return dead.Count;
            },
            cancel
        );

    private async Task<bool> RunAsync(
        IReadOnlyList<(LiveCampaign Campaign, Purse Purse)> purses,
        Func<NpgsqlConnection, CancellationToken, Task<List<decimal>>> work,
        CancellationToken cancel
    )
    {
        // The grants are put into the purses only once they are committed.
        var grants = await writer.RunAsync(Patience, (connection, _, token) => work(connection, token), cancel);
        for (var at = 0; at < purses.Count; at++)
        {
            purses[at].Purse.Add(grants[at]);
            purses[at].Purse.IsDry = grants[at] == 0;
        }

        return true;
    }

    private async Task<List<decimal>> GrantAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(LiveCampaign Campaign, Purse Purse)> purses,
        CancellationToken cancel
    )
    {
        var day = purses[0].Purse.Day;
        string[] campaigns = [.. purses.Select(p => p.Campaign.Id).Order(StringComparer.Ordinal)];
        var rows = await BudgetSql.LockAsync(connection, campaigns, day, cancel);
        List<decimal> grants = [];
        foreach (var (campaign, purse) in purses)
        {
            var free =
                BudgetSql.Free(campaign.Definition, rows[(campaign.Id, day)], rows[(campaign.Id, BudgetSql.AllDays)], clock.GetUtcNow())
                ?? 0;
            var wanted = Math.Max(free / (4 * replica.Count), 20 * Purse.UnitOf(campaign.Definition));
            var grant = decimal.Round(Math.Min(free, wanted), 6, MidpointRounding.ToZero);
            purse.FreeElsewhere = free - grant;
            grants.Add(grant);
        }

        await BudgetSql.AddAsync(connection, [.. purses.Select((p, at) => (p.Campaign.Id, day, 0m, grants[at]))], cancel);
        await AddLeasesAsync(connection, [.. purses.Select((p, at) => (p.Campaign.Id, day, grants[at]))], cancel);
        return grants;
    }

    private async Task AddLeasesAsync(
        NpgsqlConnection connection,
        IReadOnlyList<(string Campaign, DateOnly Day, decimal Amount)> changes,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO ads.leases AS l (replica_id, campaign_id, day, granted)
            SELECT $1, * FROM unnest($2::text[], $3::date[], $4::numeric[])
            ON CONFLICT (replica_id, campaign_id, day) DO UPDATE SET granted = l.granted + excluded.granted
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = replica.Id });
        command.Parameters.Add(BudgetSql.Texts([.. changes.Select(c => c.Campaign)]));
        command.Parameters.Add(BudgetSql.Days([.. changes.Select(c => c.Day)]));
        command.Parameters.Add(BudgetSql.Amounts([.. changes.Select(c => c.Amount)]));
        await command.ExecuteNonQueryAsync(cancel);
    }
}
