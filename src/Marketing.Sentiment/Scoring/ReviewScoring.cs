using Marketing.Sentiment.Serving;
using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Sentiment.Scoring;

/// <summary>
/// Keeps the stored scores up with the reviews: right after a change of any subject, after another model or list of aspects begins to serve, and every few seconds in case
/// nothing was heard.
/// </summary>
internal sealed class ReviewScoring(
    ScoringRound round,
    SentimentReader reader,
    StoreChanges changes,
    DatabaseHealth health,
    SentimentOptions options,
    TimeProvider clock,
    ILogger<ReviewScoring> log
) : BackgroundService
{
    // Many single events in a row become one look.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    // A full one means that somebody has asked already.
    private readonly SemaphoreSlim _asked = new(1, 1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Changed += Hear;
        reader.Changed += Ask;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        changes.Changed -= Hear;
        reader.Changed -= Ask;
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _asked.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await WaitAsync(stoppingToken);
                await RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what was committed stays.
        }
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return;
        }

        try
        {
            // Scoring is work for a core: not on the thread that continues requests.
            await Task.Run(() => round.RunAsync(cancel), cancel);
        }
        catch (NpgsqlException fault)
        {
            log.LogWarning(fault, "Reviews wait for their scores: the database does not answer as it should");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "Reviews could not be scored; trying again later");
        }
    }

    private async Task WaitAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var poll = Task.Delay(TimeSpan.FromSeconds(options.PollSeconds), clock, limit.Token);
        await Task.WhenAny(_asked.WaitAsync(limit.Token), poll);
        cancel.ThrowIfCancellationRequested();
        await limit.CancelAsync();
        await Task.Delay(Gather, clock, cancel);
    }

    private void Hear(StoreChange change)
    {
        if (change.Kind == ChangeKind.Subjects)
        {
            Ask();
        }
    }

    private void Ask()
    {
        lock (_asked)
        {
            if (_asked.CurrentCount == 0)
            {
                _asked.Release();
            }
        }
    }
}
