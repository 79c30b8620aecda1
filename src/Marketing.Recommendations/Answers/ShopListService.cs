using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Placements;
using Marketing.Recommendations.Serving;
using Microsoft.AspNetCore.Http;

namespace Marketing.Recommendations.Answers;

/// <summary>Which list of the shop.</summary>
internal enum ShopList
{
    Popular,
    Trending,
    New,
    Similar,
    BoughtTogether,
}

/// <summary>Answers with lists that are the same for everybody.</summary>
internal sealed class ShopListService(
    CurrentModel current,
    Shelves shelves,
    AnswerCache cache,
    PlacementBook placements,
    RecommendationsOptions options,
    RecommendationLog log,
    RecommendationMetrics metrics,
    TimeProvider time
)
{
    private readonly HistoryBuilder _histories = new(new InteractionWeights(options));

    public async ValueTask<IResult> AnswerAsync(ShopList list, Ask ask, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (model, shelf) = await shelves.ForAsync(await current.GetAsync(cancel), cancel);
        // No subject's key: ids have no control characters.
        var subject = FormattableString.Invariant($"\u0001{list}:{ask.WindowDays}:{ask.ItemId}");
        var policy = placements.PolicyFor(ask.Request.Placement, subject: null, now);
        var key = new AnswerKey(list.ToString(), ask.Request, ask.Language, SeenUpTo: -1, policy);
        if (cache.Find(subject, key)?.Answer is { } known && known.IsValidFor(shelf, time.GetTimestamp()))
        {
            metrics.Answered(fromCache: true, degraded: false);
            return new AnswerResult(known, now, log);
        }

        var answer = Make(list, ask, policy, model, shelf, now);
        cache.Keep(subject, key, new KeptAnswer(answer, ActivityReader.Nobody.Rows));
        metrics.Answered(fromCache: false, degraded: false);
        return new AnswerResult(answer, now, log);
    }

    private PreparedAnswer Make(ShopList list, Ask ask, ListPolicy policy, CurrentRecommendations model, Shelf shelf, DateTimeOffset now)
    {
        var itemId = ask.ItemId ?? "";
        var page = new ShopLists(shelf, ask.Request, policy, now.ToUnixTimeSeconds()).Make(list, itemId, ask.WindowDays);
        var visitor = Visitor.Anonymous with { Language = ask.Language };
        using var folded = new FoldedHistory(model.Model, visitor, _histories);
        var reasons = new ReasonWriter(shelf, visitor, folded, now.ToUnixTimeSeconds());
        var frame = new AnswerFrame(
            RecommendationIds.Nobody,
            UserId: null,
            model,
            policy,
            LoggedRequest.Of(ask, list.ToString(), now, shelf.Records.AsOf),
            NextCursor: null,
            Newest: null,
            Degraded: false,
            list is ShopList.Popular or ShopList.Trending or ShopList.New ? ListWindows.Name(ask.WindowDays) : null,
            list == ShopList.New ? now : null
        );
        return AnswerMaker.Make(
            page,
            shelf,
            ask,
            frame,
            items => [.. items.Select(item => reasons.Beside(item, itemId))],
            now,
            time.GetTimestamp() + (KeepSeconds(shelf, policy, now) * time.TimestampFrequency)
        );
    }

    private long KeepSeconds(Shelf shelf, ListPolicy policy, DateTimeOffset now) =>
        Math.Min(AnswerCache.SecondsFor(shelf, options), Math.Max(0, policy.Until - now.ToUnixTimeSeconds()));
}
