using System.Net.Mime;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Api.Privacy;

/// <summary>What an erasure removed and what it could not.</summary>
/// <param name="ErasureId">Ask for it later under <c>/erasures/{id}</c>.</param>
/// <param name="ErasedAt">When it was committed.</param>
/// <param name="Removed">Removed rows by table.</param>
/// <param name="Remains">What may still hold the person, and until when.</param>
internal sealed record ErasureAnswer(
    Guid ErasureId,
    DateTimeOffset ErasedAt,
    IReadOnlyDictionary<string, long> Removed,
    IReadOnlyList<Remainder> Remains
)
{
    public static ErasureAnswer Of(ErasureReceipt receipt) =>
        new(
            receipt.ErasureId,
            receipt.ErasedAt,
            receipt.Removed,
            [
                new Remainder("backups", "Copies of the database made before the erasure.", receipt.BackupsUntil),
                new Remainder(
                    "models",
                    "The serving version and those kept for a rollback were trained with the person; from now on none of them answers personally, and the next run learns "
                        + "without the person. Older versions go as newer ones are trained (Training:KeepVersions).",
                    null
                ),
                new Remainder(
                    "keyed hash",
                    "A keyed hash of the id, kept so that late events and imports do not bring the person back.",
                    null
                ),
            ]
        );
}

/// <summary>Something that an erasure leaves.</summary>
/// <param name="Where">Where it is.</param>
/// <param name="What">What it is.</param>
/// <param name="Until">Until when at most; absent: see <paramref name="What"/>.</param>
internal sealed record Remainder(string Where, string What, DateTimeOffset? Until);

/// <summary>A receipt that was looked at again.</summary>
/// <param name="Receipt">As it was given.</param>
/// <param name="Intact">False where somebody altered it since.</param>
/// <param name="IsOfUser">Whether it is the named user's; absent where none was named.</param>
/// <param name="RowsNow">Rows of the named user that are stored today, by table: empty while the erasure holds.</param>
internal sealed record ErasureCheckAnswer(ErasureAnswer Receipt, bool Intact, bool? IsOfUser, IReadOnlyDictionary<string, long>? RowsNow);

internal static class EraseUser // DELETE /users/{userId}
{
    public static async Task<Ok<ErasureAnswer>> Handle(UserId userId, Erasures erasures, CancellationToken cancel) =>
        TypedResults.Ok(ErasureAnswer.Of(await erasures.EraseAsync(userId.Value, cancel)));
}

internal static class GetErasure // GET /erasures/{erasureId}
{
    public static async Task<Results<Ok<ErasureCheckAnswer>, ProblemHttpResult>> Handle(
        Guid erasureId,
        UserId? userId,
        Erasures erasures,
        CancellationToken cancel
    ) =>
        await erasures.CheckAsync(erasureId, userId?.Value, cancel) is { } check
            ? TypedResults.Ok(new ErasureCheckAnswer(ErasureAnswer.Of(check.Receipt), check.Intact, check.IsOfUser, check.RowsNow))
            : PrivacyProblems.NoErasure();
}

internal static class ExportUser // GET /users/{userId}/export
{
    public static async Task Handle(UserId userId, PersonExport export, HttpContext context, CancellationToken cancel)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.Headers.ContentDisposition = "attachment; filename=\"export.json\"";
        context.Response.Headers.CacheControl = "no-store";
        await export.WriteAsync(context.Response.Body, userId.Value, cancel);
    }
}

/// <summary>What a customer says about each purpose; what is left out stays as it was.</summary>
/// <param name="Personalization">May answers be personal?</param>
/// <param name="Email">May e-mail be sent?</param>
/// <param name="Sms">May SMS be sent?</param>
/// <param name="Push">May push messages be sent?</param>
internal sealed record ConsentBody(bool? Personalization = null, bool? Email = null, bool? Sms = null, bool? Push = null);

/// <summary>What holds now.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Said">What the customer said; absent: never asked.</param>
/// <param name="Allowed">What is done: e-mail, SMS and push only after a yes; personal answers as <c>Privacy:Personalization</c> says where nothing was said.</param>
internal sealed record ConsentAnswer(string UserId, ConsentBody Said, ConsentAllowed Allowed);

/// <summary>What may be done.</summary>
/// <param name="Personalization">Answers are personal.</param>
/// <param name="Email">E-mail may be sent.</param>
/// <param name="Sms">SMS may be sent.</param>
/// <param name="Push">Push messages may be sent.</param>
internal sealed record ConsentAllowed(bool Personalization, bool Email, bool Sms, bool Push);

internal static class PutConsent // PUT /users/{userId}/consent
{
    public static async Task<Results<Ok<ConsentAnswer>, ValidationProblem, ProblemHttpResult>> Handle(
        UserId userId,
        ConsentBody body,
        ConsentWriter writer,
        PrivacySettings privacy,
        CancellationToken cancel
    )
    {
        if (userId.Value.StartsWith(NewEvent.SessionPrefix, StringComparison.Ordinal))
        {
            return Events.IngestProblems.InvalidQuery("userId", "A user's id may not begin with 'session:'.");
        }

        var change = new ConsentChange(body.Personalization, body.Email, body.Sms, body.Push);
        if (await writer.WriteAsync(userId.Value, change, cancel) is not { } stored)
        {
            return PrivacyProblems.Erased();
        }

        var personal = stored.Personalization ?? privacy.Personalization == PrivacySettings.OptOut;
        return TypedResults.Ok(
            new ConsentAnswer(
                userId.Value,
                new ConsentBody(stored.Personalization, stored.Email, stored.Sms, stored.Push),
                new ConsentAllowed(personal, stored.Email == true, stored.Sms == true, stored.Push == true)
            )
        );
    }
}

/// <summary>What can go wrong with people's rights.</summary>
internal static class PrivacyProblems
{
    public static ProblemHttpResult NoErasure() =>
        TypedResults.Problem(
            type: "/problems/no-such-erasure",
            title: "There is no such erasure",
            detail: "No erasure has this id.",
            statusCode: StatusCodes.Status404NotFound
        );

    public static ProblemHttpResult Erased() =>
        TypedResults.Problem(
            type: "/problems/erased",
            title: "This person was erased",
            detail: "Nothing is stored of a person who was erased.",
            statusCode: StatusCodes.Status409Conflict
        );
}
