using System.Globalization;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Placements;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Microsoft.AspNetCore.Http;

namespace Marketing.Recommendations.Answers;

/// <summary>An answer, or a problem with the cursor.</summary>
internal readonly record struct Prepared(PreparedAnswer? Answer, IResult? Problem);

/// <summary>Answers for a user, a session or a visitor: from the cache, else from the model and his live events.</summary>
internal sealed class RecommendationService(
    CurrentModel current,
    Shelves shelves,
    ActivityReader activity,
    AnswerCache cache,
    CustomerDirectory customers,
    PlacementBook placements,
    ListMaker lists,
    RecommendationsOptions options,
    RecommendationLog log,
    RecommendationMetrics metrics,
    TimeProvider time
)
{
    /// <summary>The answer, or a problem with the cursor.</summary>
    public async ValueTask<IResult> AnswerAsync(Ask ask, CancellationToken cancel)
    {
        var (answer, problem) = await PrepareAsync(ask, cancel);
        return answer is not null ? new AnswerResult(answer, time.GetUtcNow(), log) : problem ?? RecommendationProblems.ForeignCursor();
    }

    /// <summary>The answer, ready to be given.</summary>
    public async ValueTask<Prepared> PrepareAsync(Ask ask, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var stand = await shelves.ForAsync(await current.GetAsync(cancel), cancel);
        var subject = ask.UserId ?? (ask.SessionId is { } session ? NewEvent.SessionPrefix + session : null);
        var isPersonal = subject is not null && (ask.UserId is null || customers.MayPersonalize(ask.UserId));
        var policy = placements.PolicyFor(ask.Request.Placement, subject, now);
        if (!TryContinue(ask, subject, stand.Model, policy, out var cursor, out var problem))
        {
            return new Prepared(null, problem);
        }

        var asked = isPersonal ? subject : null;
        var reading = await activity.ReadAsync(asked, cancel);
        var language = ask.Language ?? (ask.UserId is null ? null : customers.Find(ask.UserId)?.Language);
        ask = ask with
        {
            Language = language,
            Request = cursor is { Offset: var offset } ? ask.Request with { Offset = offset } : ask.Request,
        };
        var isCacheable = !ask.IsBulk && ask.RecentItems.Count == 0 && ask.Basket.Count == 0;
        var owner = subject ?? RecommendationIds.Nobody;
        var key = new AnswerKey("user", ask.Request, language, cursor?.SeenUpTo ?? -1, policy);
        if (isCacheable && cache.Find(owner, key) is { } kept && IsValid(kept, reading, stand.Shelf))
        {
            metrics.Answered(fromCache: true, kept.Answer.IsDegraded);
            return new Prepared(kept.Answer, null);
        }

        var live = activity.Complete(asked, reading);
        var answer = Make(ask, subject, policy, live, stand, cursor, now, isPersonal);
        if (isCacheable)
        {
            cache.Keep(owner, key, new KeptAnswer(answer, reading.Rows));
        }

        metrics.Answered(fromCache: false, answer.IsDegraded);
        return new Prepared(answer, null);
    }

    private bool IsValid(KeptAnswer kept, Reading reading, Shelf shelf) =>
        ReferenceEquals(kept.Rows, reading.Rows)
        && kept.Answer.IsDegraded == reading.IsAway
        && kept.Answer.IsValidFor(shelf, time.GetTimestamp());

    private PreparedAnswer Make(
        Ask ask,
        string? subject,
        ListPolicy policy,
        LiveActivity live,
        Stand stand,
        Cursor? cursor,
        DateTimeOffset now,
        bool isPersonal
    )
    {
        var from = time.GetTimestamp();
        var seconds = now.ToUnixTimeSeconds();
        var owner = subject ?? RecommendationIds.Nobody;
        var known = Visitors.Meet(isPersonal ? owner : RecommendationIds.Nobody, live, stand.Model.Model, ask.Language);
        using var draft = lists.Make(stand, known, ask, subject, policy, cursor?.SeenUpTo, seconds);
        var next = draft.Page.HasMore
            ? new Cursor(ListOf(ask, subject), StateOf(stand.Model, policy), ask.Request.Offset + ask.Request.N, draft.SeenUpTo)
            : (Cursor?)null;
        metrics.Ranked(time.GetElapsedTime(from));
        var logged = LoggedRequest.Of(ask, LoggedRequest.Personal, now, stand.Shelf.Records.AsOf) with
        {
            Impersonal = !isPersonal,
            Degraded = known.IsDegraded,
            SeenUpTo = cursor?.SeenUpTo,
            Draw = draft.Draw.ToString(CultureInfo.InvariantCulture),
        };
        var frame = new AnswerFrame(owner, ask.UserId, stand.Model, policy, logged, next?.Encode(), known.Newest, known.IsDegraded);
        var reasons = new ReasonWriter(stand.Shelf, draft.Visitor, draft.Folded, seconds);
        var keep = Math.Min(AnswerCache.SecondsFor(stand.Shelf, options), Math.Max(0, policy.Until - seconds));
        return AnswerMaker.Make(draft.Page, stand.Shelf, ask, frame, reasons.WhyAll, now, from + (keep * time.TimestampFrequency));
    }

    private static bool TryContinue(
        Ask ask,
        string? subject,
        CurrentRecommendations model,
        ListPolicy policy,
        out Cursor? cursor,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out IResult? problem
    )
    {
        (cursor, problem) = (null, null);
        if (ask.Cursor is not { } text)
        {
            return true;
        }

        if (!Cursor.TryDecode(text, out cursor) || cursor.Value.List != ListOf(ask, subject))
        {
            problem = RecommendationProblems.ForeignCursor();
        }
        else if (cursor.Value.Model != StateOf(model, policy))
        {
            problem = RecommendationProblems.ExpiredCursor();
        }

        return problem is null;
    }

    private static ulong ListOf(Ask ask, string? subject) =>
        Cursor.Hash(
            subject,
            ask.Request.Placement,
            ask.Request.Category,
            ask.Request.MinPrice?.ToString(CultureInfo.InvariantCulture),
            ask.Request.MaxPrice?.ToString(CultureInfo.InvariantCulture),
            ask.Request.Brands,
            ask.Request.Attributes,
            ask.Request.ItemId,
            FormattableString.Invariant($"{ask.Request.Diversity} {ask.Request.MaxPerBrand} {ask.Request.MaxPerCategory}"),
            ask.Request.Exclude,
            RequestKeys.Join(ask.RecentItems),
            RequestKeys.Join(ask.Basket)
        );

    private static ulong StateOf(CurrentRecommendations model, ListPolicy policy) =>
        Cursor.Hash(
            model.Version,
            model.Model.Reference.ToString(CultureInfo.InvariantCulture),
            policy.Variant,
            FormattableString.Invariant($"{policy.Version} {policy.Until}")
        );
}

/// <summary>Sets of ids as one text, so that the same set is the same key.</summary>
internal static class RequestKeys
{
    public static string Join(IEnumerable<string> ids) => string.Join(RankRequest.Divider, ids.Distinct().Order(StringComparer.Ordinal));
}
