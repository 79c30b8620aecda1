using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Training;

/// <summary>What <c>/models</c> offers.</summary>
public static class ModelEndpoints
{
    /// <summary>Maps runs, versions and rollback.</summary>
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/models").WithTags("Models");
        MapRuns(group);
        MapVersions(group);
    }

    private static void MapRuns(RouteGroupBuilder group)
    {
        (string, object) runId = ("runId", RunView.Example.RunId);
        group
            .MapPost("/retrain", StartRetrain.Handle)
            .WithName("StartRetrain")
            .WithSummary("Start a training run")
            .WithDescription(
                "Trains every model, or those named, in the background of the replica that was asked. A new version is published only if it is not worse "
                    + "than the one that serves and better than the baseline; `force` publishes the best candidate all the same. One run at a time across all "
                    + "replicas: while one is under way the answer is 409 with its `runId`."
            )
            .WithExample(
                request: new RetrainBody { Models = ["recommendations"] },
                response: RunView.Example with
                {
                    State = RunState.Queued,
                    Progress = 0,
                    StartedAt = null,
                    FinishedAt = null,
                    Models = [new ModelReport { Name = "recommendations" }],
                }
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireApiRole(ApiRole.Operator);
        group
            .MapGet("/runs", ListRuns.Handle)
            .WithName("ListRuns")
            .WithSummary("List the training runs")
            .WithDescription("Newest first. `after` is the `nextCursor` of the page before; `n` is the length of a page, 20 without it.")
            .WithExample(response: new RunsPage([RunView.Example], NextCursor: null), parameters: ("n", 20))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .RequireApiRole(ApiRole.Operator, ApiRole.Marketer);
        group
            .MapGet("/runs/{runId:guid}", GetRun.Handle)
            .WithName("GetRun")
            .WithSummary("Read a training run")
            .WithDescription(
                "State, progress and, for each model, the candidates with their figures, the decision and its reason. Grows while the run goes on."
            )
            .WithExample(response: RunView.Example, parameters: runId)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireApiRole(ApiRole.Operator, ApiRole.Marketer);
        group
            .MapDelete("/runs/{runId:guid}", CancelRun.Handle)
            .WithName("CancelRun")
            .WithSummary("Cancel a training run")
            .WithDescription(
                "Asks the run to stop, on whichever replica it is; it does within an epoch of what it trains. What it has published already stays. 409 when it is over."
            )
            .WithExample(
                response: RunView.Example with
                {
                    State = RunState.Running,
                    CancelRequested = true,
                    FinishedAt = null,
                },
                parameters: runId
            )
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireApiRole(ApiRole.Operator);
    }

    private static void MapVersions(RouteGroupBuilder group)
    {
        (string, object) name = ("name", "recommendations");
        group
            .MapGet("/", ListModels.Handle)
            .WithName("ListModels")
            .WithSummary("List the models")
            .WithDescription(
                "Which version of each model serves, and which one answers on the replica that was asked. Answers without the database too, as degraded."
            )
            .WithExample(response: new ModelsAnswer([ExampleModel]))
            .RequireApiRole(ApiRole.Operator, ApiRole.Marketer);
        group
            .MapGet("/{name}/versions", ListVersions.Handle)
            .WithName("ListModelVersions")
            .WithSummary("List the versions of a model")
            .WithDescription("Newest first. Figures are kept for ever, artefacts as `Training:KeepVersions` says.")
            .WithExample(response: new VersionsPage([VersionView.Example], NextCursor: null), parameters: [name, ("n", 20)])
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireApiRole(ApiRole.Operator, ApiRole.Marketer);
        group
            .MapGet("/{name}/versions/{version:int}", GetVersion.Handle)
            .WithName("GetModelVersion")
            .WithSummary("Read a version of a model")
            .WithDescription(
                "Figures, data watermark, parameters and checksum: what it takes to know where an answer's `modelVersion` comes from."
            )
            .WithExample(response: VersionView.Example, parameters: [name, ("version", 8)])
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireApiRole(ApiRole.Operator, ApiRole.Marketer);
        group
            .MapPost("/{name}/rollback", RollBackModel.Handle)
            .WithName("RollBackModel")
            .WithSummary("Let an earlier version serve")
            .WithDescription(
                "Verifies the version's artefact, then lets it serve on every replica. Without `version`, the one that served before. A training run that "
                    + "is under way does not publish over it: its comparison no longer holds."
            )
            .WithExample(request: new RollbackBody(7), response: new RollbackAnswer("recommendations", 7, 8), parameters: name)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireApiRole(ApiRole.Operator);
    }

    private static ModelView ExampleModel =>
        new()
        {
            Name = "recommendations",
            Engines = ["built-in"],
            ServingVersion = 8,
            Algorithm = "als",
            Engine = "built-in",
            Watermark = VersionView.Example.Watermark,
            ServingSince = VersionView.Example.PublishedAt,
            ServingBy = "publish",
            LoadedVersion = 8,
            Degraded = false,
        };
}
