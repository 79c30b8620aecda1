using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Store.Startup;

/// <summary>
/// Prepares the database when a host starts, without holding the start up when it is away, and then looks after it: tries again each second while it is away, so that
/// no request has to.
/// </summary>
internal sealed class StoreKeeper(
    StoreStartup startup,
    NpgsqlDataSource dataSource,
    DatabaseHealth health,
    TimeProvider clock,
    ILogger<StoreKeeper> log
) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        health.IsProbed = true;
        try
        {
            await startup.PrepareAsync(TimeSpan.Zero, cancellationToken);
        }
        catch (Exception error) when (StoreStartup.IsAway(error))
        {
            log.LogWarning(error, "The database is away at the start; serving what this machine has kept");
            health.ReportFailure();
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(DatabaseHealth.CoolDown, clock);
        while (await NextAsync(timer, stoppingToken))
        {
            if (startup.IsPrepared && health.IsAvailable)
            {
                continue;
            }

            try
            {
                await BringBackAsync(stoppingToken);
                // The pool's idle connections lead to the server that went away.
                dataSource.Clear();
                health.ReportSuccess();
            }
            catch (Exception error) when (StoreStartup.IsAway(error))
            {
                health.ReportFailure();
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested || error is not OperationCanceledException)
            {
                log.LogError(error, "The database refuses");
                health.ReportFailure();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private Task BringBackAsync(CancellationToken cancel) =>
        startup.IsPrepared ? startup.ProbeAsync(cancel) : startup.PrepareAsync(TimeSpan.Zero, cancel);

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
