using System.Globalization;
using Npgsql;

namespace Marketing.Store;

/// <summary>Something that a model needs before it can be trained.</summary>
/// <param name="What">In the plural: <c>interactions</c>, <c>users</c>.</param>
/// <param name="Needed">How many.</param>
/// <param name="Present">How many there are; counting ends at <paramref name="Needed"/>.</param>
public sealed record ModelNeed(string What, long Needed, long Present);

/// <summary>What a model needs, and whether it is there.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="IsReady">Whether everything is there.</param>
/// <param name="Says">One sentence for people.</param>
/// <param name="Needs">One by one.</param>
public sealed record ModelReadiness(string Model, bool IsReady, string Says, IReadOnlyList<ModelNeed> Needs);

/// <summary>A stretch of time that events must span.</summary>
/// <param name="Days">From the first to the newest; 0: any.</param>
/// <param name="Where">Which cleaned events, a condition on <c>e</c>.</param>
public sealed record NeededSpan(double Days, string Where)
{
    /// <summary>Days in whole hours, for people.</summary>
    public static long HoursOf(double days) => (long)Math.Ceiling(24 * days);
}

/// <summary>
/// Tells what a model still needs. Registered by its module as a singleton; <c>GET /data-quality</c> asks all of them. It counts no further than needed, so that it
/// answers at once however large the shop is.
/// </summary>
/// <param name="model">The model's name.</param>
/// <param name="join">Between the needs: <c>by</c>, <c>with</c>.</param>
/// <param name="needs">Each with a query that gives a count; @most is how many are needed.</param>
public sealed class ReadinessMeter(string model, string join, params (string What, long Needed, string Sql)[] needs)
{
    private const string HoursOfEvents = "hours of events";

    /// <summary>Counts users that have events, by jumps through the primary key, for needs of users.</summary>
    public const string CountUsers = """
        WITH RECURSIVE u (id, n) AS (
            (SELECT user_id, 1 FROM shop.events ORDER BY user_id LIMIT 1)
            UNION ALL
            SELECT (SELECT e.user_id FROM shop.events e
                    WHERE e.user_id > CASE WHEN u.id LIKE 'session:%' THEN 'session:' || chr(1114111) ELSE u.id END ORDER BY e.user_id LIMIT 1), u.n + 1
            FROM u WHERE u.id IS NOT NULL AND u.n <= @most
        )
        SELECT least(count(*), @most) FROM u WHERE id IS NOT NULL AND id NOT LIKE 'session:%'
        """;

    /// <summary>Counts cleaned events that fit a condition on <c>e</c>.</summary>
    public static string CountEvents(string where) => $"SELECT count(*) FROM (SELECT FROM shop.clean_events e WHERE {where} LIMIT @most) c";

    /// <summary>What the events must span beside; null: nothing.</summary>
    public NeededSpan? Span { get; init; }

    /// <summary>Counts.</summary>
    public async Task<ModelReadiness> MeasureAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        List<ModelNeed> found = [];
        foreach (var (what, needed, sql) in needs)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new NpgsqlParameter<long>("most", needed));
            found.Add(new ModelNeed(what, needed, await command.ExecuteScalarAsync(cancel) is long present ? present : 0));
        }

        var isEnough = found.All(need => need.Present >= need.Needed);
        var wanted = string.Join(
            $" {join} ",
            found.Select(need => string.Create(CultureInfo.InvariantCulture, $"{need.Needed:N0} {need.What}"))
        );
        var there = string.Join($" {join} ", found.Select(need => string.Create(CultureInfo.InvariantCulture, $"{need.Present:N0}")));
        var (isLong, span) = await SpanAsync(connection, cancel);
        var says = isEnough && isLong ? $"{model} need {wanted}: they are there." : $"{model} need {wanted}: you have {there}.";
        if (span is not null)
        {
            found.Add(span);
            says += isLong
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $" They need events over at least {span.Needed:N0} hours: yours span {span.Present:N0}."
                );
        }

        return new ModelReadiness(model, isEnough && isLong, says, found);
    }

    /// <summary>
    /// Looks for an event that is far enough from any other one, which is found at once where there are many days; only where there is none, all of them
    /// (of two such stretches at most) are looked at.
    /// </summary>
    private async Task<(bool IsLong, ModelNeed? Need)> SpanAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (Span is not { Days: > 0 } span)
        {
            return (true, null);
        }

        await using var command = new NpgsqlCommand(
            $"""
            WITH one AS MATERIALIZED (SELECT e.occurred_at FROM shop.clean_events e WHERE {span.Where} LIMIT 1)
            SELECT CASE WHEN EXISTS (SELECT FROM shop.clean_events e WHERE {span.Where} AND (e.occurred_at <= (SELECT occurred_at FROM one) - @days * interval '1 day'
                    OR e.occurred_at >= (SELECT occurred_at FROM one) + @days * interval '1 day')) THEN @days
                ELSE (SELECT extract(epoch FROM max(e.occurred_at) - min(e.occurred_at))::float8 / 86400 FROM shop.clean_events e WHERE {span.Where}) END
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<double>("days", span.Days));
        var days = await command.ExecuteScalarAsync(cancel) is double found ? found : 0;
        return days >= span.Days
            ? (true, new ModelNeed(HoursOfEvents, NeededSpan.HoursOf(span.Days), NeededSpan.HoursOf(span.Days)))
            : (false, new ModelNeed(HoursOfEvents, NeededSpan.HoursOf(span.Days), (long)(24 * days)));
    }
}
