using Marketing.Api.Commands;
using Marketing.Store;
using Marketing.Training;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Api.Demo;

/// <summary>Trains for the demo: first what takes seconds, so that there is something to look at, then everything in the background.</summary>
internal sealed class DemoTraining(
    RetrainRunner runner,
    IDbContextFactory<MarketingDb> databases,
    DataDirectory directory,
    ILogger<DemoTraining> log
)
{
    /// <summary>Trained before the first answer. Each takes a few seconds on the demo shop and beats <c>popular</c> clearly.</summary>
    internal static readonly IReadOnlyList<string> Fast = ["popular", "item-cosine"];

    /// <summary>Trains the fast algorithms unless something serves already.</summary>
    public async Task TrainFastAsync(ProgressDisplay display, CancellationToken cancel)
    {
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            if (await db.Serving.AnyAsync(cancel))
            {
                return;
            }
        }

        var start = await runner.StartAsync(
            new RunRequest
            {
                Trigger = "demo",
                Models = ["recommendations"],
                Algorithms = Fast,
            },
            cancel
        );
        if (start.Run is null)
        {
            return; // another process is at it
        }

        await using var run = start.Run;
        var outcome = await display.RunAsync(async board =>
        {
            var step = board.Begin("First models", "steps");
            var result = await runner.ExecuteAsync(run, new Reporter(step), cancel);
            step.Finish(100);
            return result;
        });
        cancel.ThrowIfCancellationRequested();
        if (outcome.State != RunState.Succeeded)
        {
            log.LogWarning("The first training of the demo shop ended as {State}: {Error}", outcome.State, outcome.Error);
        }
    }

    /// <summary>Trains every algorithm, once in the life of this demo shop; the gate decides what serves then.</summary>
    /// <returns>What is to be told when it has ended; null when there was nothing to do.</returns>
    public async Task<string?> TrainAllAsync(DemoMarker marker, CancellationToken cancel)
    {
        if (marker.Stage == DemoStage.Trained)
        {
            return null;
        }

        var start = await runner.StartAsync(new RunRequest { Trigger = "demo" }, cancel);
        if (start.Run is null)
        {
            return null;
        }

        await using var run = start.Run;
        var outcome = await runner.ExecuteAsync(run, progress: null, cancel);
        cancel.ThrowIfCancellationRequested();
        if (outcome.State != RunState.Succeeded)
        {
            return $"Training all algorithms ended as {outcome.State}: {outcome.Error}";
        }

        (marker with { Stage = DemoStage.Trained }).Write(directory);
        return string.Join(' ', outcome.Models.Select(m => $"All algorithms of {m.Name} are trained. {m.Reason}"));
    }

    private sealed class Reporter(ProgressStep step) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => step.Report(value.Share, (long)(value.Share * 100));
    }
}
