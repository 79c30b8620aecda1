using Marketing.Profiles.Quality;
using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Marketing.Profiles.Analytics;

/// <summary>Cleans and works out what is new, every <see cref="CleaningSettings.EveryMinutes"/>.</summary>
internal sealed class AnalyticsUpkeep(
    AnalyticsRefresh refresh,
    DayCounting counting,
    CampaignEffectsKeeper effects,
    DatabaseHealth health,
    CleaningSettings settings,
    TimeProvider clock,
    ILogger<AnalyticsUpkeep> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMinutes(settings.EveryMinutes), clock, stoppingToken);
                await CatchUpAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task CatchUpAsync(CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return;
        }

        await TryAsync(refresh.CatchUpAsync, cancel);
        await TryAsync(counting.CatchUpAsync, cancel);
        await TryAsync(effects.CatchUpAsync, cancel);
    }

    // Each by itself: what one cannot do keeps the others from nothing.
    private async Task TryAsync(Func<CancellationToken, Task> catchUp, CancellationToken cancel)
    {
        try
        {
            await catchUp(cancel);
        }
        catch (Exception fault) when (DatabaseFault.IsPassing(fault, cancel))
        {
            log.LogWarning(fault, "Analytics could not be worked out; trying again later");
        }
    }
}
