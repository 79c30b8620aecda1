using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Recommendations;

/// <summary>Every error that this module answers.</summary>
internal static class RecommendationProblems
{
    /// <summary>A parameter or a field of the body does not fit.</summary>
    public static ValidationProblem Invalid(IDictionary<string, string[]> errors) =>
        TypedResults.ValidationProblem(
            errors,
            type: "/problems/invalid-recommendation-request",
            title: "The request for recommendations does not fit",
            detail: string.Join(" ", errors.SelectMany(field => field.Value))
        );

    /// <summary>The cursor is no cursor, or another list's.</summary>
    public static ValidationProblem ForeignCursor() =>
        Cursor("foreign-cursor", "The cursor is not one of this list: send it with the same user and filters as the request that gave it.");

    /// <summary>The model has been replaced since the list began.</summary>
    public static ValidationProblem ExpiredCursor() =>
        Cursor("expired-cursor", "Another model serves since this list began. Ask for its first page again.");

    /// <summary>The log has no such answer.</summary>
    public static ProblemHttpResult NoSuchAnswer() =>
        TypedResults.Problem(
            type: "/problems/no-such-recommendation",
            title: "There is no such answer in the log",
            detail: "No answer of this id is in the log. Answers get there within seconds; when the log was overloaded, some are missing.",
            statusCode: StatusCodes.Status404NotFound
        );

    /// <summary>A preset that breaks a rule.</summary>
    public static ValidationProblem InvalidPlacement(IDictionary<string, string[]> errors) =>
        TypedResults.ValidationProblem(
            errors,
            type: "/problems/invalid-recommendation-placement",
            title: "The preset does not fit",
            detail: string.Join(" ", errors.SelectMany(field => field.Value))
        );

    /// <summary>There is no preset of this name, or no such version.</summary>
    public static ProblemHttpResult NoSuchPlacement(string placementId) =>
        TypedResults.Problem(
            type: "/problems/no-such-recommendation-placement",
            title: "There is no such preset",
            detail: $"No preset is stored under '{placementId}', or not in this version.",
            statusCode: StatusCodes.Status404NotFound
        );

    /// <summary>The place compares nothing.</summary>
    public static ProblemHttpResult NoExperiment(string placementId) =>
        TypedResults.Problem(
            type: "/problems/no-recommendation-experiment",
            title: "There is no experiment",
            detail: $"The preset '{placementId}' is not there or has no experiment.",
            statusCode: StatusCodes.Status404NotFound
        );

    /// <summary>The name is taken.</summary>
    public static ProblemHttpResult PlacementExists(string placementId) =>
        TypedResults.Problem(
            type: "/problems/recommendation-placement-exists",
            title: "There is a preset of this name",
            detail: $"A preset is stored under '{placementId}' already. Change it with PUT.",
            statusCode: StatusCodes.Status409Conflict
        );

    private static ValidationProblem Cursor(string name, string detail) =>
        TypedResults.ValidationProblem(
            new Dictionary<string, string[]>(StringComparer.Ordinal) { ["cursor"] = [detail] },
            type: "/problems/" + name,
            title: "The list cannot be continued",
            detail: detail
        );
}
