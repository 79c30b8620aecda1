using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Recommendations.Serving;

/// <summary>Keeps what speaks against items, read anew every hour, as of the full hour: every replica comes to the same.</summary>
internal sealed class RecordKeeper(
    NpgsqlDataSource database,
    RecommendationsOptions options,
    TimeProvider time,
    ILogger<RecordKeeper> logger
) : BackgroundService
{
    private const long Hour = 3600;
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private volatile ItemRecords _current = ItemRecords.None;

    /// <summary>What is known now.</summary>
    public ItemRecords Current => _current;

    /// <summary>Reads what is known as of a moment.</summary>
    public async Task ReadAsync(DateTimeOffset asOf, CancellationToken cancel) =>
        _current = await ItemRecords.ReadAsync(database, asOf.ToUnixTimeSeconds(), options.RatingScale, cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (options.LowerByRecord)
            {
                var hour = time.GetUtcNow().ToUnixTimeSeconds() / Hour * Hour;
                if (_current.AsOf < hour)
                {
                    await TryReadAsync(DateTimeOffset.FromUnixTimeSeconds(hour), stoppingToken);
                }

                await Task.Delay(Look, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryReadAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        try
        {
            await ReadAsync(asOf, cancel);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            logger.LogDebug(fault, "Returns and grades of items could not be read; what was known holds on.");
        }
    }
}
