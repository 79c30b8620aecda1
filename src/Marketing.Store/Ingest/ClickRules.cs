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
    // xmin tells this transaction's own rows. Everything after "seen" is sorted and walked once, never joined: the planner cannot know how many rows a batch brings,
    // and two lists of 5,000 joined by nested loops took longer than a request may.
    private const string Judge = """
        WITH clicks AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS c(user_id, session_id, occurred_at)
        ), owners AS (
            SELECT user_id AS owner, user_id AS subject, min(occurred_at) AS since, max(occurred_at) AS until FROM clicks GROUP BY user_id
            UNION ALL
            SELECT user_id, 'session:' || session_id, min(occurred_at), max(occurred_at) FROM clicks
            WHERE user_id <> 'session:' || session_id GROUP BY user_id, session_id
        ), seen AS (
            SELECT o.owner, e.user_id, e.event_id, e.type, e.occurred_at, e.recommendation_id, e.decision_id, e.ad_id,
                e.type = 9 AND e.user_id = o.owner AND e.weight <> 0 AND e.xmin = pg_current_xact_id()::xid AS is_new
            FROM owners o JOIN shop.events e
            ON e.user_id = o.subject AND e.occurred_at >= o.since - $4::interval AND e.occurred_at <= o.until AND e.type IN (8, 9)
        ), paced AS (
            SELECT *, bool_or(type = 8) OVER (PARTITION BY owner) AS sends_impressions,
                occurred_at - lag(occurred_at) OVER (PARTITION BY owner, type ORDER BY occurred_at, event_id) AS gap,
                count(*) OVER (PARTITION BY owner, type ORDER BY occurred_at RANGE BETWEEN interval '1 minute' PRECEDING AND CURRENT ROW) AS within_minute
            FROM seen
        ), named AS (
            SELECT p.*, r.id, p.occurred_at - max(p.occurred_at) FILTER (WHERE type = 8 AND id IS NOT NULL)
                OVER (PARTITION BY owner, kind, id ORDER BY occurred_at, type ROWS UNBOUNDED PRECEDING) AS delay
            FROM paced p CROSS JOIN LATERAL (VALUES (1, recommendation_id), (2, decision_id), (3, ad_id)) AS r(kind, id)
        ), judged AS (
            SELECT user_id, event_id,
                CASE
                    WHEN min(within_minute) > $5 THEN 'click-rate'
                    WHEN min(gap) < $6::interval THEN 'click-interval'
                    WHEN min(delay) < $7::interval THEN 'click-too-fast'
                    WHEN bool_or(sends_impressions) AND count(id) > 0 AND min(delay) IS NULL THEN 'click-without-impression'
                END AS flag
            FROM named WHERE is_new GROUP BY user_id, event_id
        )
        UPDATE shop.events e SET weight = 0, flag = j.flag
        FROM judged j WHERE j.flag IS NOT NULL AND e.user_id = j.user_id AND e.event_id = j.event_id
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
        command.Parameters.AddArray(Array.ConvertAll(clicks, k => batch.Rows[k].SessionId), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(clicks, k => batch.Rows[k].OccurredAt.UtcDateTime), NpgsqlDbType.TimestampTz);
        command.Parameters.AddValue(TimeSpan.FromDays(settings.ImpressionDays), NpgsqlDbType.Interval);
        command.Parameters.AddValue((long)settings.PerMinute, NpgsqlDbType.Bigint);
        command.Parameters.AddValue(TimeSpan.FromMilliseconds(settings.MinGapMilliseconds), NpgsqlDbType.Interval);
        command.Parameters.AddValue(TimeSpan.FromMilliseconds(settings.MinDelayMilliseconds), NpgsqlDbType.Interval);
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
