using Marketing.Profiles.Segments;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles;

/// <summary>Every error that this module answers.</summary>
internal static class ProfilesProblems
{
    public static ProblemHttpResult NoProfile() =>
        TypedResults.Problem(
            type: "/problems/no-such-profile",
            title: "There is no such profile",
            detail: "Nothing is known of this user, or the user was erased.",
            statusCode: StatusCodes.Status404NotFound
        );

    public static ProblemHttpResult NoSegment() =>
        TypedResults.Problem(
            type: "/problems/no-such-segment",
            title: "There is no such segment",
            detail: "No segment has this id.",
            statusCode: StatusCodes.Status404NotFound
        );

    public static ProblemHttpResult SegmentTaken() =>
        TypedResults.Problem(
            type: "/problems/segment-exists",
            title: "The segment is there already",
            detail: "A segment of this id exists: PUT replaces it.",
            statusCode: StatusCodes.Status409Conflict
        );

    public static ProblemHttpResult SegmentIsLearned() =>
        TypedResults.Problem(
            type: "/problems/segment-is-learned",
            title: "The segment belongs to the nightly run",
            detail: "Learned segments come and go with the model 'profiles' and cannot be edited.",
            statusCode: StatusCodes.Status409Conflict
        );

    public static ProblemHttpResult TooManySegments() =>
        TypedResults.Problem(
            type: "/problems/too-many-segments",
            title: "There are as many segments as there may be",
            detail: "Remove one, or raise the setting Profiles:MostSegments.",
            statusCode: StatusCodes.Status409Conflict
        );

    public static ValidationProblem Invalid(RuleCheck check) =>
        TypedResults.ValidationProblem(
            check.Errors,
            type: "/problems/invalid-segment",
            title: "The segment does not fit",
            detail: string.Join(" ", check.Errors.SelectMany(field => field.Value).Take(10))
        );

    /// <summary>A list was asked for in a way that does not fit; no segment is wrong.</summary>
    public static ValidationProblem InvalidPage(string field, string sentence) =>
        TypedResults.ValidationProblem(
            new Dictionary<string, string[]> { [field] = [sentence] },
            type: "/problems/invalid",
            title: "The request is not valid",
            detail: sentence
        );

    public static ValidationProblem Invalid(string field, string sentence)
    {
        var check = new RuleCheck();
        check.Errors[field] = [sentence];
        return Invalid(check);
    }
}
