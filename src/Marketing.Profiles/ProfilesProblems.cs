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
}
