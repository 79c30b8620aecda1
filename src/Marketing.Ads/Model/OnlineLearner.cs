using Marketing.Ads.Prediction;
using Marketing.Store;
using Marketing.Training;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Ads.Model;

/// <summary>
/// Lets the serving model learn on between two nightly runs: each replica reads what was settled since its model's data end, in one order, so that all replicas learn the same.
/// </summary>
internal sealed class OnlineLearner(
    IServingModel<ServedClicks> serving,
    NpgsqlDataSource database,
    DatabaseHealth health,
    TimeProvider clock,
    ILogger<OnlineLearner> log
) : BackgroundService
{
    private const int MostRows = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // A transaction takes its time before it commits: what is younger is read next time.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);
    private ServedClicks? _learning;
    private DateTimeOffset _since;

    /// <summary>Learns what there is to learn.</summary>
    /// <returns>Rows learned.</returns>
    public async Task<int> LearnAsync(CancellationToken cancel)
    {
        if (serving.Current is not { } current)
        {
            return 0;
        }

        if (!ReferenceEquals(_learning, current.Model))
        {
            (_learning, _since) = (current.Model, current.Watermark ?? clock.GetUtcNow());
        }

        var predictor = current.Model.For(current.Version);
        var learned = 0;
        await using var connection = await database.OpenConnectionAsync(cancel);
        while (true)
        {
            var until = clock.GetUtcNow() - Settle;
            var rows = await ClickRows.ReadSinceAsync(connection, _since, until, MostRows, cancel);
            // Rows of one instant stay together: a full page is cut at its last instant, unless it is the only one.
            var whole =
                rows.Count == MostRows && rows[0].ResolvedAt != rows[^1].ResolvedAt
                    ? rows.Where(row => row.ResolvedAt < rows[^1].ResolvedAt)
                    : rows;
            foreach (var row in whole)
            {
                predictor.Learn(row.Values, row.Clicked, row.Position);
                _since = row.ResolvedAt;
                learned++;
            }

            if (rows.Count < MostRows)
            {
                return learned;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, clock, stoppingToken);
                try
                {
                    if (health.IsAvailable)
                    {
                        await LearnAsync(stoppingToken);
                    }
                }
                catch (Exception exception) when (DatabaseFault.IsPassing(exception, stoppingToken))
                {
                    log.LogDebug(exception, "Outcomes cannot be read now; the model learns them later");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
