using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Training;

/// <summary>
/// Ends, in the books, the runs whose process ended without saying so, and removes what they left. Whoever holds the training lock knows
/// that every other run that is still written down as under way has lost it.
/// </summary>
internal sealed class AbandonedRuns(
    NpgsqlDataSource source,
    IDbContextFactory<MarketingDb> databases,
    ArtefactFiles files,
    TimeProvider clock,
    ILogger<AbandonedRuns> log
)
{
    /// <summary>Runs with a younger sign of life are left alone while nobody asks for a new one.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    private const string Reason = "The process that trained ended, or lost its connection to the database.";

    /// <summary>Ends stale runs if the lock is free. Called now and then by every replica, so that a dead run does not look alive until the next night.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        var before = clock.GetUtcNow() - Stale;
        // Not by EF, like the registry: a starting replica asks.
        await using var command = source.CreateCommand(
            "SELECT EXISTS (SELECT FROM training.runs WHERE state IN ($1, $2) AND heartbeat_at < $3)"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = RunStates.Queued });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = RunStates.Running });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        if (await command.ExecuteScalarAsync(cancel) is true && await RunLock.TryTakeAsync(source, cancel) is { } held)
        {
            await using (held)
            {
                await ClearAsync(held, cancel);
            }
        }
    }

    /// <summary>Ends every run that is still under way in the books. Only for the holder of the lock, before it writes its own run down.</summary>
    public async Task ClearAsync(RunLock held, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        foreach (
            var run in await db.TrainingRuns.Where(r => r.State == RunStates.Queued || r.State == RunStates.Running).ToListAsync(cancel)
        )
        {
            var state = run.CancelRequested ? RunState.Canceled : RunState.Failed;
            run.State = state.Word();
            run.Error = Reason;
            run.FinishedAt = clock.GetUtcNow();
            run.Report = ReportJson.Write(RunStates.Ended(ReportJson.Read<List<ModelReport>>(run.Report), state, Reason));
            log.LogWarning("Run {RunId} was abandoned; it is now written down as {State}", run.RunId, run.State);
        }

        await db.SaveChangesAsync(cancel);
        await held.UseAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    DELETE FROM training.artefact_chunks c WHERE NOT EXISTS
                        (SELECT FROM training.model_versions v WHERE v.model = c.model AND v.version = c.version)
                    """,
                    connection
                );
                return await command.ExecuteNonQueryAsync(cancel);
            },
            cancel
        );
        files.RemoveUnfinishedRuns();
    }
}
