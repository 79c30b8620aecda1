using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Training;

/// <summary>What to train.</summary>
public sealed record RetrainBody
{
    /// <summary>Names of the models; absent or empty: all.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Publish the best trained candidate even if the gate says no. Never a broken artefact.</summary>
    public bool Force { get; init; }
}

internal static class StartRetrain // POST /models/retrain
{
    public static async Task<Results<Accepted<RunView>, ProblemHttpResult>> Handle(
        RetrainBody? body,
        RetrainRunner runner,
        BackgroundRetrain background,
        IDbContextFactory<Store.MarketingDb> databases,
        CancellationToken cancel
    )
    {
        IReadOnlyList<string> models = body?.Models ?? [];
        var unknown = models.Except(runner.ModelNames).ToList();
        if (unknown.Count > 0)
        {
            return TrainingProblems.UnknownModels(unknown, runner.ModelNames);
        }

        var request = new RunRequest { Models = models, Force = body?.Force ?? false };
        var (runId, started) = await background.StartAsync(request, cancel);
        if (!started || runId is not { } id)
        {
            return TrainingProblems.RetrainUnderWay(runId);
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var row = await db.TrainingRuns.AsNoTracking().SingleAsync(r => r.RunId == id, cancel);
        return TypedResults.Accepted($"/models/runs/{id}", RunView.From(row));
    }
}
