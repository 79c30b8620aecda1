using Marketing.Profiles.Upkeep;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Segments;

/// <summary>
/// Works out who is in which segment, by the same SQL for all customers and for a few, and notes who entered and who left. The caller's transaction holds
/// <see cref="ProfileLock"/>, so moves are committed in the order of their numbers.
/// </summary>
internal sealed class SegmentRefresh(NpgsqlDataSource database, StoreChanges changes, TimeProvider clock)
{
    // Changed again meanwhile: then it is worked out again.
    private const string Done = """
        UPDATE profiles.segments SET refreshed_at = $2, members = (SELECT count(*) FROM profiles.segment_members WHERE segment_id = $1)
        WHERE segment_id = $1 AND changed_at = $3
        """;

    private static readonly TimeSpan KeepMoves = TimeSpan.FromDays(31);

    /// <summary>Brings some customers' memberships up to date.</summary>
    /// <returns>How many moves there were.</returns>
    public async Task<int> OfUsersAsync(NpgsqlConnection connection, string[] users, CancellationToken cancel)
    {
        var segments = await ReadAsync(connection, "refreshed_at IS NOT NULL", cancel);
        var moves = 0;
        foreach (var (id, definition, _) in segments)
        {
            moves += await MoveAsync(connection, id, definition, users, cancel);
        }

        return moves;
    }

    /// <summary>All segments for all customers, each in a transaction of its own.</summary>
    public Task AllAsync(CancellationToken cancel) => RunAsync("true", cancel);

    /// <summary>Those that were changed since they were worked out.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> ChangedAsync(CancellationToken cancel) => RunAsync("refreshed_at IS NULL", cancel);

    private async Task<int> RunAsync(string which, CancellationToken cancel)
    {
        List<StoredSegment> segments;
        await using (var connection = await database.OpenConnectionAsync(cancel))
        {
            segments = await ReadAsync(connection, which, cancel);
        }

        foreach (var (id, _, _) in segments)
        {
            await OneAsync(id, which, cancel);
        }

        if (segments.Count > 0)
        {
            await using var forget = database.CreateCommand("DELETE FROM profiles.segment_moves WHERE moved_at < $1");
            forget.CommandTimeout = 300;
            forget.Parameters.Add(Time(clock.GetUtcNow() - KeepMoves));
            await forget.ExecuteNonQueryAsync(cancel);
        }

        return segments.Count;
    }

    private async Task OneAsync(string id, string which, CancellationToken cancel)
    {
        await using (var connection = await database.OpenConnectionAsync(cancel))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await ProfileLock.TakeAsync(connection, cancel);
            // It may have been changed, removed, or worked out by another replica meanwhile.
            var current = await ReadAsync(connection, which, cancel, id);
            if (current.Count == 0)
            {
                return;
            }

            await PlanForAllAsync(connection, cancel);
            await MoveAsync(connection, id, current[0].Definition, users: null, cancel);
            await using (var done = new NpgsqlCommand(Done, connection) { CommandTimeout = 120 })
            {
                done.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
                done.Parameters.Add(Time(clock.GetUtcNow()));
                done.Parameters.Add(Time(current[0].ChangedAt));
                await done.ExecuteNonQueryAsync(cancel);
            }

            await changes.AnnounceAsync(connection, transaction, ChangeKind.SegmentMembers, [], cancel);
            await transaction.CommitAsync(cancel);
        }

        changes.Raise(StoreChange.Everything(ChangeKind.SegmentMembers));
    }

    // After a first import nothing is known of how many there are, and a loop of look-ups through a million others takes hours where a hash takes a second.
    private static async Task PlanForAllAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SET LOCAL enable_nestloop = off", connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<int> MoveAsync(
        NpgsqlConnection connection,
        string id,
        SegmentDefinition definition,
        string[]? users,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand { Connection = connection, CommandTimeout = 600 };
        var sql = new RuleSql(command.Parameters);
        var (segment, at) = (sql.Add(id, NpgsqlDbType.Text), sql.Add(clock.GetUtcNow().UtcDateTime, NpgsqlDbType.TimestampTz));
        var among = users is null ? null : sql.Add(users, NpgsqlDbType.Array | NpgsqlDbType.Text);
        var condition = sql.Of(definition);
        command.CommandText = $"""
            WITH now AS MATERIALIZED (SELECT p.user_id FROM profiles.profiles p WHERE {(
                among is null ? "" : $"p.user_id = ANY({among}) AND "
            )}{condition}),
            entered AS (
                INSERT INTO profiles.segment_members (user_id, segment_id, entered_at)
                SELECT n.user_id, {segment}, {at} FROM now n
                WHERE NOT EXISTS (SELECT FROM profiles.segment_members m WHERE m.segment_id = {segment} AND m.user_id = n.user_id)
                ON CONFLICT DO NOTHING RETURNING user_id),
            gone AS (
                DELETE FROM profiles.segment_members m WHERE m.segment_id = {segment}{(
                among is null ? "" : $" AND m.user_id = ANY({among})"
            )}
                AND NOT EXISTS (SELECT FROM now n WHERE n.user_id = m.user_id) RETURNING m.user_id)
            INSERT INTO profiles.segment_moves (user_id, segment_id, entered, moved_at)
            SELECT user_id, {segment}, true, {at} FROM entered UNION ALL SELECT user_id, {segment}, false, {at} FROM gone
            """;
        return await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<StoredSegment>> ReadAsync(
        NpgsqlConnection connection,
        string which,
        CancellationToken cancel,
        string? id = null
    )
    {
        await using var command = new NpgsqlCommand(
            $"SELECT segment_id, definition::text, changed_at FROM profiles.segments WHERE {which} AND segment_id = coalesce($1, segment_id) ORDER BY segment_id",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<StoredSegment> read = [];
        while (await reader.ReadAsync(cancel))
        {
            read.Add(
                new StoredSegment(
                    reader.GetString(0),
                    SegmentJson.Read(reader.GetString(1)),
                    await reader.GetFieldValueAsync<DateTimeOffset>(2, cancel)
                )
            );
        }

        return read;
    }

    private static NpgsqlParameter Time(DateTimeOffset at) => new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private sealed record StoredSegment(string Id, SegmentDefinition Definition, DateTimeOffset ChangedAt);
}
