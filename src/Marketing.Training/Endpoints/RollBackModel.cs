using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Training;

/// <summary>Which version shall serve.</summary>
/// <param name="Version">Absent: the one that served before.</param>
public sealed record RollbackBody(int? Version = null);

/// <summary>What a rollback did.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">The version that serves now.</param>
/// <param name="ReplacedVersion">The version that served before.</param>
public sealed record RollbackAnswer(string Name, int Version, int ReplacedVersion);

internal static class RollBackModel // POST /models/{name}/rollback
{
    public static async Task<Results<Ok<RollbackAnswer>, ProblemHttpResult>> Handle(
        string name,
        RollbackBody? body,
        RetrainRunner runner,
        Rollback rollback,
        ModelRefresh refresh,
        ILogger<Rollback> log,
        CancellationToken cancel
    )
    {
        if (!runner.ModelNames.Contains(name))
        {
            return TrainingProblems.NoSuchModel(name, runner.ModelNames);
        }

        switch (await rollback.ExecuteAsync(name, body?.Version, cancel))
        {
            case RollbackResult.NothingServes:
                return TrainingProblems.NothingServes(name);
            case RollbackResult.NoSuchVersion missing:
                return TrainingProblems.NoSuchVersion(name, missing.Version);
            case RollbackResult.Unusable unusable:
                return TrainingProblems.VersionUnusable(name, unusable.Version, unusable.Detail);
            case RollbackResult.Done done:
                log.LogWarning("Model {Model} was rolled back from version {From} to {Version}", name, done.From, done.Version);
                await RefreshHereAsync(refresh, log, cancel);
                return TypedResults.Ok(new RollbackAnswer(name, done.Version, done.From));
            default:
                throw new InvalidOperationException("A rollback came to nothing known.");
        }
    }

    // The replica that answers has swapped when it answers; the others follow the announcement.
    private static async Task RefreshHereAsync(ModelRefresh refresh, ILogger log, CancellationToken cancel)
    {
        try
        {
            await refresh.RefreshAsync(again: true, cancel);
        }
        catch (NpgsqlException e)
        {
            log.LogWarning(e, "The rollback is done; this replica follows once the database answers again");
        }
    }
}
