using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Quality;

/// <summary>Counts of a stretch of days: what was counted beforehand, and what came since out of the newest rows.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="IsToday">Whether the last day is today, which is not over.</param>
/// <param name="Rows">By day and class, from two weeks before the last day or <paramref name="From"/> on, whichever is earlier; a class may come twice.</param>
/// <param name="Subjects">Users and anonymous sessions of the stretch.</param>
internal sealed record DayFigures(DateOnly From, DateOnly To, bool IsToday, IReadOnlyList<DayCountRow> Rows, long Subjects)
{
    private const int Week = 7;

    /// <summary>Reads.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="now">The time.</param>
    /// <param name="days">Days back, today included. Where nothing happened in them, they end with the newest day that is counted.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<DayFigures> ReadAsync(NpgsqlConnection connection, DateTimeOffset now, int days, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var state = await DayCounting.StateAsync(connection, cancel);
        var figures = await ReadAsync(connection, state, today, now, days, cancel);
        if (figures.Rows.Any(row => row.Day >= figures.From))
        {
            return figures;
        }

        var last = await connection.QueryAsync(
            "SELECT max(day) FROM analytics.day_counts WHERE day < $1",
            p => p.Add(new NpgsqlParameter<DateOnly> { TypedValue = today }),
            r => r.IsDBNull(0) ? (DateOnly?)null : r.GetFieldValue<DateOnly>(0),
            cancel
        );
        return last is [{ } day] ? await ReadAsync(connection, state, day, now, days, cancel) with { IsToday = false } : figures;
    }

    /// <summary>Events by class in the stretch.</summary>
    /// <param name="kind">What the classes are of.</param>
    public IEnumerable<(string Class, long Events)> Of(string kind) =>
        Rows.Where(row => row.Day >= From && row.Kind == kind).Select(row => (row.Class, row.Events));

    /// <summary>Events by class in the newest seven whole days, and in the seven before.</summary>
    /// <param name="kind">What the classes are of.</param>
    public IEnumerable<(string Class, long Now, long Before)> Weeks(string kind)
    {
        var end = IsToday ? To.AddDays(-1) : To;
        return Rows.Where(row => row.Kind == kind && row.Day <= end && row.Day > end.AddDays(-2 * Week))
            .GroupBy(row => row.Class, StringComparer.Ordinal)
            .Select(rows =>
                (
                    DayCounts.Name(kind, rows.Key),
                    rows.Where(row => row.Day > end.AddDays(-Week)).Sum(row => row.Events),
                    rows.Where(row => row.Day <= end.AddDays(-Week)).Sum(row => row.Events)
                )
            );
    }

    private static async Task<DayFigures> ReadAsync(
        NpgsqlConnection connection,
        DayCountingRow? state,
        DateOnly last,
        DateTimeOffset now,
        int days,
        CancellationToken cancel
    )
    {
        var from = last.AddDays(1 - days);
        var first = from < last.AddDays(-2 * Week) ? from : last.AddDays(-2 * Week);
        var end = new DateTimeOffset(last.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        var newest = new CountedEvents(first, end < now ? end : now, state?.ReceivedUntil, null);
        var rows = await connection.QueryAsync(
            "SELECT day, kind, class, events FROM analytics.day_counts WHERE day >= $1 AND day <= $2",
            p =>
            {
                p.Add(new NpgsqlParameter<DateOnly> { TypedValue = first });
                p.Add(new NpgsqlParameter<DateOnly> { TypedValue = last });
            },
            r => new DayCountRow
            {
                Day = r.GetFieldValue<DateOnly>(0),
                Kind = r.GetString(1),
                Class = r.GetString(2),
                Events = r.GetInt64(3),
            },
            cancel
        );
        rows.AddRange(await DayCounts.ReadAsync(connection, newest, cancel));
        return new DayFigures(from, last, true, rows, await SubjectsAsync(connection, newest with { From = from }, last, cancel));
    }

    /// <summary>Those who were counted, each on the first of the days on which they did something; and those who came since and are not among them.</summary>
    private static async Task<long> SubjectsAsync(
        NpgsqlConnection connection,
        CountedEvents newest,
        DateOnly last,
        CancellationToken cancel
    ) =>
        (
            await connection.QueryAsync(
                """
                SELECT (SELECT coalesce(sum(subjects), 0)::bigint FROM analytics.day_subjects WHERE day >= $5 AND day <= $6 AND (gap = 0 OR day - gap < $5))
                    + (SELECT count(*) FROM (SELECT DISTINCT user_id FROM shop.events WHERE occurred_at >= $1 AND occurred_at < $2 AND received_at >= $3 AND received_at < $4) n
                        WHERE NOT EXISTS (SELECT FROM shop.events e WHERE e.user_id = n.user_id AND e.occurred_at >= $1 AND e.occurred_at < $2 AND e.received_at < $3))
                """,
                p =>
                {
                    newest.AddTo(p);
                    p.Add(new NpgsqlParameter { Value = newest.From, NpgsqlDbType = NpgsqlDbType.Date });
                    p.Add(new NpgsqlParameter { Value = last, NpgsqlDbType = NpgsqlDbType.Date });
                },
                r => r.GetInt64(0),
                cancel
            )
        )[0];
}
