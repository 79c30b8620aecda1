using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Upkeep;

/// <summary>Finds whose events or attributes came in after the profiles were last worked out for all: after a start, a lost connection or an import.</summary>
internal static class ChangedCustomers
{
    // A transaction takes its time of storing before it commits: look back for those that were slow.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    private const string Oldest = "SELECT now(), (SELECT min(as_of) FROM profiles.profiles)";

    private const string Changed = """
        SELECT DISTINCT owner FROM (
            SELECT e.user_id AS owner FROM shop.events e WHERE e.received_at >= $1 AND NOT starts_with(e.user_id, 'session:')
            UNION ALL
            SELECT l.user_id FROM shop.session_links l JOIN shop.events e ON e.user_id = 'session:' || l.session_id WHERE e.received_at >= $1 OR l.linked_at >= $1
            UNION ALL
            SELECT user_id FROM shop.users WHERE changed_at >= $1
        ) AS c LIMIT $2
        """;

    /// <summary>Those who changed since an instant of the database; where null, since the oldest profile.</summary>
    /// <returns>The customers, and until when they were looked for; no customers (null) where they are more than <paramref name="most"/>.</returns>
    public static async Task<(string[]? Users, DateTimeOffset Until)> FindAsync(
        NpgsqlDataSource database,
        DateTimeOffset? since,
        int most,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        DateTimeOffset now;
        await using (var command = new NpgsqlCommand(Oldest, connection) { CommandTimeout = 120 })
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            await reader.ReadAsync(cancel);
            now = await reader.GetFieldValueAsync<DateTimeOffset>(0, cancel);
            DateTimeOffset? oldest = await reader.IsDBNullAsync(1, cancel)
                ? null
                : await reader.GetFieldValueAsync<DateTimeOffset>(1, cancel);
            since = since > oldest ? since : oldest;
        }

        await using var find = new NpgsqlCommand(Changed, connection) { CommandTimeout = 300 };
        var from = since is { } instant ? instant - Overlap : DateTimeOffset.UnixEpoch;
        find.Parameters.Add(new NpgsqlParameter { Value = from.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        find.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most + 1 });
        List<string> users = [];
        await using (var reader = await find.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                users.Add(reader.GetString(0));
            }
        }

        return (users.Count > most ? null : [.. users], now);
    }
}
