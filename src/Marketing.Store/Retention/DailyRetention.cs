using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Marketing.Store.Retention;

/// <summary>Runs <see cref="EventRetention"/> ten minutes after the start of a host and then once a day.</summary>
internal sealed class DailyRetention(EventRetention retention, DatabaseHealth health, TimeProvider clock, ILogger<DailyRetention> log)
    : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(AfterStart, clock, stoppingToken);
            while (true)
            {
                await Task.Delay(await RunAsync(stoppingToken) ? TimeSpan.FromDays(1) : Retry, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<bool> RunAsync(CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return false;
        }

        try
        {
            await retention.RunAsync(cancel);
            return true;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested || error is not OperationCanceledException)
        {
            log.LogError(error, "Old events could not be deleted; trying again later");
            return false;
        }
    }
}
