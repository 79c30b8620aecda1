using Marketing.Store;
using Npgsql;

namespace Marketing.Training;

/// <summary>What a rollback came to.</summary>
internal abstract record RollbackResult
{
    private RollbackResult() { }

    /// <summary>The version serves.</summary>
    public sealed record Done(int Version, int From) : RollbackResult;

    /// <summary>Nothing serves, so there is nothing to roll back.</summary>
    public sealed record NothingServes : RollbackResult;

    /// <summary>No such version, or none before the one that serves.</summary>
    public sealed record NoSuchVersion(int? Version) : RollbackResult;

    /// <summary>Its artefact is not kept any more, damaged, or fails its test.</summary>
    public sealed record Unusable(int Version, string Detail) : RollbackResult;
}

/// <summary>Lets an earlier version serve again. Takes no training lock: a run under way will see that what serves has changed and not publish over it.</summary>
internal sealed class Rollback(
    NpgsqlDataSource source,
    ModelRegistry registry,
    Publication publication,
    StoreChanges changes,
    IEnumerable<IModelSlot> slots,
    TimeProvider clock
)
{
    /// <param name="model">The model's name.</param>
    /// <param name="version">Null: the newest version before the serving one that served until it was replaced.</param>
    /// <param name="cancel">Before the switch; after it there is no way back but another rollback.</param>
    public async Task<RollbackResult> ExecuteAsync(string model, int? version, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        if (await ServingVersionAsync(connection, model, cancel) is not { } serving)
        {
            return new RollbackResult.NothingServes();
        }

        if (await TargetAsync(connection, model, version, serving, cancel) is not var (target, checksum))
        {
            return new RollbackResult.NoSuchVersion(version);
        }

        if (await WhyUnusableAsync(model, target, checksum, cancel) is { } detail)
        {
            return new RollbackResult.Unusable(target, detail);
        }

        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            var token = await RunLock.NextTokenAsync(connection, cancel);
            await publication.ServeAsync(connection, model, target, token, "rollback", cancel);
            await using var command = new NpgsqlCommand(
                "UPDATE training.model_versions SET published_at = $3 WHERE model = $1 AND version = $2",
                connection
            )
            {
                Parameters =
                {
                    new() { Value = model },
                    new() { Value = target },
                    new() { Value = clock.GetUtcNow() },
                },
            };
            await command.ExecuteNonQueryAsync(cancel);
            await changes.AnnounceAsync(connection, transaction, ChangeKind.Models, [model], cancel);
            await transaction.CommitAsync(cancel);
        }

        changes.Raise(new StoreChange(ChangeKind.Models, [model]));
        return new RollbackResult.Done(target, serving);
    }

    private static async Task<int?> ServingVersionAsync(NpgsqlConnection connection, string model, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT version FROM training.serving WHERE model = $1", connection)
        {
            Parameters = { new() { Value = model } },
        };
        return await command.ExecuteScalarAsync(cancel) as int?;
    }

    // Below the serving one: a version that was rolled back from is newer than what serves, and no default leads back to it.
    private static async Task<(int Version, string Checksum)?> TargetAsync(
        NpgsqlConnection connection,
        string model,
        int? version,
        int serving,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT version, checksum FROM training.model_versions
            WHERE model = $1 AND CASE WHEN $2 IS NULL THEN version < $3 AND published_at IS NOT NULL ELSE version = $2 END
            ORDER BY published_at DESC, version DESC LIMIT 1
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = model },
                new() { Value = (object?)version ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer },
                new() { Value = serving },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? (reader.GetInt32(0), reader.GetString(1)) : null;
    }

    // Two passes: a loader is not given what may be damaged in a registry.
    private async Task<string?> WhyUnusableAsync(string model, int version, string checksum, CancellationToken cancel)
    {
        try
        {
            await registry.WithArtefactAsync(model, version, stream => Artefact.Verify(stream, model, version, checksum), cancel);
            if (slots.FirstOrDefault(slot => slot.Name == model) is { } slot)
            {
                var (_, loaded) = await registry.WithArtefactAsync(
                    model,
                    version,
                    stream => Artefact.Use(stream, model, version, checksum, slot.Load),
                    cancel
                );
                slot.SmokeTest(loaded);
            }

            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException and not NpgsqlException)
        {
            return e.Message;
        }
    }
}
