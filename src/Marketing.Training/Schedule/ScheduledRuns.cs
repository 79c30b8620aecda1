using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketing.Training;

/// <summary>Starts runs by <c>Training:Schedule</c>. Every replica wakes up; the training lock, and a look at the books, let one of them train.</summary>
internal sealed class ScheduledRuns(
    RetrainRunner runner,
    RunWorker worker,
    IDbContextFactory<MarketingDb> databases,
    IOptions<TrainingOptions> options,
    TimeProvider clock,
    ILogger<ScheduledRuns> log
) : BackgroundService
{
    private const string Trigger = "schedule";
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1); // Task.Delay ends at 49 days, and clocks get set

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (string.IsNullOrWhiteSpace(options.Value.Schedule))
        {
            return;
        }

        var schedule =
            CronSchedule.TryParse(options.Value.Schedule, clock.LocalTimeZone, out var error)
            ?? throw new InvalidOperationException($"Training:Schedule is not a cron expression: {error}");
        try
        {
            while (schedule.NextAfter(clock.GetUtcNow()) is { } due)
            {
                log.LogInformation("The next training is scheduled for {Due}", due);
                await DelayUntilAsync(due, stoppingToken);
                await RunAsync(due, schedule.NextAfter(due) ?? DateTimeOffset.MaxValue, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancel)
    {
        while (due - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestDelay ? left : LongestDelay, clock, cancel);
        }
    }

    private async Task RunAsync(DateTimeOffset due, DateTimeOffset next, CancellationToken cancel)
    {
        try
        {
            var start = await runner.StartAsync(new RunRequest { Trigger = Trigger }, cancel);
            if (start.Run is not { } run)
            {
                log.LogInformation("The scheduled training of {Due} is left out: run {RunId} is under way", due, start.RunningRunId);
                return;
            }

            try
            {
                if (await ForgetIfDoneAsync(run.RunId, due, next, cancel))
                {
                    await run.DisposeAsync();
                    return;
                }
            }
            catch
            {
                await run.DisposeAsync();
                throw;
            }

            await worker.EnqueueAsync(run);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested || e is not OperationCanceledException)
        {
            log.LogError(e, "The scheduled training of {Due} could not be started", due);
        }
    }

    // Clocks of replicas differ: one that is late must not train again what an earlier one has already trained and finished.
    private async Task<bool> ForgetIfDoneAsync(Guid runId, DateTimeOffset due, DateTimeOffset next, CancellationToken cancel)
    {
        var since = due - TimeSpan.FromTicks(Math.Min(TimeSpan.FromSeconds(30).Ticks, (next - due).Ticks / 2));
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (
            !await db.TrainingRuns.AnyAsync(
                r => r.Trigger == Trigger && r.CreatedAt > since && r.RunId != runId && r.State != "failed",
                cancel
            )
        )
        {
            return false;
        }

        await db.TrainingRuns.Where(r => r.RunId == runId).ExecuteDeleteAsync(cancel);
        return true;
    }
}
