using System.Data.Common;
using Marketing.Store.Mirrors;
using Npgsql;

namespace Marketing.Store;

/// <summary>A preset for the recommendations of one place, as it is stored.</summary>
/// <param name="PlacementId">The name that requests give.</param>
/// <param name="Version">Grows with each change, also over a deletion.</param>
/// <param name="Definition">JSON; the module that owns it knows its form.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="ChangedBy">Name of the key that changed it.</param>
public sealed record StoredPlacement(string PlacementId, int Version, string Definition, DateTimeOffset ChangedAt, string? ChangedBy);

/// <summary>
/// The presets of recommendation places, in the memory of this replica: as fresh as <see cref="Catalogue"/>, and there without the database. Every
/// version that ever served is kept in a table, so that an old list can be explained by the rules of its day.
/// </summary>
public sealed class RecommendationPlacements : IDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly StoreChanges _changes;
    private readonly DatabaseHealth _health;
    private readonly IngestSettings _settings;

    /// <summary>Nothing is read yet.</summary>
    public RecommendationPlacements(NpgsqlDataSource database, StoreChanges changes, DatabaseHealth health, IngestSettings settings)
    {
        (_database, _changes, _health, _settings) = (database, changes, health, settings);
        Mirror = new Mirror<StoredPlacement>(database, Source);
        Mirror.Changed += () => Changed?.Invoke();
    }

    /// <summary>Raised after any preset changed, on the thread that changed it: return at once.</summary>
    public event Action? Changed;

    /// <summary>All presets, in no particular order.</summary>
    public IEnumerable<StoredPlacement> All => Mirror.Current.GetAll();

    internal static RecommendationPlacementSource Source { get; } = new();

    internal Mirror<StoredPlacement> Mirror { get; }

    /// <summary>The preset, or null when none has this name.</summary>
    public StoredPlacement? Find(string placementId) => Mirror.Current.Find(placementId);

    /// <summary>Stores a preset as its next version. When this returns it is committed, announced to the other replicas, and visible in this one.</summary>
    /// <param name="placementId">Its name.</param>
    /// <param name="definition">JSON.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="mustBeNew">Do nothing when there is one of this name.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What is stored now; null when it had to be new and was not.</returns>
    /// <exception cref="TimeoutException">The database is away or did not answer in time.</exception>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public async Task<StoredPlacement?> SaveAsync(
        string placementId,
        string definition,
        string? by,
        bool mustBeNew,
        CancellationToken cancel
    )
    {
        // Under the lock: the next number of a name that may have no row any more.
        const string Sql = """
            WITH next AS (
                SELECT coalesce(max(version), 0) + 1 AS version FROM recommendations.placement_versions WHERE placement_id = $1
            ), kept AS (
                INSERT INTO recommendations.placement_versions (placement_id, version, definition, changed_at, changed_by)
                SELECT $1, version, $2, now(), $3 FROM next
                WHERE NOT ($4 AND EXISTS (SELECT 1 FROM recommendations.placements WHERE placement_id = $1))
                RETURNING placement_id, version, definition, changed_at, changed_by
            )
            INSERT INTO recommendations.placements (placement_id, version, definition, changed_at, changed_by) SELECT * FROM kept
            ON CONFLICT (placement_id) DO UPDATE
            SET version = excluded.version, definition = excluded.definition, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            RETURNING placement_id, version, definition, changed_at, changed_by
            """;
        return await ChangeAsync(
            placementId,
            Sql,
            command =>
            {
                command.Parameters.Add(new NpgsqlParameter { Value = placementId });
                command.Parameters.Add(new NpgsqlParameter { Value = definition, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
                command.Parameters.Add(
                    new NpgsqlParameter { Value = (object?)by ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
                );
                command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = mustBeNew });
            },
            cancel
        );
    }

    /// <summary>Removes a preset; its versions stay.</summary>
    /// <returns>False when there was none.</returns>
    /// <inheritdoc cref="SaveAsync" path="/exception" />
    public async Task<bool> DeleteAsync(string placementId, CancellationToken cancel)
    {
        const string Sql = """
            DELETE FROM recommendations.placements WHERE placement_id = $1
            RETURNING placement_id, version, definition, changed_at, changed_by
            """;
        return await ChangeAsync(placementId, Sql, command => command.Parameters.Add(new NpgsqlParameter { Value = placementId }), cancel)
            is not null;
    }

    /// <inheritdoc />
    public void Dispose() => Mirror.Dispose();

    private async Task<StoredPlacement?> ChangeAsync(string placementId, string sql, Action<NpgsqlCommand> fill, CancellationToken cancel)
    {
        var changed = await StoreWork.RunAsync(
            _database,
            _health,
            TimeSpan.FromSeconds(_settings.WriteSeconds),
            async (connection, transaction, token) =>
            {
                await using var turn = new NpgsqlCommand(
                    "SELECT pg_advisory_xact_lock(hashtextextended('placement:' || $1, 0))",
                    connection,
                    transaction
                );
                turn.Parameters.Add(new NpgsqlParameter { Value = placementId });
                await turn.ExecuteNonQueryAsync(token);
                await using var command = new NpgsqlCommand(sql, connection, transaction);
                fill(command);
                StoredPlacement? row;
                await using (var reader = await command.ExecuteReaderAsync(token))
                {
                    row = await reader.ReadAsync(token) ? RecommendationPlacementSource.Whole(reader) : null;
                }

                await _changes.AnnounceAsync(connection, transaction, ChangeKind.RecommendationPlacements, [placementId], token);
                return row;
            },
            cancel
        );
        await Mirror.FollowAsync([placementId]);
        _changes.Raise(new StoreChange(ChangeKind.RecommendationPlacements, [placementId]));
        return changed;
    }
}

internal sealed class RecommendationPlacementSource : IMirrorSource<StoredPlacement>
{
    public string FileName => "recommendation-placements-1.bin";

    public string Select => "SELECT placement_id, version, definition, changed_by, changed_at FROM recommendations.placements";

    public string KeyColumn => "placement_id";

    public string Table => "recommendations.placements";

    public string KeyOf(StoredPlacement row) => row.PlacementId;

    public StoredPlacement Read(DbDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetInt32(1),
            reader.GetString(2),
            reader.GetFieldValue<DateTimeOffset>(4),
            reader.IsDBNull(3) ? null : reader.GetString(3)
        );

    public void Write(BinaryWriter writer, StoredPlacement row)
    {
        writer.Write(row.PlacementId);
        writer.Write(row.Version);
        writer.Write(row.Definition);
        writer.Write(row.ChangedAt.UtcTicks);
        writer.WriteText(row.ChangedBy);
    }

    public StoredPlacement Read(BinaryReader reader) =>
        new(
            reader.ReadString(),
            reader.ReadInt32(),
            reader.ReadString(),
            new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
            reader.ReadText()
        );

    /// <summary>A row as a change returns it.</summary>
    public static StoredPlacement Whole(DbDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetInt32(1),
            reader.GetString(2),
            reader.GetFieldValue<DateTimeOffset>(3),
            reader.IsDBNull(4) ? null : reader.GetString(4)
        );
}
