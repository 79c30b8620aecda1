using Marketing.Ads.Definitions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Ads;

/// <summary>Every error that this module answers.</summary>
internal static class AdsProblems
{
    public static ValidationProblem Invalid(FieldCheck check) =>
        TypedResults.ValidationProblem(
            check.Errors,
            type: "/problems/invalid",
            title: "The request is not valid",
            detail: string.Join(" ", check.Errors.SelectMany(field => field.Value))
        );

    public static ValidationProblem Invalid(string field, string sentence)
    {
        var check = new FieldCheck();
        check.Add(field, sentence);
        return Invalid(check);
    }

    public static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem(
            type: $"/problems/no-such-{what}",
            title: $"There is no such {what}",
            detail: $"No {what} has this id.",
            statusCode: StatusCodes.Status404NotFound
        );

    public static ProblemHttpResult Taken(string what) =>
        TypedResults.Problem(
            type: $"/problems/{what}-exists",
            title: $"The {what} is there already",
            detail: $"A {what} of this id exists: PUT replaces it.",
            statusCode: StatusCodes.Status409Conflict
        );

    public static ProblemHttpResult OtherCustomer() =>
        TypedResults.Problem(
            type: "/problems/decision-of-another",
            title: "The decision is another customer's",
            detail: "This decisionId was used for another customer. Give each decision an id of its own.",
            statusCode: StatusCodes.Status409Conflict
        );

    public static ProblemHttpResult OutdatedPlan(long messages) =>
        TypedResults.Problem(
            type: "/problems/plan-is-outdated",
            title: "The plan has ads that are gone",
            detail: $"The ads of {messages} of its messages were deleted since the plan was made. Make it again.",
            statusCode: StatusCodes.Status409Conflict
        );

    public static ProblemHttpResult TooManyPlans() =>
        TypedResults.Problem(
            type: "/problems/plans-are-waiting",
            title: "Too many plans wait for their turn",
            detail: "Plans are made one at a time, and as many wait as may. Retry later.",
            statusCode: StatusCodes.Status503ServiceUnavailable
        );

    public static ProblemHttpResult NoDraft(string state) =>
        TypedResults.Problem(
            type: "/problems/plan-is-no-draft",
            title: "The plan cannot be approved",
            detail: $"Only a draft can be approved; this plan is in the state '{state}'.",
            statusCode: StatusCodes.Status409Conflict
        );
}
