using Marketing.Store.Http;

namespace Marketing.Api.Privacy;

internal static class PrivacyEndpoints
{
    private static readonly ErasureAnswer Receipt = ErasureAnswer.Of(
        new Store.ErasureReceipt(
            Guid.Parse("0198c5d0-7d1f-7a63-9c1e-2f6a9b3c4d5e"),
            new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            new Dictionary<string, long>(StringComparer.Ordinal) { ["shop.events"] = 214, ["shop.users"] = 1 },
            new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero)
        )
    );

    /// <summary>People's rights: admin alone.</summary>
    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Privacy").RequireApiRole(ApiRole.Admin);
        group
            .MapDelete("/users/{userId}", EraseUser.Handle)
            .WithName("EraseUser")
            .WithSummary("Erase a person")
            .WithDescription(
                "Removes every row of the user, and of the sessions that turned out to be the user's, from every table, in one transaction; caches of every replica "
                    + "forget the person at its commit. Late events, imports and a rollback do not bring the person back: a keyed hash of the id keeps them out. "
                    + "The receipt says what was removed from where, and what remains until when."
            )
            .WithExample(response: Receipt, parameters: [("userId", "u-1001")]);
        group
            .MapGet("/erasures/{erasureId:guid}", GetErasure.Handle)
            .WithName("GetErasure")
            .WithSummary("Verify an erasure")
            .WithDescription(
                "The receipt as it was given, and whether anybody altered it since. With userId also whether it is that user's, and how many rows of the user are stored today."
            )
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(
                response: new ErasureCheckAnswer(
                    Receipt,
                    Intact: true,
                    IsOfUser: true,
                    new Dictionary<string, long>(StringComparer.Ordinal)
                ),
                parameters: [("erasureId", Receipt.ErasureId), ("userId", "u-1001")]
            );
        group
            .MapGet("/users/{userId}/export", ExportUser.Handle)
            .Produces<PersonExportAnswer>()
            .WithName("ExportUser")
            .WithSummary("Everything that is stored about a person")
            .WithDescription(
                "One JSON object: by table, every row of the user and of the user's sessions, as it is stored, and the profile with its predictions as they are worked out now."
            )
            .WithExample(response: PersonExportAnswer.Example, parameters: [("userId", "u-1001")])
            // The bytes of a long past come as they are read: longer than an answer may take.
            .WithRequestTimeout(TimeSpan.FromMinutes(10));
        group
            .MapPut("/users/{userId}/consent", PutConsent.Handle)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("PutConsent")
            .WithSummary("What a customer agrees to or refuses")
            .WithDescription(
                "By purpose; what is left out stays as it was. E-mail, SMS and push need a yes. A refusal of personalization holds from the next answer on, on every replica "
                    + "within a second: answers are then those of an anonymous visitor."
            )
            .WithExample(
                new { personalization = false, email = true },
                new ConsentAnswer("u-1001", new ConsentBody(false, true), new ConsentAllowed(false, true, false, false)),
                ("userId", "u-1001")
            );
    }
}

/// <summary>A person's export.</summary>
/// <param name="UserId">The shop's key.</param>
/// <param name="GeneratedAt">When it was made.</param>
/// <param name="Subjects">The user, and the sessions that turned out to be the user's.</param>
/// <param name="WorkedOut">What is not stored but worked out when asked: <c>profile</c>, as <c>GET /profiles/{userId}</c> answers.</param>
/// <param name="Tables">Rows by table, each with its columns.</param>
internal sealed record PersonExportAnswer(
    string UserId,
    DateTimeOffset GeneratedAt,
    IReadOnlyList<string> Subjects,
    IReadOnlyDictionary<string, object?> WorkedOut,
    IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, object?>>> Tables
)
{
    public static readonly PersonExportAnswer Example = new(
        "u-1001",
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        ["u-1001", "session:s-77"],
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["profile"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["userId"] = "u-1001", ["personalization"] = true },
        },
        new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, object?>>>(StringComparer.Ordinal)
        {
            ["shop.users"] = [new Dictionary<string, object?>(StringComparer.Ordinal) { ["user_id"] = "u-1001", ["language"] = "en" }],
        }
    );
}
