using System.Globalization;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Quality;

/// <summary>Events that are counted: by when they happened and by when they were stored.</summary>
/// <param name="From">First day on which they happened, UTC.</param>
/// <param name="Until">First moment after them.</param>
/// <param name="ReceivedFrom">First moment of their storing.</param>
/// <param name="ReceivedUntil">First moment after it.</param>
internal sealed record CountedEvents(DateOnly From, DateTimeOffset Until, DateTimeOffset? ReceivedFrom, DateTimeOffset? ReceivedUntil)
{
    /// <summary>Parameters $1 to $4.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = From.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) });
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = Until.UtcDateTime });
        // The ends of DateTime are PostgreSQL's infinities.
        parameters.Add(
            new NpgsqlParameter { Value = ReceivedFrom?.UtcDateTime ?? DateTime.MinValue, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        parameters.Add(
            new NpgsqlParameter { Value = ReceivedUntil?.UtcDateTime ?? DateTime.MaxValue, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
    }
}

/// <summary>Counts events by day and class, in one pass over them.</summary>
internal static class DayCounts
{
    /// <summary>Kind of the events of a type that lack a field: this, and the field's name.</summary>
    public const string Absent = "absent:";

    /// <summary>Fields that are looked for, in the order of the query's columns.</summary>
    private static readonly string[] Fields =
    [
        "price",
        "currency",
        "quantity",
        "orderId",
        "itemId",
        "value",
        "language",
        "channel",
        "sessionId",
    ];

    private const int MostClasses = 50;

    // Lower ends of the price bands: powers of two from a thousandth to a trillion.
    private static readonly double[] Bands = [0, .. Enumerable.Range(-10, 51).Select(power => Math.Pow(2, power))];

    private static readonly string Sql = $"""
        WITH e AS (
            SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, type, channel, quantity, order_id, item_id, value, session_id, price, currency, language AS tongue,
                coalesce(channel, 'unknown') AS way, extract(hour FROM occurred_at AT TIME ZONE 'UTC')::int AS hour,
                CASE WHEN type NOT IN (2, 3) THEN NULL WHEN price IS NULL THEN 'none' WHEN price = 0 THEN 'free'
                    ELSE 'from ' || ($5::float8[])[width_bucket(price::float8, $5::float8[])]::text END AS band,
                CASE WHEN type IN (5, 7) THEN coalesce(language, 'unknown') END AS language
            FROM shop.events WHERE occurred_at >= $1 AND occurred_at < $2 AND received_at >= $3 AND received_at < $4
        ), g AS (
            SELECT day, CASE grouping(type, way, hour, band, language) WHEN 15 THEN 'type' WHEN 23 THEN 'channel' WHEN 27 THEN 'hour' WHEN 29 THEN 'price' ELSE 'language' END AS kind,
                coalesce(type::text, way, hour::text, band, language) AS class, count(*) AS events,
                count(*) FILTER (WHERE price IS NULL) AS a0, count(*) FILTER (WHERE currency IS NULL) AS a1, count(*) FILTER (WHERE quantity IS NULL) AS a2,
                count(*) FILTER (WHERE order_id IS NULL) AS a3, count(*) FILTER (WHERE item_id IS NULL) AS a4, count(*) FILTER (WHERE value IS NULL) AS a5,
                count(*) FILTER (WHERE tongue IS NULL) AS a6, count(*) FILTER (WHERE channel IS NULL) AS a7, count(*) FILTER (WHERE session_id IS NULL) AS a8
            FROM e GROUP BY GROUPING SETS ((day, type), (day, way), (day, hour), (day, band), (day, language))
        ), places AS (
            SELECT *, row_number() OVER (PARTITION BY day, kind ORDER BY events DESC, class COLLATE "C") AS place FROM g WHERE class IS NOT NULL
        )
        SELECT day, kind, CASE WHEN place <= {MostClasses} THEN class ELSE 'other' END, sum(events)::bigint,
            sum(a0)::bigint, sum(a1)::bigint, sum(a2)::bigint, sum(a3)::bigint, sum(a4)::bigint, sum(a5)::bigint, sum(a6)::bigint, sum(a7)::bigint, sum(a8)::bigint
        FROM places GROUP BY 1, 2, 3
        """;

    /// <summary>Counts. Each event is in one class of types, channels and hours, in one of prices where it is of a cart or a purchase, and in one of languages where it is a search or a review.</summary>
    public static async Task<List<DayCountRow>> ReadAsync(NpgsqlConnection connection, CountedEvents events, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = 0 };
        events.AddTo(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<double[]> { TypedValue = Bands });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<DayCountRow> rows = [];
        while (await reader.ReadAsync(cancel))
        {
            Add(rows, reader);
        }

        return rows;
    }

    /// <summary>The class as people read it.</summary>
    public static string Name(string kind, string @class) =>
        kind == "type" ? QualityReader.Word((EventType)short.Parse(@class, CultureInfo.InvariantCulture)) : @class;

    private static void Add(List<DayCountRow> rows, NpgsqlDataReader reader)
    {
        var (day, kind, @class) = (reader.GetFieldValue<DateOnly>(0), reader.GetString(1), reader.GetString(2));
        rows.Add(Row(day, kind, @class, reader.GetInt64(3)));
        for (var at = 0; kind == "type" && at < Fields.Length; at++)
        {
            if (reader.GetInt64(4 + at) is > 0 and var without)
            {
                rows.Add(Row(day, Absent + Fields[at], @class, without));
            }
        }
    }

    private static DayCountRow Row(DateOnly day, string kind, string @class, long events) =>
        new()
        {
            Day = day,
            Kind = kind,
            Class = @class,
            Events = events,
        };
}
