using Marketing.Profiles.Analytics;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.CampaignPlanning;

/// <summary>How a channel reaches a group.</summary>
/// <param name="Channel">web, email, sms or push.</param>
/// <param name="Reach">Customers who may be reached on it, rounded down to tens: e-mail, SMS and push need a yes.</param>
/// <param name="Responsive">Those of them who act there most, rounded down to tens.</param>
internal sealed record ChannelReach(string Channel, long Reach, long Responsive);

/// <summary>Who a campaign is for, in counts: exact, for working with and not for showing.</summary>
/// <param name="Customers">Customers whose answers may be personal; of a winback those who have not bought for 90 days.</param>
/// <param name="Responders">Those of as many who did what is wanted in the days before, as long as the campaign lasts.</param>
/// <param name="Base">Customers that <paramref name="Responders"/> are of.</param>
/// <param name="Channels">By channel.</param>
/// <param name="Hours">Hours of the customers' own clocks in which most of them act, best first; each of ten at least.</param>
internal sealed record Audience(long Customers, long Responders, long Base, IReadOnlyList<ChannelReach> Channels, IReadOnlyList<int> Hours)
{
    private const int LapsedDays = 90;
    private const int MostHours = 3;

    private const string Members = """
        members AS MATERIALIZED (
            SELECT p.user_id, p.response_channel, p.response_hour, u.consent_email, u.consent_sms, u.consent_push
            FROM profiles.profiles p LEFT JOIN shop.users u ON u.user_id = p.user_id
            WHERE coalesce(u.consent_personalization, @personal)
                AND (@segment IS NULL OR EXISTS (SELECT FROM profiles.segment_members s WHERE s.user_id = p.user_id AND s.segment_id = @segment))
        )
        """;

    private const string Bought =
        "SELECT FROM shop.clean_events b WHERE b.user_id = m.user_id AND b.type = 3 AND b.occurred_at >= {0} AND b.occurred_at < {1}";

    /// <summary>Counts.</summary>
    public static async Task<Audience> ReadAsync(
        NpgsqlConnection connection,
        PlanBody plan,
        bool isPersonalUnlessRefused,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var isWinback = plan.Goal == CampaignGoal.Winback;
        // A winback is judged by those who had lapsed when the days before began.
        var lapsedNow = isWinback ? $"NOT EXISTS ({Between("@now - @lapse", "@now")})" : "true";
        var lapsedThen = isWinback ? $"NOT EXISTS ({Between("@since - @lapse", "@since")})" : "true";
        var sql = $"""
            WITH {Members}, now AS MATERIALIZED (SELECT * FROM members m WHERE {lapsedNow}), before AS MATERIALIZED (SELECT user_id FROM members m WHERE {lapsedThen})
            SELECT 'customers', NULL::int, count(*), NULL::bigint FROM now
            UNION ALL SELECT 'base', NULL, count(*), NULL FROM before
            UNION ALL SELECT 'responders', NULL, count(DISTINCT e.user_id), NULL FROM shop.clean_events e JOIN before b ON b.user_id = e.user_id
                WHERE e.type = @type AND e.occurred_at >= @since AND e.occurred_at < @now
            UNION ALL SELECT c.channel, NULL, count(*), count(*) FILTER (WHERE n.response_channel = c.channel) FROM now n
                CROSS JOIN LATERAL (VALUES ('web', true), ('email', n.consent_email), ('sms', n.consent_sms), ('push', n.consent_push)) AS c (channel, may)
                WHERE c.may GROUP BY 1
            UNION ALL SELECT 'hour', response_hour, count(*), NULL FROM now WHERE response_hour IS NOT NULL GROUP BY 2
            """;
        var rows = await connection.QueryAsync(
            sql,
            p => Fill(p, plan, isPersonalUnlessRefused, today),
            r =>
                (
                    What: r.GetString(0),
                    Hour: r.IsDBNull(1) ? -1 : r.GetInt32(1),
                    Count: r.GetInt64(2),
                    Responsive: r.IsDBNull(3) ? 0 : r.GetInt64(3)
                ),
            cancel
        );
        long Of(string what) => rows.Where(row => row.What == what).Sum(row => row.Count);
        return new Audience(
            Of("customers"),
            Of("responders"),
            Of("base"),
            [
                .. PlanBody.Channels.Select(channel => new ChannelReach(
                    channel,
                    CellReader.Tens(Of(channel)),
                    CellReader.Tens(rows.Where(row => row.What == channel).Sum(row => row.Responsive))
                )),
            ],
            [
                .. rows.Where(row => row.What == "hour" && row.Count >= Tally.Fewest)
                    .OrderByDescending(row => row.Count)
                    .ThenBy(row => row.Hour)
                    .Take(MostHours)
                    .Select(row => row.Hour),
            ]
        );
    }

    /// <summary>How many customers two groups share; null stands for all customers.</summary>
    public static async Task<long> SharedAsync(NpgsqlConnection connection, string? one, string? other, CancellationToken cancel)
    {
        const string Sql = """
            SELECT count(*) FROM profiles.profiles p
            WHERE ($1 IS NULL OR EXISTS (SELECT FROM profiles.segment_members s WHERE s.user_id = p.user_id AND s.segment_id = $1))
                AND ($2 IS NULL OR EXISTS (SELECT FROM profiles.segment_members s WHERE s.user_id = p.user_id AND s.segment_id = $2))
            """;
        var rows = await connection.QueryAsync(
            Sql,
            p =>
            {
                p.Add(new NpgsqlParameter { Value = (object?)one ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
                p.Add(new NpgsqlParameter { Value = (object?)other ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            },
            r => r.GetInt64(0),
            cancel
        );
        return rows[0];
    }

    private static string Between(string from, string to) =>
        Bought.Replace("{0}", from, StringComparison.Ordinal).Replace("{1}", to, StringComparison.Ordinal);

    private static void Fill(NpgsqlParameterCollection parameters, PlanBody plan, bool isPersonalUnlessRefused, DateOnly today)
    {
        var now = today.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var type = plan.Goal == CampaignGoal.Clicks ? EventType.Click : EventType.Purchase;
        parameters.Add(new NpgsqlParameter("segment", NpgsqlDbType.Text) { Value = (object?)plan.SegmentId ?? DBNull.Value });
        parameters.Add(new NpgsqlParameter("personal", NpgsqlDbType.Boolean) { Value = isPersonalUnlessRefused });
        parameters.Add(new NpgsqlParameter("type", NpgsqlDbType.Smallint) { Value = (short)type });
        parameters.Add(new NpgsqlParameter("now", NpgsqlDbType.TimestampTz) { Value = now });
        parameters.Add(new NpgsqlParameter("since", NpgsqlDbType.TimestampTz) { Value = now.AddDays(-plan.Days) });
        parameters.Add(new NpgsqlParameter("lapse", NpgsqlDbType.Interval) { Value = TimeSpan.FromDays(LapsedDays) });
    }
}
