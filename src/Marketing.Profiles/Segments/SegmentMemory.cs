using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Segments;

/// <summary>
/// Who is in which segment, in the memory of this replica. Many customers share one combination of segments, so each is kept once; a customer costs some 100 bytes.
/// </summary>
internal sealed class SegmentMemory(NpgsqlDataSource database, CustomerDirectory customers) : ISegmentMembership
{
    private const string Select =
        "SELECT user_id, array_agg(segment_id ORDER BY segment_id) FROM profiles.segment_members{0} GROUP BY user_id";

    private readonly Lock _lock = new();
    private HashSet<string> _segments = new(StringComparer.Ordinal);
    private Dictionary<string, string[]> _of = new(StringComparer.Ordinal);
    private HashSet<string>? _followed;

    /// <summary>Nobody who refused that answers be personal is anywhere: that holds from the moment on in which this replica knows.</summary>
    public bool? Contains(string segmentId, string userId)
    {
        lock (_lock)
        {
            if (!_segments.Contains(segmentId))
            {
                return null;
            }

            if (!_of.TryGetValue(userId, out var segments) || Array.IndexOf(segments, segmentId) < 0)
            {
                return false;
            }
        }

        return customers.MayPersonalize(userId);
    }

    /// <summary>Reads everything again. One caller at a time.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            _followed = new HashSet<string>(StringComparer.Ordinal);
        }

        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        HashSet<string> segments = new(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand("SELECT segment_id FROM profiles.segments", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                segments.Add(reader.GetString(0));
            }
        }

        var of = await ReadAsync(connection, users: null, cancel);
        await transaction.CommitAsync(cancel);
        string[] followed;
        lock (_lock)
        {
            // Customers who were followed while this read may be older in it than they were in memory.
            (_segments, _of, followed, _followed) = (segments, of, [.. _followed ?? []], null);
        }

        if (followed.Length > 0)
        {
            await FollowAsync(followed, cancel);
        }
    }

    /// <summary>Reads some customers again.</summary>
    public async Task FollowAsync(string[] users, CancellationToken cancel)
    {
        lock (_lock)
        {
            _followed?.UnionWith(users);
        }

        await using var connection = await database.OpenConnectionAsync(cancel);
        var read = await ReadAsync(connection, users, cancel);
        lock (_lock)
        {
            foreach (var user in users)
            {
                if (read.TryGetValue(user, out var segments))
                {
                    _of[user] = segments;
                }
                else
                {
                    _of.Remove(user);
                }
            }
        }
    }

    private static async Task<Dictionary<string, string[]>> ReadAsync(
        NpgsqlConnection connection,
        string[]? users,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            Select.Replace("{0}", users is null ? "" : " WHERE user_id = ANY($1)", StringComparison.Ordinal),
            connection
        );
        command.CommandTimeout = 120;
        if (users is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = users, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        }

        Dictionary<string, string[]> combinations = new(StringComparer.Ordinal),
            of = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var segments = reader.GetFieldValue<string[]>(1);
            var key = string.Join('\n', segments);
            of[reader.GetString(0)] = combinations.TryGetValue(key, out var shared) ? shared : combinations[key] = segments;
        }

        return of;
    }
}
