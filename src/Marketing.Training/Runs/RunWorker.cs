using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Marketing.Training;

/// <summary>Executes, in the background of this process, the runs that were started here. There is at most one: it holds the lock.</summary>
internal sealed class RunWorker(RetrainRunner runner, ILogger<RunWorker> log) : BackgroundService
{
    private readonly Channel<StartedRun> _runs = Channel.CreateUnbounded<StartedRun>();

    /// <summary>Hands over a run, and the duty to dispose of it.</summary>
    public ValueTask EnqueueAsync(StartedRun run) => _runs.Writer.TryWrite(run) ? ValueTask.CompletedTask : run.DisposeAsync();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var run in _runs.Reader.ReadAllAsync(stoppingToken))
            {
                await ExecuteAsync(run, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        finally
        {
            _runs.Writer.TryComplete();
            while (_runs.Reader.TryRead(out var run))
            {
                await ExecuteAsync(run, new CancellationToken(canceled: true)); // writes it down as canceled
            }
        }
    }

    private async Task ExecuteAsync(StartedRun run, CancellationToken cancel)
    {
        await using (run)
        {
            try
            {
                await runner.ExecuteAsync(run, progress: null, cancel);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                log.LogError(e, "Run {RunId} ended unexpectedly", run.RunId);
            }
        }
    }
}
