using System.Text.Json;
using Marketing.Api.Events;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketing.Api.Users;

/// <summary>What a customer agreed to or refused; absent: never asked.</summary>
/// <param name="Personalization">May answers be personal?</param>
/// <param name="Email">May e-mail be sent?</param>
/// <param name="Sms">May SMS be sent?</param>
/// <param name="Push">May push messages be sent?</param>
internal sealed record Consent(bool? Personalization = null, bool? Email = null, bool? Sms = null, bool? Push = null);

/// <summary>A customer's profile as it is sent.</summary>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Attributes">Whatever else; at most 16 KiB.</param>
/// <param name="Consent">What is left out stays as it was.</param>
internal record UserFields(
    string? Language = null,
    string? TimeZone = null,
    IReadOnlyDictionary<string, object?>? Attributes = null,
    Consent? Consent = null
);

/// <summary>A customer's profile with its id.</summary>
/// <param name="UserId">The shop's key, 1 to 128 printable characters; may not begin with <c>session:</c>.</param>
internal sealed record UserBody(string UserId) : UserFields;

/// <summary>A batch of profiles.</summary>
/// <param name="Users">1 to 10,000 profiles; of several with one id the last counts.</param>
internal sealed record UsersRequest(IReadOnlyList<UserBody> Users);

/// <summary>A customer's profile as it is stored.</summary>
/// <param name="UserId">The shop's key.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Attributes">Whatever else the shop gave.</param>
/// <param name="Consent">What the customer agreed to or refused.</param>
internal sealed record UserAnswer(
    string UserId,
    string? Language,
    string? TimeZone,
    IReadOnlyDictionary<string, object?>? Attributes,
    Consent Consent
)
{
    public static UserAnswer Of(UserRow row) =>
        new(
            row.UserId,
            row.Language,
            row.TimeZone,
            row.Attributes is null ? null : JsonSerializer.Deserialize<Dictionary<string, object?>>(row.Attributes),
            new Consent(row.ConsentPersonalization, row.ConsentEmail, row.ConsentSms, row.ConsentPush)
        );
}

internal static class GetUser // GET /users/{userId}
{
    public static async Task<Results<Ok<UserAnswer>, ProblemHttpResult>> Handle(
        UserId userId,
        StoreReader store,
        CancellationToken cancel
    ) =>
        await store.ReadAsync((db, token) => db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.UserId == userId.Value, token), cancel)
            is { } row
            ? TypedResults.Ok(UserAnswer.Of(row))
            : IngestProblems.NoUser();
}

internal static class PutUser // PUT /users/{userId}
{
    public static async Task<Results<Ok<UserAnswer>, Created<UserAnswer>, ValidationProblem, ProblemHttpResult>> Handle(
        UserId userId,
        HttpRequest request,
        UserWriter writer,
        StoreReader store,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var faults = new RowFaults();
        NewUser? user;
        using (var body = await RequestBody.ReadAsync(request, limits.Value.BodyBytes, ndjson: false, cancel))
        {
            user = UserJson.ReadBody(body.Bytes, userId.Value, limits.Value.JsonDepth, faults);
        }

        if (user is null)
        {
            return IngestProblems.InvalidRow(faults);
        }

        var isNew = await writer.PutAsync(user, cancel);
        if (
            await store.ReadAsync((db, token) => db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.UserId == user.UserId, token), cancel)
            is not { } row
        )
        {
            return IngestProblems.NoUser(); // somebody has erased it since
        }

        var answer = UserAnswer.Of(row);
        return isNew ? TypedResults.Created($"/users/{Uri.EscapeDataString(user.UserId)}", answer) : TypedResults.Ok(answer);
    }
}

internal static class PostUsers // POST /users
{
    public static Task<Results<Ok<WriteResult>, ProblemHttpResult>> Handle(
        HttpRequest request,
        UserWriter writer,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    ) => BatchHandler.HandleAsync(request, limits.Value, BatchJson.ReadUsers, writer.WriteAsync, cancel);
}
