using Marketing.Store;
using Npgsql;

namespace Marketing.Recommendations.Performance;

/// <summary>Which answers are looked at, and how they are put together.</summary>
/// <param name="From">Served at or after, UTC.</param>
/// <param name="To">Served before, UTC.</param>
/// <param name="Placement">Null: every place.</param>
/// <param name="ByPlacement">Whether places are told apart.</param>
/// <param name="ByModel">Whether model versions are.</param>
/// <param name="ByVariant">Whether variants are.</param>
/// <param name="ByDay">Whether UTC days are.</param>
/// <param name="Currency">Of revenue.</param>
internal sealed record PerformanceQuery(
    DateTimeOffset From,
    DateTimeOffset To,
    string? Placement,
    bool ByPlacement,
    bool ByModel,
    bool ByVariant,
    bool ByDay,
    string Currency
);

/// <summary>Sums of one group, over its subjects.</summary>
internal sealed record PerformanceRow
{
    public string? Placement { get; init; }
    public string? ModelVersion { get; init; }
    public string? Variant { get; init; }
    public DateTimeOffset? Day { get; init; }
    public long Answers { get; init; }
    public long Shown { get; init; }
    public long Orders { get; init; }
    public RatioSums Clicked { get; init; }
    public RatioSums Bought { get; init; }
    public RatioSums Revenue { get; init; }
}

/// <summary>What came of the answers that were served: clicks and orders that carry their ids.</summary>
internal sealed class PerformanceReader(StoreReader store)
{
    /// <summary>Days after an answer in which a click or an order is counted to it.</summary>
    public const int AttributionDays = 7;

    // Answers to nobody in particular are subjects of their own: their visitors cannot be told apart. $1 from, $2 to, $3 placement, $4 to $7 groups, $8 currency.
    private const string Sql = """
        WITH served AS (
            SELECT CASE WHEN l.user_id = '?' THEN l.recommendation_id ELSE l.user_id END AS subject, l.recommendation_id, l.served_at,
                CASE WHEN $4 THEN l.placement END AS placement, CASE WHEN $5 THEN l.model_version END AS model_version,
                CASE WHEN $6 THEN l.variant END AS variant, CASE WHEN $7 THEN date_trunc('day', l.served_at, 'UTC') END AS day
            FROM recommendations.log l
            WHERE l.served_at >= $1 AND l.served_at < $2 AND ($3::text IS NULL OR l.placement = $3)
        ), outcomes AS (
            SELECT s.recommendation_id, bool_or(e.type = 8) AS shown, bool_or(e.type = 9) AS clicked, bool_or(e.type = 3) AS bought,
                count(DISTINCT coalesce(e.order_id, e.event_id)) FILTER (WHERE e.type = 3) AS orders,
                coalesce(sum(e.price * coalesce(e.quantity, 1)) FILTER (WHERE e.type = 3 AND e.currency = $8), 0)::float8 AS revenue
            FROM served s
            JOIN shop.events e ON e.recommendation_id = s.recommendation_id
            WHERE e.occurred_at >= $1 AND e.occurred_at < $2::timestamptz + interval '7 days' AND e.recommendation_id IS NOT NULL
                AND e.type IN (3, 8, 9) AND e.weight > 0 AND e.occurred_at < s.served_at + interval '7 days'
            GROUP BY s.recommendation_id
        ), subjects AS (
            SELECT s.placement, s.model_version, s.variant, s.day, s.subject, count(*)::float8 AS n, count(*) FILTER (WHERE o.shown) AS shown,
                count(*) FILTER (WHERE o.clicked)::float8 AS c, count(*) FILTER (WHERE o.bought)::float8 AS b,
                coalesce(sum(o.orders), 0) AS orders, coalesce(sum(o.revenue), 0) AS r
            FROM served s LEFT JOIN outcomes o USING (recommendation_id)
            GROUP BY 1, 2, 3, 4, 5
        )
        SELECT placement, model_version, variant, day, count(*) AS subjects, sum(n)::bigint AS answers, sum(shown)::bigint AS shown,
            sum(c)::bigint AS clicked, sum(b)::bigint AS bought, sum(orders)::bigint AS orders, sum(r) AS revenue, sum(n * n) AS nn,
            sum(c * c) AS cc, sum(c * n) AS cn, sum(b * b) AS bb, sum(b * n) AS bn, sum(r * r) AS rr, sum(r * n) AS rn
        FROM subjects GROUP BY 1, 2, 3, 4 ORDER BY 4, 1, 3, 2 LIMIT 1000
        """;

    private const string CurrencySql = """
        SELECT e.currency FROM shop.events e
        WHERE e.occurred_at >= $1 AND e.occurred_at < $2 AND e.recommendation_id IS NOT NULL AND e.type = 3 AND e.currency IS NOT NULL
        GROUP BY e.currency ORDER BY count(*) DESC, e.currency LIMIT 1
        """;

    /// <summary>Groups in the order of day, place, variant and model.</summary>
    public Task<List<PerformanceRow>> ReadAsync(PerformanceQuery query, CancellationToken cancel) =>
        store.QueryAsync(
            Sql,
            parameters =>
            {
                parameters.AddTime(query.From);
                parameters.AddTime(query.To);
                parameters.AddText(query.Placement);
                parameters.AddTruth(query.ByPlacement);
                parameters.AddTruth(query.ByModel);
                parameters.AddTruth(query.ByVariant);
                parameters.AddTruth(query.ByDay);
                parameters.AddText(query.Currency);
            },
            Row,
            cancel
        );

    /// <summary>The currency of most orders that carry an answer's id; null without any.</summary>
    public async Task<string?> CurrencyAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var found = await store.QueryAsync(
            CurrencySql,
            parameters =>
            {
                parameters.AddTime(from);
                parameters.AddTime(to.AddDays(AttributionDays));
            },
            reader => reader.GetString(0),
            cancel
        );
        return found.FirstOrDefault();
    }

    private static PerformanceRow Row(NpgsqlDataReader reader) =>
        new()
        {
            Placement = reader.TextOrNull(0),
            ModelVersion = reader.TextOrNull(1),
            Variant = reader.TextOrNull(2),
            Day = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
            Answers = reader.GetInt64(5),
            Shown = reader.GetInt64(6),
            Orders = reader.GetInt64(9),
            Clicked = Sums(reader, y: 7, yy: 12, yn: 13),
            Bought = Sums(reader, y: 8, yy: 14, yn: 15),
            Revenue = Sums(reader, y: 10, yy: 16, yn: 17),
        };

    private static RatioSums Sums(NpgsqlDataReader reader, int y, int yy, int yn) =>
        new(
            reader.GetInt64(4),
            reader.GetInt64(5),
            reader.GetDouble(11),
            Convert.ToDouble(reader.GetValue(y), System.Globalization.CultureInfo.InvariantCulture),
            reader.GetDouble(yy),
            reader.GetDouble(yn)
        );
}
