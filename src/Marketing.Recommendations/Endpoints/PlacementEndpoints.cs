using System.Text.Json;
using Marketing.Recommendations.Placements;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>A preset as it is stored.</summary>
/// <param name="PlacementId">The name that requests give as <c>placement</c>.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="ChangedBy">Name of the key that changed it.</param>
/// <param name="Definition">What lists are made of and by which rules.</param>
internal sealed record PlacementAnswer(
    string PlacementId,
    int Version,
    DateTimeOffset ChangedAt,
    string? ChangedBy,
    PlacementDefinition Definition
);

/// <summary>A page of presets.</summary>
/// <param name="Placements">By name.</param>
/// <param name="Next">What to give as <c>after</c> for the page after this one; absent on the last.</param>
internal sealed record RecommendationPlacementPage(IReadOnlyList<PlacementAnswer> Placements, string? Next);

/// <summary>The versions of a preset.</summary>
/// <param name="Versions">The newest first.</param>
/// <param name="Next">What to give as <c>before</c> for the page after this one; absent on the last.</param>
internal sealed record PlacementVersions(IReadOnlyList<PlacementAnswer> Versions, int? Next);

/// <summary>A new preset.</summary>
internal sealed record NewPlacement
{
    /// <summary>1 to 128 printable characters.</summary>
    public string? PlacementId { get; init; }

    /// <summary>What lists are made of and by which rules.</summary>
    public PlacementDefinition? Definition { get; init; }
}

/// <summary>/recommendation-placements</summary>
internal static class PlacementEndpoints
{
    public static void MapPlacements(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/recommendation-placements").WithTags("Recommendation placements").RequireApiRole(ApiRole.Marketer);
        group.MapTrials();
        group
            .MapGet("", List)
            .WithName("ListRecommendationPlacements")
            .WithSummary("List the presets of recommendation places")
            .WithDescription("By name, page by page: give the answer's next as after.")
            .ProducesValidationProblem()
            .WithExample(
                response: new RecommendationPlacementPage([PlacementExamples.Home], "home"),
                parameters: [("n", 50), ("after", "email")]
            );
        group
            .MapPost("", Create)
            .WithName("CreateRecommendationPlacement")
            .WithSummary("Make a preset")
            .WithDescription(
                "What lists of a place are made of (sources, filter, fallback), how they are arranged (diversity, caps), by which rules (pin, boost, bury, hide, with dates), "
                    + "places kept for new items, and variants to compare. It holds for every request that names the place, on every replica within a second."
            )
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithExample(PlacementExamples.New, PlacementExamples.Home);
        group
            .MapGet("/{placementId}", Get)
            .WithName("GetRecommendationPlacement")
            .WithSummary("Read a preset")
            .WithDescription("As it is in force on this replica, or an older version of it.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: PlacementExamples.Home, parameters: [("placementId", "home")]);
        group
            .MapPut("/{placementId}", Put)
            .WithName("PutRecommendationPlacement")
            .WithSummary("Store a preset")
            .WithDescription("Replaces the preset by a new version, or makes it (201). What is left out is as without a preset.")
            .ProducesValidationProblem()
            .WithExample(PlacementExamples.Home.Definition, PlacementExamples.Home, ("placementId", "home"));
        group
            .MapDelete("/{placementId}", Delete)
            .WithName("DeleteRecommendationPlacement")
            .WithSummary("Remove a preset")
            .WithDescription(
                "Requests may still name the place: their lists are as without a preset. Its versions are kept, for lists served by them."
            )
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(parameters: [("placementId", "home")]);
        group
            .MapGet("/{placementId}/versions", Versions)
            .WithName("ListRecommendationPlacementVersions")
            .WithSummary("List what a preset was")
            .WithDescription("Every version that ever was in force, the newest first: give the answer's next as before.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(
                response: new PlacementVersions([PlacementExamples.Home], 3),
                parameters: [("placementId", "home"), ("n", 10), ("before", 4)]
            );
    }

    private static Results<Ok<RecommendationPlacementPage>, ValidationProblem> List(
        int? n,
        string? after,
        RecommendationPlacements placements,
        IOptions<ApiLimits> limits
    )
    {
        var check = new RequestCheck(limits.Value);
        var most = check.N(n);
        if (check.IsWrong)
        {
            return RecommendationProblems.Invalid(check.Errors);
        }

        var page = placements
            .All.Where(stored => after is null || string.CompareOrdinal(stored.PlacementId, after) > 0)
            .OrderBy(stored => stored.PlacementId, StringComparer.Ordinal)
            .Take(most + 1)
            .ToArray();
        return TypedResults.Ok(
            new RecommendationPlacementPage(
                [.. page.Take(most).Select(Answer).OfType<PlacementAnswer>()],
                page.Length > most ? page[most - 1].PlacementId : null
            )
        );
    }

    private static async Task<Results<Created<PlacementAnswer>, ValidationProblem, ProblemHttpResult>> Create(
        NewPlacement body,
        HttpContext context,
        RecommendationPlacements placements,
        CancellationToken cancel
    )
    {
        var check = new PlacementCheck();
        var definition = check.Check(body.Definition ?? new PlacementDefinition());
        if (body.PlacementId is not { } id || !TextRules.IsId(id))
        {
            check.Errors["placementId"] = ["placementId must be 1 to 128 printable characters."];
            return RecommendationProblems.InvalidPlacement(check.Errors);
        }

        if (check.Errors.Count > 0)
        {
            return RecommendationProblems.InvalidPlacement(check.Errors);
        }

        return
            await placements.SaveAsync(id, Text(definition), NameOf(context), mustBeNew: true, cancel) is { } stored
            && Answer(stored) is { } answer
            ? TypedResults.Created("/recommendation-placements/" + Uri.EscapeDataString(id), answer)
            : RecommendationProblems.PlacementExists(id);
    }

    private static async Task<Results<Ok<PlacementAnswer>, ProblemHttpResult>> Get(
        PlacementId placementId,
        int? version,
        RecommendationPlacements placements,
        StoreReader store,
        CancellationToken cancel
    )
    {
        var stored = placements.Find(placementId.Value);
        if (version is { } wanted && stored?.Version != wanted)
        {
            stored = await OldPlacements.FindAsync(store, placementId.Value, wanted, cancel);
        }

        return stored is not null && Answer(stored) is { } answer
            ? TypedResults.Ok(answer)
            : RecommendationProblems.NoSuchPlacement(placementId.Value);
    }

    private static async Task<Results<Ok<PlacementAnswer>, Created<PlacementAnswer>, ValidationProblem>> Put(
        PlacementId placementId,
        PlacementDefinition definition,
        HttpContext context,
        RecommendationPlacements placements,
        CancellationToken cancel
    )
    {
        var check = new PlacementCheck();
        var known = check.Check(definition);
        if (check.Errors.Count > 0)
        {
            return RecommendationProblems.InvalidPlacement(check.Errors);
        }

        var isThere = placements.Find(placementId.Value) is not null;
        var stored =
            await placements.SaveAsync(placementId.Value, Text(known), NameOf(context), mustBeNew: false, cancel)
            ?? throw new InvalidOperationException("A preset that may exist is always stored.");
        var answer = new PlacementAnswer(stored.PlacementId, stored.Version, stored.ChangedAt, stored.ChangedBy, known);
        return isThere
            ? TypedResults.Ok(answer)
            : TypedResults.Created("/recommendation-placements/" + Uri.EscapeDataString(stored.PlacementId), answer);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        PlacementId placementId,
        RecommendationPlacements placements,
        CancellationToken cancel
    ) =>
        await placements.DeleteAsync(placementId.Value, cancel)
            ? TypedResults.NoContent()
            : RecommendationProblems.NoSuchPlacement(placementId.Value);

    private static async Task<Results<Ok<PlacementVersions>, ValidationProblem, ProblemHttpResult>> Versions(
        PlacementId placementId,
        int? n,
        int? before,
        StoreReader store,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        var most = check.N(n);
        if (check.IsWrong)
        {
            return RecommendationProblems.Invalid(check.Errors);
        }

        var rows = await OldPlacements.ListAsync(store, placementId.Value, before ?? int.MaxValue, most + 1, cancel);
        return rows.Count == 0 && before is null
            ? RecommendationProblems.NoSuchPlacement(placementId.Value)
            : TypedResults.Ok(
                new PlacementVersions(
                    [.. rows.Take(most).Select(Answer).OfType<PlacementAnswer>()],
                    rows.Count > most ? rows[most - 1].Version : null
                )
            );
    }

    private static PlacementAnswer? Answer(StoredPlacement stored) =>
        PlacementBook.Read(stored.Definition) is { } definition
            ? new PlacementAnswer(stored.PlacementId, stored.Version, stored.ChangedAt, stored.ChangedBy, definition)
            : null;

    private static string Text(PlacementDefinition definition) => JsonSerializer.Serialize(definition, PlacementBook.Json);

    private static string? NameOf(HttpContext context) => context.User.Identity?.Name;
}

/// <summary>A place's name in a route: 1 to 128 printable characters, else the request is a 400 before any handler runs.</summary>
/// <param name="Value">The name.</param>
internal readonly record struct PlacementId(string Value)
{
    /// <summary>How the framework binds it.</summary>
    public static bool TryParse(string? text, IFormatProvider? _, out PlacementId id)
    {
        id = new PlacementId(text ?? "");
        return TextRules.IsId(id.Value);
    }

    /// <inheritdoc />
    public override string ToString() => Value;
}
