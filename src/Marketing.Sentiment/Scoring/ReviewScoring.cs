using Marketing.Sentiment.Serving;
using Marketing.Store;
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
) : ChangeLoop(changes, isRung: true)
{
    // Many single events in a row become one look.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        reader.Changed += Bell.Ring;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        reader.Changed -= Bell.Ring;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task TurnAsync(CancellationToken cancel)
    {
        await WaitAsync(cancel);
        await RunAsync(cancel);
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
        await Bell.WaitAsync(TimeSpan.FromSeconds(options.PollSeconds), clock, cancel);
        await Task.Delay(Gather, clock, cancel);
    }

    protected override void Hear(StoreChange change)
    {
        if (change.Kind == ChangeKind.Subjects)
        {
            Bell.Ring();
        }
    }
}
