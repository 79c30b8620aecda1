using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Analytics;

/// <summary>
/// Works out the base cells of analytics from the cleaned events: all of them before each training run, and those of the days that new events belong to once an
/// hour. Only whole days are in them, and what has been shown of a day changes by ten customers or not at all, so that answers change by the day and not by the customer.
/// </summary>
internal sealed class AnalyticsRefresh(NpgsqlDataSource database, EventCleaning cleaning, TimeProvider clock) : INightlyWork
{
    private const long LockKey = 0x616e_616c_79;

    // Transactions are stored under the time at which they began: what began earlier may be seen only now.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private const string People = """
        WITH links AS MATERIALIZED (
            SELECT DISTINCT ON (session_id) 'session:' || session_id AS subject, user_id FROM shop.session_links ORDER BY session_id, linked_at, user_id
        ), done AS (
            SELECT coalesce(l.user_id, e.user_id) AS person, (e.occurred_at AT TIME ZONE 'UTC')::date AS day, coalesce(e.channel, 'unknown') AS channel,
                CASE WHEN e.type IN (3, 4) THEN coalesce(nullif(split_part(i.category, ' > ', 1), ''), 'unknown') END AS category,
                e.type, e.price * coalesce(e.quantity, 1) AS amount, coalesce(e.quantity, 1) AS units, coalesce(e.order_id, e.event_id) AS order_id
            FROM shop.clean_events e LEFT JOIN links l ON l.subject = e.user_id
            LEFT JOIN shop.items i ON e.type IN (3, 4) AND i.item_id = e.item_id
            WHERE e.occurred_at >= $1 AND e.occurred_at < $2
        )
        SELECT person, day, channel, category, count(*), bool_or(type = 1), bool_or(type = 2),
            array_agg(DISTINCT order_id) FILTER (WHERE type = 3), coalesce(sum(units) FILTER (WHERE type = 3), 0)::float8,
            coalesce(sum(amount) FILTER (WHERE type = 3), 0)::float8, coalesce(sum(amount) FILTER (WHERE type = 4), 0)::float8
        FROM done GROUP BY person, day, channel, category ORDER BY person COLLATE "C", day, channel COLLATE "C", category COLLATE "C"
        """;

    public string Name => "analytics";

    /// <summary>Everything anew; the events have been cleaned by the step before.</summary>
    public Task DoAsync(CancellationToken cancel) => RunAsync(everything: true, cancel);

    /// <summary>Cleans and works out the days that events have come into since the last time; everything the first time.</summary>
    /// <returns>False where nothing new came.</returns>
    public Task<bool> CatchUpAsync(CancellationToken cancel) => RunAsync(everything: false, cancel);

    private async Task<bool> RunAsync(bool everything, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var last = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1);
        DateOnly? touched = null;
        if (!everything)
        {
            if (await TouchedAsync(last, cancel) is not { } since)
            {
                return false;
            }

            (touched, everything) = (since.First, since.First is null);
            await (touched is { } day ? cleaning.CleanDaysAsync(day, last.AddDays(1), cancel) : cleaning.CleanAllAsync(cancel));
        }

        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await ExecuteAsync(connection, $"SET LOCAL work_mem = '256MB'; SELECT pg_advisory_xact_lock({LockKey})", [], cancel);
        var span = everything ? await WholeAsync(connection, last, cancel) : await SinceAsync(connection, touched ?? last, last, cancel);
        var cells = span is null ? [] : await BuildAsync(connection, span, cancel);
        await CellTable.ReplaceAsync(connection, span, cells, cancel);
        await ExecuteAsync(
            connection,
            """
            INSERT INTO analytics.state (state_id, refreshed_at, last_day, received_until, currency)
            VALUES (1, $1, $2, $3, (SELECT currency FROM shop.cleaning_runs ORDER BY run_id DESC LIMIT 1))
            ON CONFLICT (state_id) DO UPDATE SET refreshed_at = excluded.refreshed_at, last_day = excluded.last_day, received_until = excluded.received_until,
                currency = coalesce(excluded.currency, analytics.state.currency)
            """,
            [
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
                new NpgsqlParameter<DateOnly> { TypedValue = cells.Count == 0 ? last : cells.Max(cell => cell.LastDay) },
                new NpgsqlParameter<DateTime> { TypedValue = (now - Overlap).UtcDateTime },
            ],
            cancel
        );
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>First whole day that is new or that new events belong to; a null day where nothing was ever worked out; null where nothing is new.</summary>
    private async Task<(DateOnly? First, bool IsNew)?> TouchedAsync(DateOnly last, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var known = await connection.QueryAsync(
            "SELECT s.refreshed_at, (SELECT min(e.occurred_at) FROM shop.events e WHERE e.received_at >= s.received_until) FROM analytics.state s",
            _ => { },
            r => (At: Day(r.GetFieldValue<DateTime>(0)), Oldest: r.IsDBNull(1) ? DateOnly.MaxValue : Day(r.GetFieldValue<DateTime>(1))),
            cancel
        );
        if (known is [])
        {
            return (null, true);
        }

        // The day of the last time was not over then.
        var first = known[0].Oldest < known[0].At ? known[0].Oldest : known[0].At;
        return first <= last ? (first, true) : null;
    }

    private static async Task<CellSpan?> WholeAsync(NpgsqlConnection connection, DateOnly last, CancellationToken cancel)
    {
        var first = await connection.QueryAsync(
            "SELECT min(occurred_at) FROM shop.clean_events",
            _ => { },
            r => r.IsDBNull(0) ? (DateOnly?)null : Day(r.GetFieldValue<DateTime>(0)),
            cancel
        );
        return first[0] is { } day && day <= last ? new CellSpan(day, day, day, last, Cohorts: true) : null;
    }

    /// <summary>Stretches are never divided: each family goes on where its last whole stretch before the new days ends.</summary>
    private static async Task<CellSpan?> SinceAsync(NpgsqlConnection connection, DateOnly touched, DateOnly last, CancellationToken cancel)
    {
        var families = await connection.QueryAsync(
            "SELECT family, min(first_day), max(last_day) FILTER (WHERE last_day < $1) FROM analytics.cells WHERE dimension = 'all' GROUP BY family",
            p => p.Add(new NpgsqlParameter<DateOnly> { TypedValue = touched.AddDays(1 - CellBuilder.FunnelDays) }),
            r =>
                (
                    Family: r.GetString(0),
                    First: r.GetFieldValue<DateOnly>(1),
                    Last: r.IsDBNull(2) ? (DateOnly?)null : r.GetFieldValue<DateOnly>(2)
                ),
            cancel
        );
        if (families.Count == 0 || families.Min(f => f.First) > touched)
        {
            return await WholeAsync(connection, last, cancel);
        }

        DateOnly After(string family) =>
            families.Find(f => f.Family == family).Last is { } end ? end.AddDays(1) : families.Min(f => f.First);
        return new CellSpan(After("sales"), After("activity"), After("funnel"), last, Cohorts: false);
    }

    private static DateOnly Day(DateTime instant) => DateOnly.FromDateTime(instant.ToUniversalTime());

    private static async Task<List<AnalyticsCellRow>> BuildAsync(NpgsqlConnection connection, CellSpan span, CancellationToken cancel)
    {
        var segments = await SegmentsAsync(connection, cancel);
        var shown = await CellTable.ReadAsync(connection, span, cancel);
        var key = await CellTable.KeyAsync(connection, cancel);
        var builder = new CellBuilder(span, person => segments.GetValueOrDefault(person) ?? [], person => Mark(key, person));
        await using var command = new NpgsqlCommand(People, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter { Value = Start(CellBuilder.First(span)), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = Start(span.Last.AddDays(1)), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<PersonDay> rows = [];
        while (await reader.ReadAsync(cancel))
        {
            var row = Read(reader);
            if (rows.Count > 0 && rows[0].Person != row.Person)
            {
                builder.Add(rows[0].Person, rows);
                rows = [];
            }

            rows.Add(row);
        }

        if (rows.Count > 0)
        {
            builder.Add(rows[0].Person, rows);
        }

        return builder.Build(shown);
    }

    /// <summary>The first bits of SHA-256(key ‖ 0 ‖ id): without the key nobody can tell whether somebody is in a sketch.</summary>
    private static ulong Mark(byte[] key, string person)
    {
        var id = Encoding.UTF8.GetBytes(person);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. key, 0, .. id], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private static DateTime Start(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    private static PersonDay Read(NpgsqlDataReader r) =>
        new(
            r.GetString(0),
            r.GetFieldValue<DateOnly>(1),
            r.GetString(2),
            r.IsDBNull(3) ? null : r.GetString(3),
            r.GetInt64(4),
            r.GetBoolean(5),
            r.GetBoolean(6),
            r.IsDBNull(7) ? [] : r.GetFieldValue<string[]>(7),
            r.GetDouble(8),
            r.GetDouble(9),
            r.GetDouble(10)
        );

    private static async Task<Dictionary<string, string[]>> SegmentsAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        (
            await connection.QueryAsync(
                "SELECT user_id, array_agg(segment_id ORDER BY segment_id) FROM profiles.segment_members GROUP BY user_id",
                _ => { },
                r => (User: r.GetString(0), Segments: r.GetFieldValue<string[]>(1)),
                cancel
            )
        ).ToDictionary(row => row.User, row => row.Segments, StringComparer.Ordinal);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
