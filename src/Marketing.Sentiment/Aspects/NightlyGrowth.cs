using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Sentiment.Aspects;

/// <summary>Lets the lists of aspects grow once a day.</summary>
internal sealed class NightlyGrowth(AspectGrower grower, DatabaseHealth health, TimeProvider clock, ILogger<NightlyGrowth> log)
    : BackgroundService
{
    // The first look soon after the start: a shop that has just imported its reviews need not wait for the night.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var wait = First; ; wait = Look)
            {
                await Task.Delay(wait, clock, stoppingToken);
                await GrowAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task GrowAsync(CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return;
        }

        try
        {
            // Work for a core: not on the thread that continues requests.
            if (await Task.Run(() => grower.GrowAsync(cancel), cancel) is { } changed)
            {
                log.LogInformation("Looked reviews through for terms of aspects: {Changed} lists have changed", changed);
            }
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
        {
            log.LogWarning(fault, "Lists of aspects cannot grow: the database does not answer as it should");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "Lists of aspects could not grow; trying again later");
        }
    }
}
