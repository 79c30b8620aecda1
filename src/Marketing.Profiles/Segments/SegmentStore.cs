using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Segments;

/// <summary>Reads and writes definitions of segments. Their members are worked out a moment after a write.</summary>
internal sealed class SegmentStore(
    StoreWriter writer,
    StoreReader reader,
    StoreChanges changes,
    TimeProvider clock,
    ProfilesOptions options
)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    /// <summary>What became of a write.</summary>
    public enum Written
    {
        Created,
        Replaced,

        /// <summary>Only a new one was wanted, and there is one of this id.</summary>
        Taken,

        /// <summary>The segment belongs to the nightly run.</summary>
        Learned,

        /// <summary>There are as many as there may be.</summary>
        TooMany,
    }

    public Task<SegmentRow?> FindAsync(string id, CancellationToken cancel) =>
        reader.ReadAsync((db, token) => db.Segments.AsNoTracking().SingleOrDefaultAsync(s => s.SegmentId == id, token), cancel);

    // PostgreSQL compares ids by bytes: what .NET would do in its place does not matter.
#pragma warning disable CA1309
    public Task<List<SegmentRow>> PageAsync(string? after, int limit, CancellationToken cancel) =>
        reader.ReadAsync(
            (db, token) =>
                db
                    .Segments.AsNoTracking()
                    .Where(s => string.Compare(s.SegmentId, after ?? "") > 0)
                    .OrderBy(s => s.SegmentId)
                    .Take(limit)
                    .ToListAsync(token),
            cancel
        );

    public Task<List<SegmentMemberRow>> MembersAsync(string id, string? after, int limit, CancellationToken cancel) =>
        reader.ReadAsync(
            (db, token) =>
                db
                    .SegmentMembers.AsNoTracking()
                    .Where(m => m.SegmentId == id && string.Compare(m.UserId, after ?? "") > 0)
                    .OrderBy(m => m.UserId)
                    .Take(limit)
                    .ToListAsync(token),
            cancel
        );

#pragma warning restore CA1309

    public async Task<Written> PutAsync(string id, string name, SegmentDefinition definition, bool onlyNew, CancellationToken cancel)
    {
        var written = await writer.RunAsync(
            Budget,
            (connection, transaction, token) => PutAsync(connection, transaction, id, name, definition, onlyNew, token),
            cancel
        );
        if (written is Written.Created or Written.Replaced)
        {
            changes.Raise(new StoreChange(ChangeKind.Segments, [id]));
        }

        return written;
    }

    /// <summary>Removes a segment; its members leave it.</summary>
    /// <returns>Null where there is none; false where it is learned.</returns>
    public async Task<bool?> DeleteAsync(string id, CancellationToken cancel)
    {
        var deleted = await writer.RunAsync<bool?>(
            Budget,
            async (connection, transaction, token) =>
            {
                await Upkeep.ProfileLock.TakeAsync(connection, token);
                if (await KindAsync(connection, id, token) is not { } kind)
                {
                    return null;
                }

                if (kind == LearnedKind)
                {
                    return false;
                }

                await RemoveAsync(connection, id, clock.GetUtcNow(), token);
                await changes.AnnounceAsync(connection, transaction, ChangeKind.Segments, [id], token);
                return true;
            },
            cancel
        );
        if (deleted == true)
        {
            changes.Raise(new StoreChange(ChangeKind.Segments, [id]));
        }

        return deleted;
    }

    /// <summary>The kind of segments that the nightly run makes and removes.</summary>
    public const string LearnedKind = "learned";

    /// <summary>Removes a segment within the caller's transaction, which holds the lock.</summary>
    public static async Task RemoveAsync(NpgsqlConnection connection, string id, DateTimeOffset at, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH gone AS (DELETE FROM profiles.segment_members WHERE segment_id = $1 RETURNING user_id),
            segment AS (DELETE FROM profiles.segments WHERE segment_id = $1)
            INSERT INTO profiles.segment_moves (user_id, segment_id, entered, moved_at) SELECT user_id, $1, false, $2 FROM gone
            """,
            connection
        );
        command.CommandTimeout = 300;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<Written> PutAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string id,
        string name,
        SegmentDefinition definition,
        bool onlyNew,
        CancellationToken cancel
    )
    {
        // Without the lock of those who work out members: a definition must not wait for the night.
        var kind = await KindAsync(connection, id, cancel);
        if (kind is not null && (onlyNew || kind == LearnedKind))
        {
            return onlyNew ? Written.Taken : Written.Learned;
        }

        if (kind is null && await CountAsync(connection, cancel) >= options.MostSegments)
        {
            return Written.TooMany;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO profiles.segments (segment_id, kind, name, definition, created_at, changed_at, members) VALUES ($1, $2, $3, $4, $5, $5, 0)
            ON CONFLICT (segment_id) DO UPDATE SET kind = excluded.kind, name = excluded.name, definition = excluded.definition,
                changed_at = excluded.changed_at, refreshed_at = NULL
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = definition.Kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter { Value = SegmentJson.Write(definition), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancel);
        await changes.AnnounceAsync(connection, transaction, ChangeKind.Segments, [id], cancel);
        return kind is null ? Written.Created : Written.Replaced;
    }

    private static async Task<string?> KindAsync(NpgsqlConnection connection, string id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT kind FROM profiles.segments WHERE segment_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM profiles.segments", connection);
        return await command.ExecuteScalarAsync(cancel) is long count ? count : 0;
    }
}
