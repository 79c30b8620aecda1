using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Training;

/// <summary>Starts, executes and cancels training runs. One at a time across all replicas.</summary>
public sealed class RetrainRunner
{
    private readonly NpgsqlDataSource _source;
    private readonly IDbContextFactory<MarketingDb> _databases;
    private readonly IReadOnlyList<ITrainableModel> _models;
    private readonly ModelTraining _training;
    private readonly RunningRuns _running;
    private readonly AbandonedRuns _abandoned;
    private readonly IReadOnlyList<INightlyWork> _work;
    private readonly TimeProvider _clock;
    private readonly ILogger<RetrainRunner> _log;

    internal RetrainRunner(
        NpgsqlDataSource source,
        IDbContextFactory<MarketingDb> databases,
        IEnumerable<ITrainableModel> models,
        ModelTraining training,
        RunningRuns running,
        AbandonedRuns abandoned,
        IEnumerable<INightlyWork> work,
        TimeProvider clock,
        ILogger<RetrainRunner> log
    )
    {
        (_source, _databases, _models, _training) = (source, databases, [.. models], training);
        (_running, _abandoned, _work, _clock, _log) = (running, abandoned, [.. work], clock, log);
    }

    /// <summary>Names of the models that can be trained, in the order in which a run trains them.</summary>
    public IReadOnlyList<string> ModelNames => [.. _models.Select(m => m.Name)];

    /// <summary>Takes the training lock and writes the run down as queued. The caller executes it, or disposes of it.</summary>
    /// <exception cref="ArgumentException">A model is not known.</exception>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<RunStart> StartAsync(RunRequest request, CancellationToken cancel)
    {
        var models = Choose(request.Models);
        for (var attempt = 0; ; attempt++)
        {
            if (await RunLock.TryTakeAsync(_source, cancel) is { } held)
            {
                return new RunStart(await EnterAsync(held, request, models, cancel), RunningRunId: null);
            }

            if (await FindRunningAsync(cancel) is { } running)
            {
                return new RunStart(Run: null, running);
            }

            // The lock is taken and no run is written down: it is about to be, or has just ended.
            if (attempt == 40)
            {
                return new RunStart(Run: null, RunningRunId: null);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel); // real time: it waits for another process
        }
    }

    /// <summary>Executes a run to its end, whatever that is, and writes it down.</summary>
    /// <param name="run">From <see cref="StartAsync"/>; the caller still disposes of it.</param>
    /// <param name="progress">Told often, from the training thread; may be null.</param>
    /// <param name="cancel">The process stops: the run ends as canceled.</param>
    public async Task<RunOutcome> ExecuteAsync(StartedRun run, IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        using var execution = new RunExecution(run, _source, _training, _work, _clock, _log, progress);
        using (_running.Add(run.RunId, execution.RequestCancel))
        {
            return await execution.ExecuteAsync(cancel);
        }
    }

    /// <summary>Asks a run to stop, on whichever replica it is. Null when there is no such run; else its state before.</summary>
    public async Task<RunState?> CancelAsync(Guid runId, CancellationToken cancel)
    {
        await using var db = await _databases.CreateDbContextAsync(cancel);
        var state = await db.TrainingRuns.Where(r => r.RunId == runId).Select(r => r.State).FirstOrDefaultAsync(cancel);
        if (state is null)
        {
            return null;
        }

        await db.TrainingRuns.Where(r => r.RunId == runId).ExecuteUpdateAsync(row => row.SetProperty(r => r.CancelRequested, true), cancel);
        _running.Cancel(runId);
        return RunStates.Parse(state);
    }

    private List<ITrainableModel> Choose(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => _models.All(m => m.Name != name)) is { } unknown)
        {
            throw new ArgumentException($"There is no model \"{unknown}\". There are: {string.Join(", ", ModelNames)}.", nameof(names));
        }

        return [.. _models.Where(m => names.Count == 0 || names.Contains(m.Name))];
    }

    private async Task<Guid?> FindRunningAsync(CancellationToken cancel)
    {
        await using var db = await _databases.CreateDbContextAsync(cancel);
        return await db
            .TrainingRuns.Where(r => r.State == RunStates.Queued || r.State == RunStates.Running)
            .OrderByDescending(r => r.FencingToken)
            .Select(r => (Guid?)r.RunId)
            .FirstOrDefaultAsync(cancel);
    }

    private async Task<StartedRun> EnterAsync(RunLock held, RunRequest request, List<ITrainableModel> models, CancellationToken cancel)
    {
        try
        {
            await _abandoned.ClearAsync(held, cancel);
            var now = _clock.GetUtcNow();
            var runId = Guid.CreateVersion7(now);
            string[] names = [.. models.Select(m => m.Name)];
            var token = await held.UseAsync(connection => InsertAsync(connection, runId, request, names, now, cancel), cancel);
            return new StartedRun(runId, token, held, request, models);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    private static async Task<long> InsertAsync(
        NpgsqlConnection connection,
        Guid runId,
        RunRequest request,
        string[] names,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var token = await RunLock.NextTokenAsync(connection, cancel);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO training.runs
                (run_id, state, trigger, progress, models, force, fencing_token, cancel_requested, report, created_at, heartbeat_at)
            VALUES ($1, 'queued', $2, 0, $3, $4, $5, false, $6, $7, $7)
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = runId },
                new() { Value = request.Trigger },
                new() { Value = names },
                new() { Value = request.Force },
                new() { Value = token },
                new()
                {
                    Value = ReportJson.Write(names.Select(name => new ModelReport { Name = name })),
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb,
                },
                new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return token;
    }
}
