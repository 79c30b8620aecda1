using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketing.Training;

/// <summary>A page of runs, newest first.</summary>
/// <param name="Runs">At most <c>n</c>.</param>
/// <param name="NextCursor">As <c>after</c> of the next page; null on the last.</param>
public sealed record RunsPage(IReadOnlyList<RunView> Runs, string? NextCursor);

internal static class GetRun // GET /models/runs/{runId}
{
    public static async Task<Results<Ok<RunView>, ProblemHttpResult>> Handle(
        Guid runId,
        IDbContextFactory<MarketingDb> databases,
        CancellationToken cancel
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.TrainingRuns.AsNoTracking().FirstOrDefaultAsync(r => r.RunId == runId, cancel) is { } row
            ? TypedResults.Ok(RunView.From(row))
            : TrainingProblems.NoSuchRun(runId);
    }
}

internal static class ListRuns // GET /models/runs
{
    public static async Task<Results<Ok<RunsPage>, ProblemHttpResult>> Handle(
        Guid? after,
        int? n,
        IOptions<ApiLimits> limits,
        IDbContextFactory<MarketingDb> databases,
        CancellationToken cancel
    )
    {
        var count = n ?? Math.Min(20, limits.Value.MaxN);
        if (count < 1 || count > limits.Value.MaxN)
        {
            return TrainingProblems.Invalid("n", $"n must be from 1 to {limits.Value.MaxN}.");
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db
            .TrainingRuns.AsNoTracking()
            .Where(r => after == null || r.RunId < after)
            .OrderByDescending(r => r.RunId)
            .Take(count + 1)
            .ToListAsync(cancel);
        var page = rows.Take(count).Select(RunView.From).ToList();
        return TypedResults.Ok(new RunsPage(page, rows.Count > count ? page[^1].RunId.ToString() : null));
    }
}

internal static class CancelRun // DELETE /models/runs/{runId}
{
    public static async Task<Results<Accepted<RunView>, ProblemHttpResult>> Handle(
        Guid runId,
        RetrainRunner runner,
        IDbContextFactory<MarketingDb> databases,
        CancellationToken cancel
    )
    {
        if (await runner.CancelAsync(runId, cancel) is not { } state)
        {
            return TrainingProblems.NoSuchRun(runId);
        }

        if (state.IsOver())
        {
            return TrainingProblems.RunIsOver(runId, state);
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var row = await db.TrainingRuns.AsNoTracking().SingleAsync(r => r.RunId == runId, cancel);
        return TypedResults.Accepted($"/models/runs/{runId}", RunView.From(row));
    }
}
