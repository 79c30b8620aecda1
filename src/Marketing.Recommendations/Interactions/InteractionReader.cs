using System.Data;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Recommendations.Interactions;

/// <summary>Reads all interactions out of the events, in one pass and in constant memory beside the result.</summary>
internal sealed class InteractionReader(InteractionWeights weights)
{
    // A session that was linked to several users belongs to the first of them. What cleaning set aside is not in the view. An item without a catalogue row counts.
    // COLLATE "C": the numbering must not depend on how the cluster was made.
    private const string Sql = """
        SELECT e.occurred_at, coalesce(l.user_id, e.user_id), e.item_id, e.type, e.value, e.quantity::float8, e.order_id
        FROM shop.clean_events e
        LEFT JOIN (
            SELECT DISTINCT ON (session_id) 'session:' || session_id AS subject, user_id
            FROM shop.session_links ORDER BY session_id, linked_at, user_id COLLATE "C"
        ) l ON l.subject = e.user_id
        LEFT JOIN shop.items i ON i.item_id = e.item_id
        WHERE e.item_id IS NOT NULL AND e.type = ANY(@types) AND i.recommendable IS DISTINCT FROM FALSE
        ORDER BY e.occurred_at, coalesce(l.user_id, e.user_id) COLLATE "C", e.event_id COLLATE "C"
        """;

    // A row in a chunk, a row where it is laid out, the shapes that candidates learn from; ids and their dictionaries come on top.
    private const int BytesOfARow = 28 + 24 + 48;
    private const int BytesOfAnId = 200;

    /// <summary>Bytes that <see cref="ReadAsync"/> and what is built of it will take, told before anything is read: from the planner's counts of the tables.</summary>
    public static async Task<(long Rows, long Bytes)> EstimateAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        // Counts of rows that are a little old are good enough, and counting 20 million takes seconds; a table never analyzed has −1 and is small or is counted.
        const string Counts = """
            SELECT greatest((SELECT reltuples FROM pg_class WHERE oid = 'shop.events'::regclass), 0)::int8,
                (SELECT CASE WHEN n_distinct < 0 THEN -n_distinct * (SELECT reltuples FROM pg_class WHERE oid = 'shop.events'::regclass) ELSE n_distinct END
                FROM pg_stats WHERE schemaname = 'shop' AND tablename = 'events' AND attname = 'user_id')::int8
            """;
        await using var command = new NpgsqlCommand(Counts, snapshot) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var rows = reader.GetInt64(0);
        var subjects = reader.IsDBNull(1) ? rows : Math.Min(rows, reader.GetInt64(1));
        return (rows, (rows * BytesOfARow) + (subjects * BytesOfAnId));
    }

    /// <summary>Reads everything that the snapshot shows.</summary>
    /// <param name="snapshot">Connection inside the run's read-only transaction.</param>
    /// <param name="cancel">Cancels the read.</param>
    public async Task<SubjectInteractions> ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        // The sort of a million rows fits into this; more goes to disk. LOCAL: only inside the run's transaction.
        await using (var memory = new NpgsqlCommand("SET LOCAL work_mem = '256MB'", snapshot))
        {
            await memory.ExecuteNonQueryAsync(cancel);
        }

        await using var command = new NpgsqlCommand(Sql, snapshot) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter("types", NpgsqlDbType.Array | NpgsqlDbType.Smallint) { Value = Types() });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        var builder = new SubjectInteractionsBuilder();
        DateTime? newest = null;
        while (await reader.ReadAsync(cancel))
        {
            var occurred = reader.GetFieldValue<DateTime>(0);
            newest = occurred;
            var time = new DateTimeOffset(occurred).ToUnixTimeSeconds();
            var subject = reader.GetString(1);
            var item = builder.ItemOf(reader.GetString(2), time);
            var type = (EventType)reader.GetInt16(3);
            var grade = reader.IsDBNull(4) ? float.NaN : (float)reader.GetDouble(4);
            var units = reader.IsDBNull(5) ? float.NaN : (float)reader.GetDouble(5);
            var order = reader.IsDBNull(6) ? 0 : OrderHash(reader.GetString(6));
            var value = type is EventType.Purchase or EventType.Return ? units : grade;
            builder.Add(subject, new Interaction(time, item, value, order, type));
        }

        return builder.Build(newest is { } last ? new DateTimeOffset(last) : null);
    }

    /// <summary>FNV-1a, never 0: orders are only compared within one subject.</summary>
    internal static int OrderHash(string order)
    {
        var hash = 2166136261u;
        foreach (var c in order)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return hash == 0 ? 1 : unchecked((int)hash);
    }

    private short[] Types() => [.. weights.Counted.Append(EventType.Return).Select(type => (short)type)];
}
