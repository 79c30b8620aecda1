using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Quality;

/// <summary>
/// Keeps the counts of data quality by the day: all of them before each training run, and every hour those of the days that new events belong to, today included.
/// What is stored after a counting is added by whoever reads, from the newest rows alone.
/// </summary>
internal sealed class DayCounting(NpgsqlDataSource database, TimeProvider clock) : INightlyWork
{
    /// <summary>Days up to the newest event that are counted: the longest answer, and the two weeks that drift compares.</summary>
    private const int Days = 110;

    private const long LockKey = 0x636f_756e_7473;

    // Events are stored under the time at which their transaction began. What began before the oldest that is still open is all there; where the transactions of others
    // cannot be seen, those that began ten minutes ago are taken to be over.
    private const string SettledUntil = """
        SELECT CASE WHEN EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND usename IS DISTINCT FROM current_user)
                OR EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database())
            THEN clock_timestamp() - interval '10 minutes'
            ELSE least(clock_timestamp(), (SELECT min(xact_start) FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid())) - interval '5 seconds' END
        """;

    private const string Subjects = """
        WITH active AS (
            SELECT DISTINCT user_id, (occurred_at AT TIME ZONE 'UTC')::date AS day FROM shop.events
            WHERE occurred_at >= $1 AND occurred_at < $2 AND received_at >= $3 AND received_at < $4
        ), before AS (
            SELECT user_id, day, lag(day) OVER (PARTITION BY user_id ORDER BY day) AS previous FROM active
        ), gaps AS (
            SELECT day, coalesce(day - coalesce(previous, (SELECT (e.occurred_at AT TIME ZONE 'UTC')::date FROM shop.events e
                WHERE e.user_id = b.user_id AND e.occurred_at >= $5 AND e.occurred_at < $1 AND e.received_at < $4 ORDER BY e.occurred_at DESC LIMIT 1)), 0) AS gap
            FROM before b
        )
        INSERT INTO analytics.day_subjects (day, gap, subjects) SELECT day, gap, count(*) FROM gaps GROUP BY 1, 2
        """;

    public string Name => "counts";

    /// <summary>Everything anew: erased people and retention leave the counts, too.</summary>
    public Task DoAsync(CancellationToken cancel) => RunAsync(everything: true, cancel);

    /// <summary>Counts the days that events have come into since the last time; everything the first time.</summary>
    public Task CatchUpAsync(CancellationToken cancel) => RunAsync(everything: false, cancel);

    /// <summary>How far counting has got; null before the first.</summary>
    public static async Task<DayCountingRow?> StateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync(
            "SELECT first_day, received_until FROM analytics.day_counting",
            _ => { },
            r => new DayCountingRow
            {
                StateId = 1,
                FirstDay = r.GetFieldValue<DateOnly>(0),
                ReceivedUntil = r.GetFieldValue<DateTimeOffset>(1),
            },
            cancel
        );
        return rows is [var state] ? state : null;
    }

    private async Task RunAsync(bool everything, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, $"SET LOCAL work_mem = '128MB'; SELECT pg_advisory_xact_lock({LockKey})", [], cancel);
        var settled = (await connection.QueryAsync(SettledUntil, _ => { }, r => r.GetFieldValue<DateTimeOffset>(0), cancel))[0];
        var state = await StateAsync(connection, cancel);
        if (state?.ReceivedUntil > settled)
        {
            settled = state.ReceivedUntil;
        }

        // Data that ended long ago and go on now begin another stretch of days.
        var (first, from) =
            everything || state is null || state.FirstDay < today.AddDays(-2 * Days)
                ? await WholeAsync(connection, today, settled, cancel)
                : await TouchedAsync(connection, today, state, settled, cancel);
        await ExecuteAsync(
            connection,
            "DELETE FROM analytics.day_counts WHERE day >= $1 OR day < $2",
            [new NpgsqlParameter<DateOnly> { TypedValue = from }, new NpgsqlParameter<DateOnly> { TypedValue = first }],
            cancel
        );
        await ExecuteAsync(
            connection,
            "DELETE FROM analytics.day_subjects WHERE day >= $1 OR day < $2",
            [new NpgsqlParameter<DateOnly> { TypedValue = from }, new NpgsqlParameter<DateOnly> { TypedValue = first }],
            cancel
        );
        if (from <= today)
        {
            var tomorrow = new DateTimeOffset(today.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            await CountAsync(connection, new CountedEvents(from, tomorrow, null, settled), first, cancel);
        }

        await ExecuteAsync(
            connection,
            """
            INSERT INTO analytics.day_counting (state_id, first_day, received_until) VALUES (1, $1, $2)
            ON CONFLICT (state_id) DO UPDATE SET first_day = excluded.first_day, received_until = excluded.received_until
            """,
            [new NpgsqlParameter<DateOnly> { TypedValue = first }, new NpgsqlParameter<DateTime> { TypedValue = settled.UtcDateTime }],
            cancel
        );
        await transaction.CommitAsync(cancel);
    }

    private static async Task CountAsync(NpgsqlConnection connection, CountedEvents events, DateOnly first, CancellationToken cancel)
    {
        var rows = await DayCounts.ReadAsync(connection, events, cancel);
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "COPY analytics.day_counts (day, kind, class, events) FROM STDIN (FORMAT binary)",
                cancel
            )
        )
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(row.Day, NpgsqlDbType.Date, cancel);
                await copy.WriteAsync(row.Kind, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(row.Class, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(row.Events, NpgsqlDbType.Bigint, cancel);
            }

            await copy.CompleteAsync(cancel);
        }

        await using var command = new NpgsqlCommand(Subjects, connection) { CommandTimeout = 0 };
        events.AddTo(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = first.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The days up to the newest event.</summary>
    private static async Task<(DateOnly First, DateOnly From)> WholeAsync(
        NpgsqlConnection connection,
        DateOnly today,
        DateTimeOffset settled,
        CancellationToken cancel
    )
    {
        var newest = await DayAsync(
            connection,
            "SELECT max(occurred_at) FROM shop.events WHERE occurred_at < $1 AND received_at < $2",
            today,
            [settled],
            cancel
        );
        var first = (newest ?? today).AddDays(1 - Days);
        return (first, first);
    }

    /// <summary>From the oldest day that something came into since the last counting; the day after today where nothing came.</summary>
    private static async Task<(DateOnly First, DateOnly From)> TouchedAsync(
        NpgsqlConnection connection,
        DateOnly today,
        DayCountingRow state,
        DateTimeOffset settled,
        CancellationToken cancel
    )
    {
        var oldest = await DayAsync(
            connection,
            "SELECT min(occurred_at) FROM shop.events WHERE occurred_at < $1 AND received_at >= $2 AND received_at < $3",
            today,
            [state.ReceivedUntil, settled],
            cancel
        );
        return oldest is { } day ? (state.FirstDay, day > state.FirstDay ? day : state.FirstDay) : (state.FirstDay, today.AddDays(1));
    }

    private static async Task<DateOnly?> DayAsync(
        NpgsqlConnection connection,
        string sql,
        DateOnly today,
        DateTimeOffset[] received,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(
            new NpgsqlParameter<DateTime> { TypedValue = today.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) }
        );
        foreach (var at in received)
        {
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime });
        }

        return await command.ExecuteScalarAsync(cancel) is DateTime found ? DateOnly.FromDateTime(found.ToUniversalTime()) : null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
