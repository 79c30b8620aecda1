using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Profiles.Endpoints;

internal static class ProfileEndpoints
{
    public static void MapProfileReading(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/profiles/{userId}", ReadProfile.Handle)
            .WithTags("Profiles")
            .RequireApiRole(ApiRole.Marketer)
            .WithName("ReadProfile")
            .WithSummary("Who a customer is")
            .WithDescription(
                "Features with the events that they rest on, what the customer is drawn to, and when and where the customer acts. Worked out again a moment "
                    + "after each event, and for everybody by the nightly run. Of somebody who refused personalization nothing is kept: then "
                    + "personalization is false and the lists are empty. 404 for those of whom nothing is known."
            )
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: ProfileExamples.Profile, parameters: [("userId", "u-1001")]);
    }
}
