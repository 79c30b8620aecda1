using Marketing.Ads.Decisions;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Reports;

/// <summary>Counts of one group.</summary>
internal sealed record PerformanceCounts(
    string Key,
    long Chosen,
    long Impressions,
    long Clicks,
    double ExpectedClicks,
    decimal Spend,
    long Conversions,
    decimal Revenue
);

/// <summary>Reads the figures of a report. All of it is bounded: groups, paths and customers.</summary>
internal static class AdPerformanceReader
{
    private const int MostTouches = 500_000;

    /// <summary>Key columns by <c>groupBy</c>.</summary>
    public static IReadOnlyDictionary<string, string> Keys { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["campaign"] = "campaign_id",
            ["ad"] = "ad_id",
            ["placement"] = "placement",
            ["channel"] = "channel",
            ["day"] = "to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        };

    /// <summary>Counts of each group.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="groupBy">One of <see cref="Keys"/>.</param>
    /// <param name="shown">Which groups stand alone.</param>
    /// <param name="examination">How much rarer a place further down is looked at, from the first: what is expected of an ad supposes that it is. Beyond the last: as the last; empty: all alike.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<List<PerformanceCounts>> CountsAsync(
        NpgsqlConnection connection,
        string groupBy,
        ShownKeys shown,
        IReadOnlyList<double> examination,
        CancellationToken cancel
    )
    {
        // An impression that came too late was seen, but weighs nothing.
        await using var command = new NpgsqlCommand(
            $"""
            SELECT coalesce(a.key, '{ShownKeys.Others}') COLLATE "C", count(*), count(*) FILTER (WHERE impression_at <= expires_at), count(click_at),
                coalesce(sum(p_click * coalesce(($6::float8[])[least(position, cardinality($6::float8[]))], 1))
                    FILTER (WHERE impression_at <= expires_at AND resolved_at IS NOT NULL), 0),
                sum(spent), count(conversion_at), sum(revenue)
            FROM ads.decision_ads d
            LEFT JOIN unnest($4::int[], $5::text[]) AS a(stretch, key) ON a.stretch = {ShownKeys.Stretch} AND a.key = {Keys[groupBy]}
            WHERE decided_at >= $1 AND decided_at < $2 GROUP BY 1 ORDER BY 1
            """,
            connection
        );
        ShownKeys.Cells(command, shown.Stretches);
        ShownKeys.Apart(command, [.. shown.Alone]);
        command.Parameters.Add(new NpgsqlParameter<double[]> { TypedValue = [.. examination] });
        List<PerformanceCounts> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(
                new PerformanceCounts(
                    reader.GetString(0),
                    reader.GetInt64(1),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.GetDouble(4),
                    reader.GetDecimal(5),
                    reader.GetInt64(6),
                    reader.GetDecimal(7)
                )
            );
        }

        return rows;
    }

    /// <summary>What treated and kept-away customers bought after the first decision that could have shown them the campaign; <c>*</c> is all ads together.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="from">First moment.</param>
    /// <param name="to">First moment after it.</param>
    /// <param name="conversionDays">Days after the decision within which a purchase counts.</param>
    /// <param name="limit">How long the database may take; null: as long as a command usually may.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="inWeeks">A week (from Monday, UTC) counts for a campaign where each of the two groups has nobody or ten customers in it.</param>
    public static async Task<Dictionary<(string Campaign, bool Treated), GroupOutcome>> GroupsAsync(
        NpgsqlConnection connection,
        DateTimeOffset from,
        DateTimeOffset to,
        int conversionDays,
        TimeSpan? limit,
        CancellationToken cancel,
        bool inWeeks = false
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH every AS (
                SELECT c.campaign, d.user_id, c.treated, d.decided_at, date_trunc('week', d.decided_at AT TIME ZONE 'UTC') AS week
                FROM ads.decisions d
                CROSS JOIN LATERAL (
                    SELECT unnest(d.campaigns) AS campaign, true AS treated WHERE NOT d.holdout
                    UNION ALL SELECT unnest(d.controls), false WHERE NOT d.holdout
                    UNION ALL SELECT '*', NOT d.holdout WHERE cardinality(d.campaigns) + cardinality(d.controls) > 0
                ) c
                WHERE d.decided_at >= $1 AND d.decided_at < $2 AND d.user_id <> '{Asker.Nobody}' AND d.plan_id IS NULL
            ), weeks AS (
                SELECT campaign, week FROM every GROUP BY 1, 2
                HAVING count(DISTINCT user_id) FILTER (WHERE treated) NOT BETWEEN 1 AND {SmallCells.Fewest - 1}
                    AND count(DISTINCT user_id) FILTER (WHERE NOT treated) NOT BETWEEN 1 AND {SmallCells.Fewest - 1}
            ), asked AS (
                SELECT * FROM every e WHERE NOT $4 OR EXISTS (SELECT FROM weeks w WHERE w.campaign = e.campaign AND w.week = e.week)
            ), customers AS (
                -- Who was in both groups (the share was changed) is in none.
                SELECT campaign, user_id, bool_and(treated) AS treated, min(decided_at) AS since
                FROM asked GROUP BY campaign, user_id HAVING bool_and(treated) OR NOT bool_or(treated)
            ), bought AS (
                SELECT c.campaign, c.treated, c.user_id, count(e.event_id) AS purchases, coalesce(sum(e.price * coalesce(e.quantity, 1)), 0)::float8 AS revenue
                FROM customers c
                LEFT JOIN shop.events e ON e.user_id = c.user_id AND e.type = 3 AND e.weight <> 0
                    AND e.occurred_at >= c.since AND e.occurred_at < least(c.since + $3::interval, $2)
                GROUP BY 1, 2, 3
            )
            SELECT campaign, treated, count(*), count(*) FILTER (WHERE purchases > 0), sum(revenue), sum(revenue * revenue) FROM bought GROUP BY 1, 2
            """,
            connection
        );
        Window(command, from, to);
        if (limit is { } longest)
        {
            command.CommandTimeout = (int)longest.TotalSeconds;
        }

        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = TimeSpan.FromDays(conversionDays) });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = inWeeks });
        Dictionary<(string, bool), GroupOutcome> groups = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            groups[(reader.GetString(0), reader.GetBoolean(1))] = new GroupOutcome(
                reader.GetInt64(2),
                reader.GetInt64(3),
                reader.GetDouble(4),
                reader.GetDouble(5)
            );
        }

        return groups;
    }

    /// <summary>What customers saw before each of their purchases, and what led to none.</summary>
    public static async Task<List<TouchPath>> PathsAsync(
        NpgsqlConnection connection,
        string groupBy,
        ShownKeys shown,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH touches AS (
                SELECT user_id, impression_at AS at, {Keys[groupBy]} AS key, decided_at FROM ads.decision_ads
                WHERE decided_at >= $1 AND decided_at < $2 AND impression_at <= expires_at AND user_id <> '{Asker.Nobody}'
                ORDER BY user_id LIMIT {MostTouches}
            )
            SELECT user_id, at, key, NULL::float8, decided_at FROM touches
            UNION ALL
            SELECT e.user_id, e.occurred_at, NULL, (coalesce(e.price, 0) * coalesce(e.quantity, 1))::float8, NULL
            FROM (SELECT DISTINCT user_id FROM touches) t JOIN shop.events e ON e.user_id = t.user_id
            WHERE e.type = 3 AND e.weight <> 0 AND e.occurred_at >= $1 AND e.occurred_at < $2
            ORDER BY 1, 2, 3
            """,
            connection
        );
        Window(command, shown.Stretches.From, shown.Stretches.To);
        List<TouchPath> paths = [];
        List<string> touches = [];
        string? subject = null;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (reader.GetString(0) != subject)
            {
                End(null);
                subject = reader.GetString(0);
            }

            if (reader.IsDBNull(2))
            {
                End(reader.GetDouble(3));
            }
            else if (shown.Of(reader.GetFieldValue<DateTimeOffset>(4), reader.GetString(2)) is { } key)
            {
                touches.Add(key);
            }
        }

        End(null);
        return paths;

        void End(double? value)
        {
            if (touches.Count > 0)
            {
                paths.Add(new TouchPath([.. touches], value));
                touches.Clear();
            }
        }
    }

    public static void Window(NpgsqlCommand command, DateTimeOffset from, DateTimeOffset to)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = from.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = to.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
    }
}
