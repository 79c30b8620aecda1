using Marketing.Profiles.Model;
using Marketing.Profiles.Upkeep;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Segments;

/// <summary>Makes the clusters of the serving model segments: <c>learned-1</c> for the largest, and so on.</summary>
internal static class LearnedSegments
{
    private const string Put = """
        INSERT INTO profiles.segments (segment_id, kind, name, definition, created_at, changed_at, members) VALUES ($1, 'learned', $2, $3, $4, $4, 0)
        ON CONFLICT (segment_id) DO UPDATE SET name = excluded.name, definition = excluded.definition, changed_at = excluded.changed_at, refreshed_at = NULL
        WHERE (segments.name, segments.definition) IS DISTINCT FROM (excluded.name, excluded.definition)
        """;

    private const string Others = "SELECT segment_id FROM profiles.segments WHERE kind = 'learned' AND segment_id <> ALL($1)";

    /// <summary>Puts the clusters there and removes those that are no more.</summary>
    public static async Task WriteAsync(
        NpgsqlDataSource database,
        StoreChanges changes,
        CustomerClusters? clusters,
        DateTimeOffset at,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ProfileLock.TakeAsync(connection, cancel);
        List<string> ids = [];
        for (var cluster = 1; cluster <= (clusters?.Found.Centres.Length ?? 0); cluster++)
        {
            ids.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"learned-{cluster}"));
            await using var put = new NpgsqlCommand(Put, connection);
            put.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ids[^1] });
            put.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clusters?.NameOf(cluster) ?? "" });
            var traits = (clusters?.TraitsOf(cluster) ?? []).ToDictionary(StringComparer.Ordinal);
            var definition = new SegmentDefinition { Learned = new LearnedCluster(cluster, traits) };
            put.Parameters.Add(new NpgsqlParameter { Value = SegmentJson.Write(definition), NpgsqlDbType = NpgsqlDbType.Jsonb });
            put.Parameters.Add(new NpgsqlParameter { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            await put.ExecuteNonQueryAsync(cancel);
        }

        foreach (var gone in await OthersAsync(connection, [.. ids], cancel))
        {
            await SegmentStore.RemoveAsync(connection, gone, at, cancel);
        }

        await changes.AnnounceAsync(connection, transaction, ChangeKind.Segments, [], cancel);
        await transaction.CommitAsync(cancel);
        changes.Raise(StoreChange.Everything(ChangeKind.Segments));
    }

    private static async Task<List<string>> OthersAsync(NpgsqlConnection connection, string[] ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Others, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<string> read = [];
        while (await reader.ReadAsync(cancel))
        {
            read.Add(reader.GetString(0));
        }

        return read;
    }
}
