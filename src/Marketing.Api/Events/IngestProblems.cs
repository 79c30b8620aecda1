using Marketing.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Api.Events;

/// <summary>What can be wrong with what is sent in.</summary>
internal static class IngestProblems
{
    public static ProblemHttpResult InvalidBatch(string detail) =>
        TypedResults.Problem(
            type: "/problems/invalid-batch",
            title: "The body is not a batch",
            detail: detail + " Nothing was stored.",
            statusCode: StatusCodes.Status400BadRequest
        );

    public static ValidationProblem InvalidRow(RowFaults faults) =>
        TypedResults.ValidationProblem(
            faults.ByField(),
            type: "/problems/invalid",
            title: "The request is not valid",
            detail: faults.List[0].Detail
        );

    public static ValidationProblem InvalidQuery(string field, string detail) =>
        TypedResults.ValidationProblem(
            new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] },
            type: "/problems/invalid",
            title: "The request is not valid",
            detail: detail
        );

    public static ProblemHttpResult NoItem() =>
        TypedResults.Problem(
            type: "/problems/no-such-item",
            title: "There is no such item",
            detail: "The catalogue has no item with this id.",
            statusCode: StatusCodes.Status404NotFound
        );

    public static ProblemHttpResult NoUser() =>
        TypedResults.Problem(
            type: "/problems/no-such-user",
            title: "There is no such user",
            detail: "No profile is stored under this id; events may be all the same.",
            statusCode: StatusCodes.Status404NotFound
        );
}
