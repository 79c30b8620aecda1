using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>
/// Clicks that no human made. They are stored and acknowledged like others (whoever sends them learns nothing), with weight 0 and the rule's name as their flag.
/// The rules, of which the first that holds counts:
/// <list type="bullet">
/// <item><c>click-rate</c>: more clicks of this subject within the minute before than allowed.</item>
/// <item><c>click-interval</c>: too soon after the subject's click before.</item>
/// <item><c>click-too-fast</c>: too soon after the impression it belongs to.</item>
/// <item><c>click-without-impression</c>: it names a recommendation, decision or ad that the subject was not shown, although impressions of this subject are sent.</item>
/// </list>
/// A user's session belongs to the subject: what was shown before the sign-in counts. Times are the sender's. Only new clicks are judged, against all that is stored
/// when they come; windows and not self-joins, so that a flood of 10,000 clicks costs a sort.
/// </summary>
internal static class ClickRules
{
    private const string Judge = """
        WITH clicks AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS c(user_id, event_id, session_id, occurred_at)
        ), owners AS (
            SELECT user_id AS owner, user_id AS subject, min(occurred_at) AS since, max(occurred_at) AS until FROM clicks GROUP BY user_id
            UNION ALL
            SELECT user_id, 'session:' || session_id, min(occurred_at), max(occurred_at) FROM clicks
            WHERE user_id <> 'session:' || session_id GROUP BY user_id, session_id
        ), seen AS MATERIALIZED (
            SELECT o.owner, e.user_id, e.event_id, e.type, e.occurred_at, e.recommendation_id, e.decision_id, e.ad_id
            FROM owners o JOIN shop.events e
            ON e.user_id = o.subject AND e.occurred_at >= o.since - $5::interval AND e.occurred_at <= o.until AND e.type IN (8, 9)
        ), paced AS (
            SELECT owner, user_id, event_id,
                occurred_at - lag(occurred_at) OVER (PARTITION BY owner ORDER BY occurred_at, event_id) AS gap,
                count(*) OVER (PARTITION BY owner ORDER BY occurred_at RANGE BETWEEN interval '1 minute' PRECEDING AND CURRENT ROW) AS within_minute
            FROM seen WHERE type = 9
        ), named AS (
            SELECT owner, user_id, event_id, type,
                occurred_at - max(occurred_at) FILTER (WHERE type = 8)
                    OVER (PARTITION BY owner, kind, id ORDER BY occurred_at, type ROWS UNBOUNDED PRECEDING) AS delay
            FROM seen CROSS JOIN LATERAL (VALUES (1, recommendation_id), (2, decision_id), (3, ad_id)) AS r(kind, id)
            WHERE id IS NOT NULL
        ), shown AS (
            SELECT owner, user_id, event_id, min(delay) AS delay FROM named WHERE type = 9 GROUP BY owner, user_id, event_id
        ), senders AS (
            SELECT DISTINCT owner FROM seen WHERE type = 8
        ), judged AS (
            SELECT c.user_id, c.event_id,
                CASE
                    WHEN p.within_minute > $6 THEN 'click-rate'
                    WHEN p.gap < $7::interval THEN 'click-interval'
                    WHEN s.delay < $8::interval THEN 'click-too-fast'
                    WHEN s.event_id IS NOT NULL AND s.delay IS NULL AND i.owner IS NOT NULL THEN 'click-without-impression'
                END AS flag
            FROM clicks c
            JOIN paced p ON p.owner = c.user_id AND p.user_id = c.user_id AND p.event_id = c.event_id
            LEFT JOIN shown s ON s.owner = c.user_id AND s.user_id = c.user_id AND s.event_id = c.event_id
            LEFT JOIN senders i ON i.owner = c.user_id
        )
        UPDATE shop.events e SET weight = 0, flag = j.flag
        FROM judged j WHERE j.flag IS NOT NULL AND e.user_id = j.user_id AND e.event_id = j.event_id AND e.weight <> 0
        """;

    /// <summary>Flags the clicks among rows that this transaction has stored.</summary>
    /// <param name="connection">In the storing transaction.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="stored">Positions in <paramref name="batch"/> that are new.</param>
    /// <param name="settings">The bounds.</param>
    /// <param name="cancel">Ends the work; the transaction is lost then.</param>
    /// <returns>Number of flagged clicks.</returns>
    public static async Task<int> ApplyAsync(
        NpgsqlConnection connection,
        EventBatch batch,
        IEnumerable<int> stored,
        ClickSettings settings,
        CancellationToken cancel
    )
    {
        int[] clicks = settings.Enabled ? [.. stored.Where(k => batch.Rows[k].Type is EventType.Click)] : [];
        if (clicks.Length == 0)
        {
            return 0;
        }

        await using var command = new NpgsqlCommand(Judge, connection);
        command.Parameters.AddArray(Array.ConvertAll(clicks, k => batch.Subjects[k]), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(clicks, k => batch.Rows[k].Id), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(clicks, k => batch.Rows[k].SessionId), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(clicks, k => batch.Rows[k].OccurredAt.UtcDateTime), NpgsqlDbType.TimestampTz);
        command.Parameters.AddValue(TimeSpan.FromDays(settings.ImpressionDays), NpgsqlDbType.Interval);
        command.Parameters.AddValue((long)settings.PerMinute, NpgsqlDbType.Bigint);
        command.Parameters.AddValue(TimeSpan.FromMilliseconds(settings.MinGapMilliseconds), NpgsqlDbType.Interval);
        command.Parameters.AddValue(TimeSpan.FromMilliseconds(settings.MinDelayMilliseconds), NpgsqlDbType.Interval);
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
