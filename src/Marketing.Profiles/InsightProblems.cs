using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles;

/// <summary>Every error that analytics, data quality and campaign plans answer.</summary>
internal static class InsightProblems
{
    /// <summary>A parameter or a field of the body does not fit.</summary>
    public static ValidationProblem Invalid(string field, string detail) =>
        TypedResults.ValidationProblem(
            new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] },
            type: "/problems/invalid-analytics-request",
            title: "The request about the shop's figures does not fit",
            detail: detail
        );

    /// <summary>Nothing has been worked out yet.</summary>
    public static ProblemHttpResult NotYet() =>
        TypedResults.Problem(
            type: "/problems/no-analytics-yet",
            title: "Nothing has been worked out yet",
            detail: "The figures are worked out by the nightly run and each hour where new events came: there has been neither yet, or no whole day of events.",
            statusCode: StatusCodes.Status404NotFound
        );

    /// <summary>No plan has this id.</summary>
    public static ProblemHttpResult NoPlan() =>
        TypedResults.Problem(
            type: "/problems/no-such-campaign-plan",
            title: "There is no such campaign plan",
            detail: "No planned campaign has this id.",
            statusCode: StatusCodes.Status404NotFound
        );
}
