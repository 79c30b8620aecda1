using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Training;

/// <summary>The errors of <c>/models</c>.</summary>
internal static class TrainingProblems
{
    public static ProblemHttpResult RetrainUnderWay(Guid? runId) =>
        Problem(
            StatusCodes.Status409Conflict,
            "retrain-under-way",
            "A training run is under way",
            runId is null
                ? "Another replica is just starting or ending a run. Retry in a moment."
                : $"One run trains at a time, across all replicas. See /models/runs/{runId}.",
            new Dictionary<string, object?> { ["runId"] = runId }
        );

    public static ProblemHttpResult UnknownModels(IEnumerable<string> unknown, IReadOnlyList<string> known) =>
        TypedResults.Problem(
            new HttpValidationProblemDetails(
                new Dictionary<string, string[]> { ["models"] = [.. unknown.Select(name => $"There is no model \"{name}\".")] }
            )
            {
                Type = "/problems/unknown-model",
                Title = "There is no such model",
                Detail = $"The models are: {string.Join(", ", known)}.",
                Status = StatusCodes.Status400BadRequest,
            }
        );

    public static ProblemHttpResult Invalid(string field, string message) =>
        TypedResults.Problem(
            new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [message] })
            {
                Type = "/problems/invalid",
                Title = "The request is not valid",
                Detail = message,
                Status = StatusCodes.Status400BadRequest,
            }
        );

    public static ProblemHttpResult NoSuchRun(Guid runId) =>
        Problem(StatusCodes.Status404NotFound, "no-such-run", "There is no such run", $"No training run has the id {runId}.");

    public static ProblemHttpResult RunIsOver(Guid runId, RunState state) =>
        Problem(
            StatusCodes.Status409Conflict,
            "run-is-over",
            "The run is over",
            $"Run {runId} has {state.Word()}; there is nothing to cancel."
        );

    public static ProblemHttpResult NoSuchModel(string name, IEnumerable<string> known) =>
        Problem(
            StatusCodes.Status404NotFound,
            "no-such-model",
            "There is no such model",
            $"There is no model \"{name}\". The models are: {string.Join(", ", known)}."
        );

    public static ProblemHttpResult NoSuchVersion(string name, int? version) =>
        Problem(
            StatusCodes.Status404NotFound,
            "no-such-version",
            "There is no such version",
            version is null ? $"No version of {name} served before the one that serves." : $"{name} has no version {version}."
        );

    public static ProblemHttpResult NothingServes(string name) =>
        Problem(StatusCodes.Status409Conflict, "nothing-serves", "Nothing serves yet", $"No version of {name} was ever published.");

    public static ProblemHttpResult VersionUnusable(string name, int version, string detail) =>
        Problem(
            StatusCodes.Status409Conflict,
            "version-unusable",
            "The version cannot serve",
            $"Version {version} of {name} cannot serve, and nothing was changed: {detail}"
        );

    private static ProblemHttpResult Problem(
        int status,
        string name,
        string title,
        string detail,
        IEnumerable<KeyValuePair<string, object?>>? extensions = null
    ) => TypedResults.Problem(type: "/problems/" + name, title: title, detail: detail, statusCode: status, extensions: extensions);
}
