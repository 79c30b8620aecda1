using Marketing.Api.Events;
using Marketing.Api.Security.Audit;
using Marketing.Store;
using Marketing.Store.Http;

namespace Marketing.Api.Users;

internal static class UserEndpoints
{
    private static readonly UserAnswer Mei = new(
        "u-1001",
        "zh-CN",
        "Asia/Shanghai",
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["tier"] = "gold" },
        new Consent(Personalization: true, Email: true, Sms: false, Push: null)
    );

    private static readonly object MeiFields = new
    {
        language = Mei.Language,
        timeZone = Mei.TimeZone,
        attributes = Mei.Attributes,
        consent = new
        {
            personalization = true,
            email = true,
            sms = false,
        },
    };

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapGroup("/users")
            .WithTags("Users")
            .RequireApiRole(ApiRole.Marketer, ApiRole.Operator)
            .WithMetadata(new NotAudited());
        group
            .MapGet("/{userId}", GetUser.Handle)
            .WithName("GetUser")
            .WithSummary("Read one customer's profile attributes and consent")
            .WithDescription("What the shop has sent of this customer. A consent that is absent was never asked for.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: Mei, parameters: [("userId", Mei.UserId)]);
        group
            .MapPut("/{userId}", PutUser.Handle)
            .WithName("PutUser")
            .WithSummary("Store one customer's profile attributes and consent")
            .WithDescription(
                "Replaces language, time zone and attributes, or makes the profile (201). Consent is only ever changed by saying so: what is left out stays as it was. "
                    + "A refusal of personalization holds from the next answer on."
            )
            .Accepts<UserFields>("application/json")
            .ProducesValidationProblem()
            .WithExample(MeiFields, Mei, ("userId", Mei.UserId));
        group
            .MapPost("", PostUsers.Handle)
            .WithName("SendUsers")
            .WithSummary("Store many customers' profiles")
            .WithDescription("Up to 10,000 profiles of at most 16 MiB, as one JSON object or as NDJSON, row by row like events.")
            .Accepts<UsersRequest>("application/json", EventEndpoints.Ndjson)
            .AcceptsBatch()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithExample(new { users = new[] { new { userId = Mei.UserId, language = Mei.Language } } }, new WriteResult(1, 0, []));
    }
}
