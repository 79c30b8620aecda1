using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Performance;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Npgsql;

namespace Marketing.Recommendations.Log;

/// <summary>What was known of a subject at a moment: what had been stored by then, through the sessions linked by then.</summary>
internal sealed class PastActivity(StoreReader store, RecommendationsOptions options)
{
    // The same order and limits as live requests have (SubjectActivity), without what came later.
    private const string Subjects = """
        SELECT $1::text AS subject
        UNION ALL
        (SELECT 'session:' || session_id FROM shop.session_links WHERE user_id = $1 AND linked_at <= $2 ORDER BY linked_at DESC LIMIT 50)
        """;

    private const string Newest = $"""
        SELECT e.type, e.item_id, e.occurred_at, e.value, e.quantity, e.weight
        FROM ({Subjects}) s
        CROSS JOIN LATERAL (
            SELECT type, item_id, occurred_at, value, quantity, weight, event_id FROM shop.events
            WHERE user_id = s.subject AND received_at <= $2 ORDER BY occurred_at DESC LIMIT $3
        ) e
        ORDER BY e.occurred_at DESC, e.event_id LIMIT $3
        """;

    private const string Acquired = $"""
        SELECT e.item_id, max(e.occurred_at) FILTER (WHERE e.type <> 4)
        FROM ({Subjects}) s
        JOIN shop.events e ON e.user_id = s.subject
        WHERE e.type IN (3, 4, 6, 7) AND e.item_id IS NOT NULL AND e.received_at <= $2
        GROUP BY e.item_id
        HAVING count(*) FILTER (WHERE e.type IN (6, 7)) > 0
            OR sum(CASE e.type WHEN 3 THEN coalesce(e.quantity, 1) WHEN 4 THEN -coalesce(e.quantity, 1) END) > 0
        """;

    private readonly HashSet<EventType> _counted = [.. new InteractionWeights(options).Counted];

    /// <summary>As a live request would have found it.</summary>
    /// <param name="subject">User, or <c>session:</c> and a session's id.</param>
    /// <param name="then">UTC.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<LiveActivity> ReadAsync(string subject, DateTimeOffset then, CancellationToken cancel)
    {
        var rows = await store.QueryAsync(
            Newest,
            parameters =>
            {
                parameters.AddText(subject);
                parameters.AddTime(then);
                parameters.AddNumber(options.HistoryLength);
            },
            Row,
            cancel
        );
        var acquired = await store.QueryAsync(
            Acquired,
            parameters =>
            {
                parameters.AddText(subject);
                parameters.AddTime(then);
            },
            reader => (Item: reader.GetString(0), At: reader.GetFieldValue<DateTimeOffset>(1)),
            cancel
        );
        var owned = acquired.ToDictionary(pair => pair.Item, pair => pair.At, StringComparer.Ordinal);
        return LiveActivity.From(new Reading(rows, owned, IsAway: false), _counted);
    }

    private static ActivityRow Row(NpgsqlDataReader reader) =>
        new(
            (EventType)reader.GetInt16(0),
            reader.TextOrNull(1),
            reader.GetFieldValue<DateTimeOffset>(2),
            reader.IsDBNull(3) ? null : reader.GetDouble(3),
            reader.IsDBNull(4) ? null : reader.GetDecimal(4),
            Query: null,
            reader.GetFloat(5)
        );
}
