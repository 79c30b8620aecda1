using System.Threading.Channels;
using Marketing.Recommendations.Answers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Recommendations.Log;

/// <summary>One answer that was given.</summary>
/// <param name="Answer">What it held.</param>
/// <param name="Uuid">First part of its id.</param>
/// <param name="ServedAt">UTC.</param>
internal readonly record struct LogEntry(LoggedAnswer Answer, string Uuid, DateTime ServedAt);

/// <summary>
/// Writes what was answered, off the requests' path: a bounded queue, emptied by COPY in batches. When the queue is full, or the database
/// refuses a batch for good, entries are dropped and counted; an answer never waits for its log.
/// </summary>
internal sealed class RecommendationLog : BackgroundService
{
    private const int BatchRows = 2000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    private readonly Channel<LogEntry> _queue;
    private readonly int _half;
    private readonly NpgsqlDataSource _database;
    private readonly RecommendationMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RecommendationLog> _logger;

    public RecommendationLog(
        NpgsqlDataSource database,
        RecommendationsOptions options,
        RecommendationMetrics metrics,
        TimeProvider time,
        ILogger<RecommendationLog> logger
    )
    {
        (_database, _metrics, _time, _logger) = (database, metrics, time, logger);
        _half = options.LogQueue / 2;
        var bounds = new BoundedChannelOptions(options.LogQueue) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true };
        _queue = Channel.CreateBounded<LogEntry>(bounds, _ => _metrics.LogDropped(1));
    }

    /// <summary>Takes an entry or drops it; never waits.</summary>
    public void Add(LogEntry entry) => _queue.Writer.TryWrite(entry);

    /// <summary>Waits until at least half of the queue is free, for callers that give thousands of answers; no longer than a few seconds.</summary>
    /// <returns>False when there is still no room: the database takes nothing, and whoever waits again waits in vain.</returns>
    public async Task<bool> WaitForRoomAsync(CancellationToken cancel)
    {
        for (var waited = TimeSpan.Zero; _queue.Reader.Count > _half; waited += RoomPause)
        {
            if (waited >= LastFlush)
            {
                return false;
            }

            await Task.Delay(RoomPause, _time, cancel);
        }

        return true;
    }

    /// <summary>Writes what waits, and tries once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LastFlush);
        var batch = new List<LogEntry>(BatchRows);
        try
        {
            while (Take(batch))
            {
                await WriteAsync(batch, limit.Token);
                batch.Clear();
            }
        }
        catch (Exception fault) when (IsOutage(fault))
        {
            _metrics.LogDropped(batch.Count + _queue.Reader.Count);
            _logger.LogWarning(fault, "The last entries of the recommendation log could not be written.");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<LogEntry>(BatchRows);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                // A moment for more to come: one COPY of a hundred rows costs little more than one of one row.
                await Task.Delay(Pause, _time, stoppingToken);
                while (Take(batch))
                {
                    await WriteUntilTakenAsync(batch, stoppingToken);
                    batch.Clear();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            foreach (var entry in batch)
            {
                _queue.Writer.TryWrite(entry);
            }
        }
    }

    private bool Take(List<LogEntry> batch)
    {
        while (batch.Count < BatchRows && _queue.Reader.TryRead(out var entry))
        {
            batch.Add(entry);
        }

        return batch.Count > 0;
    }

    private async Task WriteUntilTakenAsync(List<LogEntry> batch, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await WriteAsync(batch, cancel);
                return;
            }
            catch (PostgresException fault) when (!fault.IsTransient)
            {
                // It would be refused again and block all that come after it.
                _metrics.LogDropped(batch.Count);
                _logger.LogError(fault, "{Count} entries of the recommendation log were refused and are lost.", batch.Count);
                return;
            }
            catch (Exception fault) when (IsOutage(fault))
            {
                _logger.LogDebug(fault, "The recommendation log waits for the database.");
                await Task.Delay(RetryPause, _time, cancel);
            }
        }
    }

    private async Task WriteAsync(List<LogEntry> batch, CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY recommendations.log (user_id, recommendation_id, served_at, placement, variant, model_version, watermark, request, item_ids, scores, sources, rule_version, propensities)
            FROM STDIN (FORMAT binary)
            """,
            cancel
        );
        foreach (var (answer, uuid, servedAt) in batch)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(answer.Subject, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(uuid + answer.IdSuffix, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(servedAt, NpgsqlDbType.TimestampTz, cancel);
            await WriteOrNullAsync(copy, answer.Placement, cancel);
            await WriteOrNullAsync(copy, answer.Variant, cancel);
            await WriteOrNullAsync(copy, answer.ModelVersion, cancel);
            await (
                answer.Watermark is { } watermark
                    ? copy.WriteAsync(watermark, NpgsqlDbType.TimestampTz, cancel)
                    : copy.WriteNullAsync(cancel)
            );
            await copy.WriteAsync(answer.Request, NpgsqlDbType.Jsonb, cancel);
            await copy.WriteAsync(answer.ItemIds, NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(answer.Scores, NpgsqlDbType.Array | NpgsqlDbType.Real, cancel);
            await copy.WriteAsync(answer.Sources, NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
            await (
                answer.RuleVersion is { } version ? copy.WriteAsync(version, NpgsqlDbType.Integer, cancel) : copy.WriteNullAsync(cancel)
            );
            await (
                answer.Propensities is { } drawn
                    ? copy.WriteAsync(drawn, NpgsqlDbType.Array | NpgsqlDbType.Real, cancel)
                    : copy.WriteNullAsync(cancel)
            );
        }

        await copy.CompleteAsync(cancel);
        _metrics.LogWritten(batch.Count);
    }

    private static Task WriteOrNullAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancel) =>
        text is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(text, NpgsqlDbType.Text, cancel);

    private static bool IsOutage(Exception fault) =>
        fault is NpgsqlException or TimeoutException or OperationCanceledException or IOException;
}
