using Marketing.Sentiment.Reviews;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Marketing.Sentiment.Endpoints;

/// <summary>How people felt in one bucket of time; reviews that say the same count once.</summary>
/// <param name="From">First instant of the bucket, UTC.</param>
/// <param name="Reviews">Reviews.</param>
/// <param name="Positive">Positive ones.</param>
/// <param name="Neutral">Neutral ones.</param>
/// <param name="Negative">Negative ones.</param>
/// <param name="Share">Positive ÷ (positive + negative); absent without either.</param>
/// <param name="Low">Lower end of the share's 95 % interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record TrendPoint(
    DateTimeOffset From,
    int Reviews,
    int Positive,
    int Neutral,
    int Negative,
    double? Share,
    double Low,
    double High
)
{
    public static TrendPoint Of(TrendCount count)
    {
        var share = Marketing.Sentiment.Reviews.Share.Of(count.Positive, count.Negative);
        return new TrendPoint(
            count.From,
            count.Positive + count.Neutral + count.Negative,
            count.Positive,
            count.Neutral,
            count.Negative,
            share.Value,
            share.Low,
            share.High
        );
    }
}

/// <summary>How feelings went over time.</summary>
/// <param name="ItemId">The product asked for.</param>
/// <param name="Category">The category asked for.</param>
/// <param name="Aspect">The aspect asked for.</param>
/// <param name="Bucket">day, week or month.</param>
/// <param name="Points">Every bucket, oldest first.</param>
internal sealed record TrendAnswer(string? ItemId, string? Category, string? Aspect, string Bucket, IReadOnlyList<TrendPoint> Points);

internal static class ReadTrends // GET /sentiment/trends
{
    public static async Task<Results<Ok<TrendAnswer>, ValidationProblem>> Handle(
        StoreReader store,
        TimeProvider clock,
        IOptions<ApiLimits> limits,
        CancellationToken cancel,
        string? itemId = null,
        string? category = null,
        string? aspect = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        string? bucket = null
    )
    {
        var check = new QueryCheck(limits.Value);
        var (item, path, about) = (check.Item(itemId), check.Category(category), check.Text("aspect", aspect));
        var span = check.Span(from, to, bucket, clock.GetUtcNow());
        if (check.IsWrong)
        {
            return SentimentProblems.Invalid(check.Errors);
        }

        var counts = await store.ReadSqlAsync(
            (connection, token) => TrendReader.ReadAsync(connection, span, item, path, about, token),
            cancel
        );
        return TypedResults.Ok(new TrendAnswer(item, path, about, span.Bucket, [.. counts.Select(TrendPoint.Of)]));
    }
}
