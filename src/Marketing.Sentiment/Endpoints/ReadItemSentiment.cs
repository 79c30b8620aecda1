using Marketing.Sentiment.Reviews;
using Marketing.Sentiment.Scoring;
using Marketing.Sentiment.Turns;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Marketing.Sentiment.Endpoints;

/// <summary>What reviews say of one aspect of a product; reviews that say the same count once.</summary>
/// <param name="Aspect">Which.</param>
/// <param name="Mentions">Reviews that speak of it.</param>
/// <param name="Positive">Passages with a good feeling.</param>
/// <param name="Neutral">Passages with none.</param>
/// <param name="Negative">Passages with a bad feeling.</param>
/// <param name="Quotes">The newest passages, at most two good and two bad ones.</param>
internal sealed record AspectSummary(
    string Aspect,
    int Mentions,
    int Positive,
    int Neutral,
    int Negative,
    IReadOnlyList<QuotedReview> Quotes
);

/// <summary>A turn in short.</summary>
/// <param name="Direction">worse or better.</param>
/// <param name="Since">The first review after it, UTC.</param>
/// <param name="ShareBefore">Share of positive feeling before, neutral counted half.</param>
/// <param name="ShareAfter">The same since then.</param>
internal sealed record TurnAnswer(string Direction, DateTimeOffset Since, double ShareBefore, double ShareAfter);

/// <summary>How people feel about a product.</summary>
/// <param name="ItemId">The product.</param>
/// <param name="ModelVersion">Version that scores now.</param>
/// <param name="Reviews">Reviews that count: those that say the same count once.</param>
/// <param name="Repeats">Reviews that say what another one says.</param>
/// <param name="Positive">Positive ones.</param>
/// <param name="Neutral">Neutral ones.</param>
/// <param name="Negative">Negative ones.</param>
/// <param name="Share">Positive ÷ (positive + negative), drawn towards the shop's share where reviews are few.</param>
/// <param name="RawShare">The same without the shop's; absent without either.</param>
/// <param name="Low">Lower end of the raw share's 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="ShopShare">The shop's share.</param>
/// <param name="NewestAt">When the newest review was written; absent without any.</param>
/// <param name="Turn">Set while the recent reviews feel otherwise than those before.</param>
/// <param name="Trend">The newest twelve weeks, oldest first.</param>
/// <param name="Aspects">What is talked about most, first.</param>
/// <param name="Degraded">True when the database is away: counts come from memory, and repeats, trend and aspects are missing.</param>
internal sealed record ItemSentimentAnswer(
    string ItemId,
    string ModelVersion,
    int Reviews,
    int Repeats,
    int Positive,
    int Neutral,
    int Negative,
    double Share,
    double? RawShare,
    double Low,
    double High,
    double ShopShare,
    DateTimeOffset? NewestAt,
    TurnAnswer? Turn,
    IReadOnlyList<TrendPoint> Trend,
    IReadOnlyList<AspectSummary> Aspects,
    bool Degraded = false
);

internal static class ReadItemSentiment // GET /items/{itemId}/sentiment
{
    public static async Task<Ok<ItemSentimentAnswer>> Handle(
        ItemId itemId,
        StoreReader store,
        Serving.SentimentReader reader,
        ItemMoods moods,
        SentimentOptions options,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var (id, version) = (itemId.Value, reader.Current.Version.Model);
        try
        {
            var span = TrendSpan.Of(from: null, clock.GetUtcNow(), "week");
            var read = await store.ReadSqlAsync((c, token) => ReadAsync(c, id, span, token), cancel);
            return TypedResults.Ok(Answer(id, version, read, moods.Find(id)?.Turn, options));
        }
        catch (Exception fault) when (fault is TimeoutException or NpgsqlException)
        {
            var mood = moods.Find(id);
            var counts = mood is null ? null : new ItemCounts(mood.Reviews, mood.Positive, mood.Negative, mood.Neutral, mood.NewestAt);
            return TypedResults.Ok(Answer(id, version, (counts, ShopShare(moods), [], []), mood?.Turn, options) with { Degraded = true });
        }
    }

    private static ItemSentimentAnswer Answer(
        string itemId,
        string version,
        (ItemCounts? Counts, double ShopShare, IReadOnlyList<TrendCount> Trend, IReadOnlyList<AspectSummary> Aspects) read,
        MoodTurn? turn,
        SentimentOptions options
    )
    {
        var counts = read.Counts ?? new ItemCounts(0, 0, 0, 0, default);
        var share = Share.Of(counts.Positive, counts.Negative);
        var reviews = counts.Positive + counts.Neutral + counts.Negative;
        return new ItemSentimentAnswer(
            itemId,
            version,
            reviews,
            counts.Scored - reviews,
            counts.Positive,
            counts.Neutral,
            counts.Negative,
            ItemCounts.Shrunk(counts.Positive, counts.Negative, read.ShopShare, options.PriorReviews),
            share.Value,
            share.Low,
            share.High,
            read.ShopShare,
            read.Counts?.NewestAt,
            turn is null ? null : new TurnAnswer(turn.IsWorse ? Turn.Worse : Turn.Better, turn.Since, turn.ShareBefore, turn.ShareAfter),
            [.. read.Trend.Select(TrendPoint.Of)],
            read.Aspects
        );
    }

    /// <summary>As the database would say it: with one more review of each feeling.</summary>
    private static double ShopShare(ItemMoods moods)
    {
        var (positive, negative) = (0L, 0L);
        foreach (var mood in moods.All)
        {
            (positive, negative) = (positive + mood.Positive, negative + mood.Negative);
        }

        return (positive + 1.0) / (positive + negative + 2.0);
    }

    private static async Task<(ItemCounts?, double, IReadOnlyList<TrendCount>, IReadOnlyList<AspectSummary>)> ReadAsync(
        NpgsqlConnection connection,
        string itemId,
        TrendSpan span,
        CancellationToken cancel
    )
    {
        var counts = await ItemReviews.CountAsync(connection, [itemId], cancel);
        var shop = await ItemReviews.ShopShareAsync(connection, cancel);
        var trend = await TrendReader.ReadAsync(connection, span, itemId, category: null, aspect: null, cancel);
        var aspects = await AspectReader.ReadAsync(connection, itemId, cancel);
        return (counts.GetValueOrDefault(itemId), shop, trend, aspects);
    }
}
