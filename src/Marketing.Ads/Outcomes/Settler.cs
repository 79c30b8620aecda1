using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Outcomes;

/// <summary>
/// Settles what was waited for in vain (an impression that never came gives back its reservation and its place under the cap, a click that never came is a no), and writes
/// what was decided while the database was away.
/// </summary>
internal sealed class Settler(StoreWriter writer, DatabaseHealth health, Spool spool, TimeProvider clock, ILogger<Settler> log)
    : BackgroundService
{
    private const int MostRows = 2_000;
    private const int ReplayBatch = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _replaying = new(1, 1);

    private const string Due = """
        WITH due AS (
            SELECT user_id, decision_id, ad_id, reserved FROM ads.decision_ads
            WHERE resolved_at IS NULL AND expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        UPDATE ads.decision_ads a SET resolved_at = $1, reserved = 0 FROM due d
        WHERE a.user_id = d.user_id AND a.decision_id = d.decision_id AND a.ad_id = d.ad_id
        RETURNING a.campaign_id, a.day, d.reserved
        """;

    /// <summary>Settles what is due. Several replicas may do it at once.</summary>
    /// <returns>Rows settled.</returns>
    public async Task<int> SettleAsync(CancellationToken cancel)
    {
        var settled = 0;
        int count;
        do
        {
            count = await writer.RunAsync(Patience, (connection, _, token) => SettleAsync(connection, token), cancel);
            settled += count;
        } while (count == MostRows);
        return settled;
    }

    /// <summary>Writes what was spooled. Repeating it changes nothing.</summary>
    /// <returns>Decisions written.</returns>
    public async Task<int> ReplayAsync(CancellationToken cancel)
    {
        if (!spool.HasAny)
        {
            return 0;
        }

        // One at a time: who ends first would remove what the other has still to write.
        await _replaying.WaitAsync(cancel);
        try
        {
            return await ReplayAllAsync(cancel);
        }
        finally
        {
            _replaying.Release();
        }
    }

    private async Task<int> ReplayAllAsync(CancellationToken cancel)
    {
        var kept = spool.Take();
        foreach (var batch in kept.Chunk(ReplayBatch))
        {
            await writer.RunAsync(
                Patience,
                async (connection, _, token) =>
                {
                    await DecisionStore.WriteAsync(connection, batch, token);
                    return true;
                },
                cancel
            );
        }

        spool.Forget();
        if (kept.Count > 0)
        {
            log.LogInformation("{Count} ad decisions made while the database was away are written now", kept.Count);
        }

        return kept.Count;
    }

    public override void Dispose()
    {
        _replaying.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, clock, stoppingToken);
                if (!health.IsAvailable)
                {
                    continue;
                }

                try
                {
                    await ReplayAsync(stoppingToken);
                    await SettleAsync(stoppingToken);
                }
                catch (Exception exception)
                    when (exception is IOException or UnauthorizedAccessException || DatabaseFault.IsPassing(exception, stoppingToken))
                {
                    log.LogDebug(exception, "Open ad decisions cannot be settled now");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<int> SettleAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        List<(string Campaign, DateOnly Day, decimal Reserved)> rows = [];
        await using (var command = new NpgsqlCommand(Due, connection))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostRows });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                rows.Add((reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetDecimal(2)));
            }
        }

        foreach (var day in rows.Where(r => r.Reserved > 0).GroupBy(r => r.Day))
        {
            await BudgetSql.LockAsync(
                connection,
                [.. day.Select(r => r.Campaign).Distinct().Order(StringComparer.Ordinal)],
                day.Key,
                cancel
            );
            await BudgetSql.AddAsync(
                connection,
                [.. day.GroupBy(r => r.Campaign).Select(g => (g.Key, day.Key, 0m, -g.Sum(r => r.Reserved)))],
                cancel
            );
        }

        return rows.Count;
    }
}
