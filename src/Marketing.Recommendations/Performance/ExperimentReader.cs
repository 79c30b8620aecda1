using Marketing.Store;
using Npgsql;

namespace Marketing.Recommendations.Performance;

/// <summary>What one variant came to. Its name is null for subjects who saw several, since weights were changed or they signed in on the way: they are left out of everything else.</summary>
internal sealed record VariantSums(
    string? Variant,
    long Subjects,
    long Answers,
    long Buyers,
    long Orders,
    double Revenue,
    double RevenueSquares
);

/// <summary>
/// Reads an experiment from its exposure log: the first answer with a variant makes a subject count, and whatever he orders after it, wherever he
/// found it, counts for his variant. A session is its visitor's as soon as he signs in: what he then orders is his.
/// </summary>
internal sealed class ExperimentReader(StoreReader store)
{
    private const string Sql = """
        WITH seen AS (
            SELECT l.user_id, min(l.served_at) AS since, min(l.variant) AS variant, max(l.variant) AS other, count(*) AS answers
            FROM recommendations.log l
            JOIN recommendations.placement_versions v ON v.placement_id = l.placement AND v.version = l.rule_version
            WHERE l.placement = $1 AND l.served_at >= $2 AND l.served_at < $3 AND l.variant IS NOT NULL
                AND v.definition->'experiment'->>'experimentId' = $4
            GROUP BY l.user_id
        ), exposed AS (
            SELECT coalesce(k.user_id, s.user_id) AS subject, min(s.since) AS since, min(s.variant) AS variant, max(s.other) AS other,
                sum(s.answers) AS answers, array_agg(s.user_id) || min(coalesce(k.user_id, s.user_id)) AS names
            FROM seen s LEFT JOIN LATERAL (
                SELECT l.user_id FROM shop.session_links l WHERE s.user_id LIKE 'session:%' AND l.session_id = substr(s.user_id, 9)
                ORDER BY l.linked_at, l.user_id COLLATE "C" LIMIT 1) k ON true
            GROUP BY 1
        ), bought AS (
            SELECT x.subject, count(DISTINCT coalesce(e.order_id, e.event_id)) AS orders,
                coalesce(sum(e.price * coalesce(e.quantity, 1)) FILTER (WHERE e.currency = $5), 0)::float8 AS revenue
            FROM (SELECT DISTINCT subject, since, unnest(names) AS name FROM exposed) x JOIN shop.events e ON e.user_id = x.name
            WHERE e.occurred_at >= x.since AND e.occurred_at < $3 AND e.type = 3 AND e.weight > 0
            GROUP BY x.subject
        )
        SELECT CASE WHEN x.variant = x.other THEN x.variant END, count(*), sum(x.answers)::bigint, count(b.subject), coalesce(sum(b.orders), 0)::bigint,
            coalesce(sum(b.revenue), 0)::float8, coalesce(sum(b.revenue * b.revenue), 0)::float8
        FROM exposed x LEFT JOIN bought b USING (subject) GROUP BY 1
        """;

    /// <summary>Variants that anybody has seen.</summary>
    public Task<List<VariantSums>> ReadAsync(
        string placement,
        string experimentId,
        DateTimeOffset from,
        DateTimeOffset to,
        string currency,
        CancellationToken cancel
    ) =>
        store.QueryAsync(
            Sql,
            parameters =>
            {
                parameters.AddText(placement);
                parameters.AddTime(from);
                parameters.AddTime(to);
                parameters.AddText(experimentId);
                parameters.AddText(currency);
            },
            Row,
            cancel
        );

    private static VariantSums Row(NpgsqlDataReader reader) =>
        new(
            reader.TextOrNull(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.GetDouble(5),
            reader.GetDouble(6)
        );
}
