using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Serving;
using Microsoft.AspNetCore.Http;

namespace Marketing.Recommendations.Answers;

/// <summary>Which list of the shop.</summary>
internal enum ShopList
{
    Popular,
    Similar,
    BoughtTogether,
}

/// <summary>Answers with lists that are the same for everybody.</summary>
internal sealed class ShopListService(
    CurrentModel current,
    Shelves shelves,
    AnswerCache cache,
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
        var key = new AnswerKey(list.ToString(), ask.Request, ask.Language, SeenUpTo: -1);
        if (cache.Find(subject, key)?.Answer is { } known && known.IsValidFor(shelf, time.GetTimestamp()))
        {
            metrics.Answered(fromCache: true, degraded: false);
            return new AnswerResult(known, now, log);
        }

        var answer = Make(list, ask, model, shelf, now);
        cache.Keep(subject, key, new KeptAnswer(answer, ActivityReader.Nobody.Rows));
        metrics.Answered(fromCache: false, degraded: false);
        return new AnswerResult(answer, now, log);
    }

    private PreparedAnswer Make(ShopList list, Ask ask, CurrentRecommendations model, Shelf shelf, DateTimeOffset now)
    {
        var itemId = ask.ItemId ?? "";
        var page = list switch
        {
            ShopList.Popular => ShopLists.Popular(shelf, ask.Request, ask.WindowDays),
            ShopList.Similar => ShopLists.Similar(shelf, ask.Request, itemId),
            _ => ShopLists.BoughtTogether(shelf, ask.Request, itemId),
        };
        var visitor = Visitor.Anonymous with { Language = ask.Language };
        using var folded = new FoldedHistory(model.Model, visitor, _histories);
        var reasons = new ReasonWriter(shelf, visitor, folded, now.ToUnixTimeSeconds());
        var frame = new AnswerFrame(
            RecommendationIds.Nobody,
            UserId: null,
            model,
            Offset: 0,
            NextCursor: null,
            Newest: null,
            Degraded: false,
            list == ShopList.Popular ? PopularWindows.Name(ask.WindowDays) : null
        );
        return AnswerMaker.Make(
            page,
            shelf,
            ask,
            frame,
            items => [.. items.Select(item => reasons.Beside(item, itemId))],
            now,
            time.GetTimestamp() + (AnswerCache.SecondsFor(shelf, options) * time.TimestampFrequency)
        );
    }
}

/// <summary>The windows of <c>popular</c> as callers write them.</summary>
internal static class PopularWindows
{
    private const string All = "all";

    /// <summary>What is accepted.</summary>
    public static IEnumerable<string> Names => Model.Popularity.Windows.Select(Name);

    public static string Name(int days) => days == 0 ? All : FormattableString.Invariant($"{days}d");

    /// <summary>Days of a window; null when it is not offered.</summary>
    public static int? Days(string? name) =>
        name is not { Length: > 0 } ? 0
        : Names.Contains(name) ? Model.Popularity.Windows.First(days => Name(days) == name)
        : null;
}
