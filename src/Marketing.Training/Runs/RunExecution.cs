using Marketing.Store;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Training;

/// <summary>One run from its first model to its last line in the books, with a heartbeat beside it.</summary>
internal sealed class RunExecution(
    StartedRun run,
    NpgsqlDataSource source,
    ModelTraining training,
    IReadOnlyList<INightlyWork> work,
    TimeProvider clock,
    ILogger log,
    IProgress<RunProgress>? progress
) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly RunReporter _reporter = new([.. run.Models.Select(m => m.Name)], progress);
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _cancelRequested;
    private volatile Exception? _lost;

    /// <summary>Somebody in this process asks to stop.</summary>
    public void RequestCancel()
    {
        _cancelRequested = true;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended in this very moment.
        }
    }

    public void Dispose() => _stop.Dispose();

    public async Task<RunOutcome> ExecuteAsync(CancellationToken cancel)
    {
        using var heartbeatEnd = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
        var heartbeat = Task.CompletedTask;
        (RunState State, string? Error) end;
        try
        {
            await MarkAsync(
                "UPDATE training.runs SET state = 'running', started_at = $2, heartbeat_at = $2 WHERE run_id = $1 AND state = 'queued'",
                stop.Token
            );
            heartbeat = HeartbeatAsync(heartbeatEnd.Token);
            foreach (var step in work)
            {
                log.LogInformation("Run {RunId}: {Work}", run.RunId, step.Name);
                await step.DoAsync(stop.Token);
            }

            for (var i = 0; i < run.Models.Count; i++)
            {
                stop.Token.ThrowIfCancellationRequested();
                await training.TrainAsync(run.Models[i], run, _reporter.For(i), stop.Token);
            }

            var failed = _reporter.Reports.Where(r => r.State == RunState.Failed).ToList();
            end =
                failed.Count == 0
                    ? (RunState.Succeeded, null)
                    : (RunState.Failed, string.Join(" ", failed.Select(r => $"{r.Name}: {r.Reason}")));
        }
        catch (Exception) when (_lost is { } lost)
        {
            end = (RunState.Failed, lost.Message);
        }
        catch (LockLostException lost)
        {
            end = (RunState.Failed, lost.Message);
        }
        catch (OperationCanceledException)
        {
            end = (
                RunState.Canceled,
                cancel.IsCancellationRequested && !_cancelRequested ? "The process that trained was stopped." : "Canceled by request."
            );
        }
        catch (Exception e)
        {
            log.LogError(e, "Run {RunId} failed", run.RunId);
            end = (RunState.Failed, e.Message);
        }

        await heartbeatEnd.CancelAsync();
        await heartbeat;
        var reports = end.State is RunState.Succeeded ? _reporter.Reports : RunStates.Ended(_reporter.Reports, end.State, end.Error ?? "");
        await WriteEndAsync(end.State, end.Error, reports);
        log.LogInformation("Run {RunId} {State}: {Error}", run.RunId, end.State.Word(), end.Error ?? "every model was trained");
        return new RunOutcome(run.RunId, end.State, reports, end.Error);
    }

    private Task<int> MarkAsync(string sql, CancellationToken cancel) =>
        run.Lock.UseAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection)
                {
                    Parameters =
                    {
                        new() { Value = run.RunId },
                        new() { Value = clock.GetUtcNow() },
                    },
                };
                return await command.ExecuteNonQueryAsync(cancel);
            },
            cancel
        );

    // On the lock's own connection: a beat that succeeds is the proof that the lock is still held.
    private async Task HeartbeatAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                try
                {
                    if (await run.Lock.UseAsync(connection => BeatAsync(connection, end), end))
                    {
                        _cancelRequested = true;
                        await _stop.CancelAsync();
                    }
                }
                catch (LockLostException lost)
                {
                    _lost = lost;
                    await _stop.CancelAsync();
                    return;
                }
                catch (NpgsqlException e)
                {
                    log.LogWarning(e, "A heartbeat of run {RunId} failed; the next one tries again", run.RunId);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    /// <returns>Whether somebody asked to cancel.</returns>
    private async Task<bool> BeatAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE training.runs SET heartbeat_at = $2, progress = $3, report = $4 WHERE run_id = $1 AND state = 'running'
            RETURNING cancel_requested
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = run.RunId },
                new() { Value = clock.GetUtcNow() },
                new() { Value = _reporter.Share },
                new() { Value = ReportJson.Write(_reporter.Reports), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
            CommandTimeout = 20,
        };
        return await command.ExecuteScalarAsync(cancel) is bool requested
            ? requested
            : throw new LockLostException("A newer run took the training lock and wrote this one down as abandoned.");
    }

    // On another connection, since this one may be gone; before the lock is given back, so that no other run finds this one still running.
    private async Task WriteEndAsync(RunState state, string? error, IReadOnlyList<ModelReport> reports)
    {
        try
        {
            await using var command = source.CreateCommand(
                """
                UPDATE training.runs SET state = $2, error = $3, report = $4, progress = CASE WHEN $2 = 'succeeded' THEN 1 ELSE $5 END, finished_at = $6, heartbeat_at = $6
                WHERE run_id = $1 AND state IN ('queued', 'running')
                """
            );
            command.Parameters.Add(new() { Value = run.RunId });
            command.Parameters.Add(new() { Value = state.Word() });
            command.Parameters.Add(new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = ReportJson.Write(reports), NpgsqlDbType = NpgsqlDbType.Jsonb });
            command.Parameters.Add(new() { Value = _reporter.Share });
            command.Parameters.Add(new() { Value = clock.GetUtcNow() });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            log.LogError(e, "The end of run {RunId} ({State}) could not be written down; the next run will", run.RunId, state.Word());
        }
    }
}
