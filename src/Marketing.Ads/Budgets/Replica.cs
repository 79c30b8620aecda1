using Marketing.Ads.Decisions;
using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Budgets;

/// <summary>Who this process is among those that decide. Its id is kept in the data directory, so that after a restart it still owns what it was given.</summary>
internal sealed class Replica(DataDirectory directory, DatabaseHealth health, TimeProvider clock)
{
    /// <summary>Seen longer ago than this, a replica counts no more.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly Lazy<string> _id = new(() => ReadOrMake(directory, clock));
    private volatile List<string> _alive = [];

    public string Id => _id.Value;

    /// <summary>Replicas that were alive when the database was last asked, this one among them; at least 1.</summary>
    public int Count => Math.Max(1, _alive.Count);

    /// <summary>What this replica may give away of a cap.</summary>
    public ReplicaShare Share
    {
        get
        {
            var alive = _alive;
            var at = 0;
            for (var i = 0; i < alive.Count; i++)
            {
                at = alive[i] == Id ? i : at;
            }

            return new ReplicaShare(Id, at, Math.Max(1, alive.Count), !health.IsAvailable);
        }
    }

    /// <summary>Gives a sign of life and looks who else does.</summary>
    public async Task BeatAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH me AS (
                INSERT INTO ads.replicas (replica_id, seen_at) VALUES ($1, $2) ON CONFLICT (replica_id) DO UPDATE SET seen_at = excluded.seen_at
            )
            SELECT replica_id FROM ads.replicas WHERE seen_at > $2 - $3::interval AND replica_id <> $1
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Id });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Silence });
        List<string> alive = [Id];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                alive.Add(reader.GetString(0));
            }
        }

        alive.Sort(StringComparer.Ordinal);
        _alive = alive;
    }

    private static string ReadOrMake(DataDirectory directory, TimeProvider clock)
    {
        var path = directory.File("ads", "replica-id");
        try
        {
            if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: 32 } known)
            {
                return known;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
            var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
            File.WriteAllText(path, id);
            return id;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        }
    }
}
