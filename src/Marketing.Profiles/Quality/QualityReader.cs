using System.Text.Json;
using Marketing.Store;
using Npgsql;

namespace Marketing.Profiles.Quality;

/// <summary>Reads the figures of data quality. What is read of the events is a stretch of days, which the index on their time finds.</summary>
internal static class QualityReader
{
    private static readonly string[] LagNames = ["1s", "10s", "1m", "10m", "1h", "1d", "7d", "older"];

    private const string Mix = """
        SELECT type, coalesce(channel, 'unknown'), count(*),
            count(*) FILTER (WHERE price IS NULL), count(*) FILTER (WHERE currency IS NULL), count(*) FILTER (WHERE quantity IS NULL),
            count(*) FILTER (WHERE order_id IS NULL), count(*) FILTER (WHERE item_id IS NULL), count(*) FILTER (WHERE value IS NULL),
            count(*) FILTER (WHERE language IS NULL), count(*) FILTER (WHERE channel IS NULL), count(*) FILTER (WHERE session_id IS NULL)
        FROM shop.events WHERE occurred_at >= $1 AND occurred_at < $2 GROUP BY 1, 2
        """;

    private const string Weeks = """
        WITH w AS MATERIALIZED (
            SELECT occurred_at >= $1 - interval '7 days' AS now, type, channel, language, occurred_at, price
            FROM shop.events WHERE occurred_at >= $1 - interval '14 days' AND occurred_at < $1
        ), classes AS (
            SELECT now, 'type' AS of, type::text AS class FROM w
            UNION ALL SELECT now, 'channel', coalesce(channel, 'unknown') FROM w
            UNION ALL SELECT now, 'hour', extract(hour FROM occurred_at AT TIME ZONE 'UTC')::int::text FROM w
            UNION ALL SELECT now, 'price', CASE WHEN price IS NULL THEN 'none' WHEN price = 0 THEN 'free' ELSE 'from ' || power(2, floor(log(2, price)))::numeric(30, 4)::float8::text END
                FROM w WHERE type IN (2, 3)
            UNION ALL SELECT now, 'language', coalesce(language, 'unknown') FROM w WHERE type IN (5, 7)
        )
        SELECT of, class, count(*) FILTER (WHERE now), count(*) FILTER (WHERE NOT now) FROM classes GROUP BY 1, 2
        """;

    /// <summary>Where the data end: the clock, or the last day of analytics where nothing new came since.</summary>
    public static async Task<DateTimeOffset> EndAsync(NpgsqlConnection connection, DateTimeOffset now, int days, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync(
            "SELECT EXISTS (SELECT FROM shop.events WHERE occurred_at >= $1 AND occurred_at < $2), (SELECT last_day FROM analytics.state)",
            p => AddSpan(p, now.AddDays(-days), now),
            reader => (HasAny: reader.GetBoolean(0), Last: reader.IsDBNull(1) ? (DateOnly?)null : reader.GetFieldValue<DateOnly>(1)),
            cancel
        );
        return rows is [{ HasAny: false, Last: { } last }] && last < DateOnly.FromDateTime(now.UtcDateTime)
            ? new DateTimeOffset(last, TimeOnly.MinValue, TimeSpan.Zero).AddDays(1)
            : now;
    }

    public static Task<List<(EventType Type, string Channel, long Events, long[] Without)>> MixAsync(
        NpgsqlConnection connection,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancel
    ) =>
        connection.QueryAsync(
            Mix,
            p => AddSpan(p, from, to),
            reader =>
                (
                    (EventType)reader.GetInt16(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    Enumerable.Range(3, 9).Select(reader.GetInt64).ToArray()
                ),
            cancel
        );

    public static async Task<long> SubjectsAsync(
        NpgsqlConnection connection,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancel
    ) =>
        (
            await connection.QueryAsync(
                "SELECT count(DISTINCT user_id) FROM shop.events WHERE occurred_at >= $1 AND occurred_at < $2",
                p => AddSpan(p, from, to),
                reader => reader.GetInt64(0),
                cancel
            )
        )[0];

    public static async Task<IReadOnlyList<DriftFigure>> DriftAsync(
        NpgsqlConnection connection,
        DateTimeOffset to,
        CancellationToken cancel
    )
    {
        var classes = await connection.QueryAsync(
            Weeks,
            p => p.Add(new NpgsqlParameter<DateTime> { TypedValue = to.UtcDateTime }),
            reader => (Of: reader.GetString(0), Class: reader.GetString(1), Now: reader.GetInt64(2), Before: reader.GetInt64(3)),
            cancel
        );
        string[] kinds = ["type", "channel", "hour", "price", "language"];
        return [.. kinds.Select(of => Drift.Of(of, [.. classes.Where(c => c.Of == of).Select(c => (Name(of, c.Class), c.Now, c.Before))]))];
    }

    /// <summary>By source, newest first; outcomes and lags of the days from <paramref name="since"/> on.</summary>
    public static async Task<IReadOnlyList<SourceFigures>> SourcesAsync(
        NpgsqlConnection connection,
        DateOnly since,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var rows = await connection.QueryAsync(
            """
            SELECT source, outcome, lag, coalesce(sum(rows) FILTER (WHERE day >= $1), 0)::bigint, max(last_at) FROM shop.intake GROUP BY 1, 2, 3
            """,
            p => p.Add(new NpgsqlParameter<DateOnly> { TypedValue = since }),
            r =>
                (
                    Source: r.GetString(0),
                    Outcome: r.GetString(1),
                    Lag: r.GetInt16(2),
                    Rows: r.GetInt64(3),
                    LastAt: r.GetFieldValue<DateTimeOffset>(4)
                ),
            cancel
        );
        return
        [
            .. rows.GroupBy(row => row.Source, StringComparer.Ordinal)
                .Select(source =>
                {
                    var last = source.Max(row => row.LastAt);
                    return new SourceFigures(
                        source.Key,
                        Sums(source.Where(row => row.Rows > 0).Select(row => (row.Outcome, row.Rows))),
                        last,
                        Math.Round((now - last).TotalSeconds, 1),
                        Sums(
                            source
                                .Where(row => row.Lag >= 0 && row.Rows > 0)
                                .Select(row => (LagNames[Math.Min(row.Lag, LagNames.Length - 1)], row.Rows))
                        )
                    );
                })
                .OrderByDescending(source => source.LastAt),
        ];
    }

    public static Task<List<QuarantineCount>> QuarantineAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        connection.QueryAsync(
            "SELECT code, count(*), min(received_at), max(received_at) FROM shop.quarantine GROUP BY code ORDER BY code",
            _ => { },
            r => new QuarantineCount(r.GetString(0), r.GetInt64(1), r.GetFieldValue<DateTimeOffset>(2), r.GetFieldValue<DateTimeOffset>(3)),
            cancel
        );

    /// <summary>The rules with their counts.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="atIngest">Rows that came in by outcome, for the rules that ingest applies.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<CleaningFigures> CleaningAsync(
        NpgsqlConnection connection,
        Dictionary<string, long> atIngest,
        CancellationToken cancel
    )
    {
        var runs = await connection.QueryAsync(
            "SELECT finished_at, events, currency, counts::text FROM shop.cleaning_runs WHERE scope_from IS NULL ORDER BY run_id DESC LIMIT 1",
            _ => { },
            r =>
                (
                    At: r.GetFieldValue<DateTimeOffset>(0),
                    Events: r.GetInt64(1),
                    Currency: r.IsDBNull(2) ? null : r.GetString(2),
                    Counts: r.GetString(3)
                ),
            cancel
        );
        var counts = runs is [var run] ? JsonSerializer.Deserialize<Dictionary<string, long>>(run.Counts) ?? [] : [];
        counts["duplicate-id"] = atIngest.GetValueOrDefault("duplicate");
        counts["click-rules"] = atIngest.GetValueOrDefault("flagged");
        return new CleaningFigures(
            runs is [var last] ? last.At : null,
            runs.Sum(r => r.Events),
            runs is [var newest] ? newest.Currency : null,
            [
                .. CleaningRules.All.Select(rule => new CleaningRuleFigures(
                    rule.Name,
                    rule.What,
                    rule.Setting,
                    counts.TryGetValue(rule.Name, out var rows) ? rows : null
                )),
            ]
        );
    }

    internal static Dictionary<string, long> Sums(IEnumerable<(string Key, long Rows)> rows) =>
        rows.GroupBy(row => row.Key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(row => row.Rows), StringComparer.Ordinal);

    internal static string Word(EventType type) => JsonNamingPolicy.CamelCase.ConvertName(type.ToString());

    private static string Name(string of, string @class) =>
        of == "type" ? Word((EventType)short.Parse(@class, System.Globalization.CultureInfo.InvariantCulture)) : @class;

    private static void AddSpan(NpgsqlParameterCollection parameters, DateTimeOffset from, DateTimeOffset to)
    {
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = from.UtcDateTime });
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = to.UtcDateTime });
    }
}
