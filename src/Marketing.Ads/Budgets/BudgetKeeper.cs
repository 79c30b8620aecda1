using Marketing.Ads.Definitions;
using Marketing.Ads.Outcomes;
using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Ads.Budgets;

/// <summary>Gives signs of life, fills purses, and sets the pace every minute.</summary>
internal sealed class BudgetKeeper(
    BookKeeper book,
    BudgetDesk desk,
    Settler settler,
    Leases leases,
    Replica replica,
    NpgsqlDataSource database,
    DatabaseHealth health,
    TimeProvider clock,
    ILogger<BudgetKeeper> log
) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenPaces = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenForecasts = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenReclaims = TimeSpan.FromMinutes(10);
    private TrafficForecast _forecast = TrafficForecast.Flat;
    private DateTimeOffset _pacedAt;
    private DateTimeOffset _forecastAt;
    private DateTimeOffset _reclaimedAt;

    /// <summary>One round; for tests, which turn the clock.</summary>
    public async Task RunOnceAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        await using (var connection = await database.OpenConnectionAsync(cancel))
        {
            await replica.BeatAsync(connection, cancel);
            if (!desk.IsRestored)
            {
                await ReplayAsync(cancel);
                await RestoreAsync(connection, day, cancel);
                desk.IsRestored = true;
            }

            if (now - _forecastAt >= BetweenForecasts)
            {
                _forecast = await ForecastAsync(connection, now, cancel);
                _forecastAt = now;
            }
        }

        desk.Heard();
        var campaigns = book.Current.Campaigns;
        await desk.ReturnAsync((id, purse) => purse.Day != day || book.Current.FindCampaign(id) is null, cancel);
        await desk.RefillAsync([.. campaigns.Where(campaign => IsLive(campaign.Definition, now))], day, cancel);
        if (now - _pacedAt >= BetweenPaces)
        {
            Pace(now);
            _pacedAt = now;
        }

        if (now - _reclaimedAt >= BetweenReclaims)
        {
            await leases.ReclaimAsync(cancel);
            _reclaimedAt = now;
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (health.IsAvailable)
            {
                await desk.ReturnAsync((_, _) => true, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            log.LogInformation(exception, "What this replica held of budgets stays with it until it starts again");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, clock, stoppingToken);
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryAsync(CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return;
        }

        try
        {
            await RunOnceAsync(cancel);
        }
        catch (Exception exception) when (DatabaseFault.IsPassing(exception, cancel))
        {
            log.LogDebug(exception, "Budgets cannot be looked at; what this replica holds goes on");
        }
    }

    private static bool IsLive(Campaign campaign, DateTimeOffset now) =>
        campaign.State == AdState.Active && !(campaign.StartsAt > now) && !(campaign.EndsAt <= now);

    private void Pace(DateTimeOffset now)
    {
        foreach (var (_, purse) in desk.Purses)
        {
            var free = purse.Left + (purse.FreeElsewhere / replica.Count);
            purse.PassRate = Pacer.Next(purse.Pace, purse.PassRate, purse.Taken, free, now, _forecast);
        }
    }

    /// <summary>What was decided from memory before the restart took its part of what this replica holds, too.</summary>
    private async Task ReplayAsync(CancellationToken cancel)
    {
        try
        {
            await settler.ReplayAsync(cancel);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(exception, "Spooled decisions cannot be read: budgets count as if they had not been made");
        }
    }

    private async Task RestoreAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancel)
    {
        var held = await Leases.HeldAsync(connection, replica.Id, cancel);
        foreach (var (campaign, ofDay, left) in held.Where(one => one.Day == day && one.Left > 0))
        {
            desk.Restore(campaign, ofDay, left);
        }

        await leases.ReturnAsync([.. held.Where(one => one.Day != day)], cancel);
    }

    private static async Task<TrafficForecast> ForecastAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT extract(hour FROM decided_at AT TIME ZONE 'UTC')::int, count(*) FROM ads.decisions
            WHERE decided_at >= $1 AND decided_at < $2 AND plan_id IS NULL GROUP BY 1
            """,
            connection
        );
        var today = now.UtcDateTime.Date;
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = DateTime.SpecifyKind(today.AddDays(-14), DateTimeKind.Utc) });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = DateTime.SpecifyKind(today, DateTimeKind.Utc) });
        var hours = new double[24];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            hours[reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return new TrafficForecast(hours);
    }
}
