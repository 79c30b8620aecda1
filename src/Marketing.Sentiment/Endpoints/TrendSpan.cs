using Marketing.Store;

namespace Marketing.Sentiment.Endpoints;

/// <summary>A span of time, cut into days, weeks from Monday, or months, in UTC.</summary>
/// <param name="Bucket"><c>day</c>, <c>week</c> or <c>month</c>, as PostgreSQL's <c>date_trunc</c> knows them.</param>
/// <param name="Starts">First instant of each bucket, ascending, at least one.</param>
/// <param name="End">First instant after the last one.</param>
internal sealed record TrendSpan(string Bucket, IReadOnlyList<DateTimeOffset> Starts, DateTimeOffset End)
{
    private const int Usual = 12;

    // One more than may be asked for, so that the check can see that it is too many.
    private const int Most = 401;

    /// <summary>The buckets that hold [from, to).</summary>
    public static TrendSpan Of(DateTimeOffset? from, DateTimeOffset to, string bucket)
    {
        // The last moment that counts lies before the end.
        var last = Start(to.UtcTicks > 0 ? to.AddTicks(-1) : to, bucket);
        var first = from is { } given ? Start(given, bucket) : Step(last, bucket, 1 - Usual);
        var starts = new List<DateTimeOffset>();
        for (var at = first; at <= last && starts.Count < Most; at = Step(at, bucket, 1))
        {
            starts.Add(at);
        }

        return new TrendSpan(bucket, starts.Count > 0 ? starts : [last], Step(last, bucket, 1));
    }

    private static DateTimeOffset Start(DateTimeOffset instant, string bucket)
    {
        var day = new DateTimeOffset(instant.UtcDateTime.Date, TimeSpan.Zero);
        return bucket switch
        {
            "day" => day,
            "week" => AddDays(day, -Weeks.SinceMonday(day.DayOfWeek)),
            _ => AddDays(day, 1 - day.Day),
        };
    }

    private static DateTimeOffset Step(DateTimeOffset start, string bucket, int steps)
    {
        try
        {
            return bucket switch
            {
                "day" => start.AddDays(steps),
                "week" => start.AddDays(7 * steps),
                _ => start.AddMonths(steps),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return steps < 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        }
    }

    private static DateTimeOffset AddDays(DateTimeOffset day, int days) =>
        (day - DateTimeOffset.MinValue).TotalDays < -days ? DateTimeOffset.MinValue : day.AddDays(days);
}
