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

        try
        {
            await refresh.CatchUpAsync(cancel);
            await counting.CatchUpAsync(cancel);
            await effects.CatchUpAsync(cancel);
        }
        catch (Exception fault) when (DatabaseFault.IsPassing(fault, cancel))
        {
            log.LogWarning(fault, "Analytics could not be worked out; trying again later");
        }
    }
}
