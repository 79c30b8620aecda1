using System.Globalization;
using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Microsoft.AspNetCore.Http;

namespace Marketing.Recommendations.Answers;

/// <summary>Answers for a user, a session or a visitor: from the cache, else from the model and his live events.</summary>
internal sealed class RecommendationService(
    CurrentModel current,
    Shelves shelves,
    ActivityReader activity,
    AnswerCache cache,
    CustomerDirectory customers,
    RecommendationsOptions options,
    RecommendationLog log,
    RecommendationMetrics metrics,
    TimeProvider time
)
{
    // Visitors without a session see another draw of exploration after so many seconds; the pages of one list keep theirs by the cursor.
    private const int DrawSeconds = 60;
    private readonly Ranker _ranker = new(options);
    private readonly HistoryBuilder _histories = new(new InteractionWeights(options));

    /// <summary>The answer, or a problem with the cursor.</summary>
    public async ValueTask<IResult> AnswerAsync(Ask ask, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (model, shelf) = await shelves.ForAsync(await current.GetAsync(cancel), cancel);
        var subject = ask.UserId ?? (ask.SessionId is { } session ? NewEvent.SessionPrefix + session : null);
        var isPersonal = subject is not null && (ask.UserId is null || customers.MayPersonalize(ask.UserId));
        if (!TryContinue(ask, subject, model, out var cursor, out var problem))
        {
            return problem;
        }

        var policy = ListPolicy.Default;
        var asked = isPersonal ? subject : null;
        var reading = await activity.ReadAsync(asked, cancel);
        var language = ask.Language ?? (ask.UserId is null ? null : customers.Find(ask.UserId)?.Language);
        var isCacheable = ask.RecentItems.Count == 0 && ask.Basket.Count == 0;
        var key = new AnswerKey(
            "user",
            cursor is { Offset: var offset } ? ask.Request with { Offset = offset } : ask.Request,
            language,
            cursor?.SeenUpTo ?? -1,
            policy
        );
        if (isCacheable && cache.Find(subject ?? RecommendationIds.Nobody, key) is { } kept && IsValid(kept, reading, shelf))
        {
            metrics.Answered(fromCache: true, kept.Answer.IsDegraded);
            return new AnswerResult(kept.Answer, now, log);
        }

        var live = await activity.CompleteAsync(asked, reading, cancel);
        var answer = Make(ask with { Request = key.Request }, subject, policy, live, language, model, shelf, cursor, now);
        if (isCacheable)
        {
            cache.Keep(subject ?? RecommendationIds.Nobody, key, new KeptAnswer(answer, reading.Rows));
        }

        metrics.Answered(fromCache: false, answer.IsDegraded);
        return new AnswerResult(answer, now, log);
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
        string? language,
        CurrentRecommendations model,
        Shelf shelf,
        Cursor? cursor,
        DateTimeOffset now
    )
    {
        var from = time.GetTimestamp();
        var seconds = now.ToUnixTimeSeconds();
        var known = Visitors.Meet(subject ?? RecommendationIds.Nobody, live, model.Model, language);
        IReadOnlySet<string> acquiredSince = new HashSet<string>(StringComparer.Ordinal);
        if (cursor is { } place)
        {
            (known, acquiredSince) = Visitors.AsOf(known, place.SeenUpTo);
        }

        var visitor = Visitors.With(known, ask.RecentItems, ask.Basket, Math.Max(model.Model.Reference, known.Newest ?? 0));
        using var folded = new FoldedHistory(model.Model, visitor, _histories);
        var request = ask.Request with { Exclude = RequestKeys.Join(ask.Request.Excluded.Concat(ask.Basket)) };
        var seenUpTo = cursor?.SeenUpTo ?? known.Newest ?? (subject is null ? seconds / DrawSeconds * DrawSeconds : 0);
        var draw = Cursor.Hash(subject, ask.Request.Placement, seenUpTo.ToString(CultureInfo.InvariantCulture));
        var page = _ranker.Rank(shelf, visitor, folded, request, policy, draw, seconds);
        page =
            acquiredSince.Count == 0
                ? page
                : page with
                {
                    Items = [.. page.Items.Where(i => !acquiredSince.Contains(shelf.IdAt(i.Place)))],
                };
        var next = page.HasMore
            ? new Cursor(ListOf(ask, subject), ModelOf(model), ask.Request.Offset + ask.Request.N, seenUpTo)
            : (Cursor?)null;
        metrics.Ranked(time.GetElapsedTime(from));
        var frame = new AnswerFrame(
            subject ?? RecommendationIds.Nobody,
            ask.UserId,
            model,
            ask.Request.Offset,
            next?.Encode(),
            known.Newest,
            visitor.IsDegraded
        );
        var reasons = new ReasonWriter(shelf, visitor, folded, seconds);
        return AnswerMaker.Make(
            page,
            shelf,
            ask,
            frame,
            reasons.WhyAll,
            now,
            from + (AnswerCache.SecondsFor(shelf, options) * time.TimestampFrequency)
        );
    }

    private static bool TryContinue(
        Ask ask,
        string? subject,
        CurrentRecommendations model,
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
        else if (cursor.Value.Model != ModelOf(model))
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

    private static ulong ModelOf(CurrentRecommendations model) =>
        Cursor.Hash(model.Version, model.Model.Reference.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Sets of ids as one text, so that the same set is the same key.</summary>
internal static class RequestKeys
{
    public static string Join(IEnumerable<string> ids) => string.Join(RankRequest.Divider, ids.Distinct().Order(StringComparer.Ordinal));
}
