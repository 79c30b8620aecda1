using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Training;

/// <summary>A trained model, ready to be published.</summary>
/// <param name="Header">Of the artefact.</param>
/// <param name="File">The artefact, header and payload.</param>
/// <param name="Metrics">JSON of the winner's figures.</param>
/// <param name="Parameters">JSON of its parameters.</param>
/// <param name="Data">JSON of what was read.</param>
/// <param name="ComparedWith">The version that served when the gate decided; null for none.</param>
internal sealed record TrainedVersion(
    ArtefactHeader Header,
    string File,
    string Metrics,
    string Parameters,
    string Data,
    int? ComparedWith
);

/// <summary>Puts an artefact into the registry and lets it serve: one transaction on the connection that holds the training lock.</summary>
internal sealed class Publication(StoreChanges changes, TimeProvider clock)
{
    /// <summary>Bytes of one row.</summary>
    public const int ChunkSize = 4 * 1024 * 1024;

    /// <summary>The number that the next version of a model gets. Only for the holder of the lock.</summary>
    public static Task<int> NextVersionAsync(RunLock held, string model, CancellationToken cancel) =>
        held.UseAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    "SELECT 1 + coalesce(max(version), 0) FROM training.model_versions WHERE model = $1",
                    connection
                )
                {
                    Parameters = { new() { Value = model } },
                };
                return await command.ExecuteScalarAsync(cancel) is int next ? next : 1;
            },
            cancel
        );

    /// <summary>Publishes. Null when it did; else why not, as a sentence: what serves changed after the gate had compared with it.</summary>
    /// <exception cref="LockLostException">The run lost its lock, or a newer run took it. Nothing is changed.</exception>
    /// <exception cref="RunCanceledException">Somebody asked to cancel the run. Nothing is changed.</exception>
    public async Task<string?> PublishAsync(
        RunLock held,
        Guid runId,
        long token,
        TrainedVersion version,
        int keepVersions,
        CancellationToken cancel
    )
    {
        var refusal = await held.UseAsync(connection => PublishAsync(connection, runId, token, version, keepVersions, cancel), cancel);
        if (refusal is null)
        {
            changes.Raise(new StoreChange(ChangeKind.Models, [version.Header.Model]));
        }

        return refusal;
    }

    private async Task<string?> PublishAsync(
        NpgsqlConnection connection,
        Guid runId,
        long token,
        TrainedVersion version,
        int keepVersions,
        CancellationToken cancel
    )
    {
        var (model, number) = (version.Header.Model, version.Header.Version);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await CheckRunAsync(connection, runId, token, cancel);
        if (await WhatServesInsteadAsync(connection, model, token, version.ComparedWith, cancel) is { } refusal)
        {
            return refusal;
        }

        await InsertVersionAsync(connection, runId, version, cancel);
        await UploadAsync(connection, model, number, version.File, cancel);
        await ServeAsync(connection, model, number, token, "publish", cancel);
        await PruneAsync(connection, model, number, keepVersions, cancel);
        await changes.AnnounceAsync(connection, transaction, ChangeKind.Models, [model], cancel);
        await CheckRunAsync(connection, runId, token, cancel); // the upload may have taken a while
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }

    private static async Task CheckRunAsync(NpgsqlConnection connection, Guid runId, long token, CancellationToken cancel)
    {
        if (!await RunLock.IsHeldAsync(connection, cancel))
        {
            throw new LockLostException("The run no longer holds the training lock.");
        }

        await using var command = new NpgsqlCommand(
            "SELECT state, cancel_requested, (SELECT max(fencing_token) FROM training.runs) FROM training.runs WHERE run_id = $1",
            connection
        )
        {
            Parameters = { new() { Value = runId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel) || reader.GetString(0) is not ("running" or "queued") || reader.GetInt64(2) != token)
        {
            throw new LockLostException("A newer run took the training lock, so this one may not publish.");
        }

        if (reader.GetBoolean(1))
        {
            throw new RunCanceledException();
        }
    }

    private static async Task<string?> WhatServesInsteadAsync(
        NpgsqlConnection connection,
        string model,
        long token,
        int? comparedWith,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT version, fencing_token FROM training.serving WHERE model = $1 FOR UPDATE",
            connection
        )
        {
            Parameters = { new() { Value = model } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        int? serving = null;
        var newer = false;
        if (await reader.ReadAsync(cancel))
        {
            (serving, newer) = (reader.GetInt32(0), reader.GetInt64(1) > token);
        }

        return serving != comparedWith || newer
            ? $"What serves was changed to version {serving} while the run was under way (the gate compared with {(comparedWith is null ? "none" : $"version {comparedWith}")}), so nothing was published."
            : null;
    }

    private async Task InsertVersionAsync(NpgsqlConnection connection, Guid runId, TrainedVersion version, CancellationToken cancel)
    {
        var header = version.Header;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO training.model_versions
                (model, version, run_id, algorithm, engine, metrics, parameters, data, watermark, size, checksum, created_at, published_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = header.Model },
                new() { Value = header.Version },
                new() { Value = runId },
                new() { Value = header.Algorithm },
                new() { Value = header.Engine },
                new() { Value = version.Metrics, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = version.Parameters, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = version.Data, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = (object?)header.Watermark ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = header.PayloadLength },
                new() { Value = header.Checksum },
                new() { Value = header.CreatedAt },
                new() { Value = clock.GetUtcNow() },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task UploadAsync(NpgsqlConnection connection, string model, int version, string path, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY training.artefact_chunks (model, version, ordinal, bytes) FROM STDIN (FORMAT binary)",
            cancel
        );
        copy.Timeout = TimeSpan.FromMinutes(5);
        var buffer = new byte[(int)Math.Min(ChunkSize, file.Length)];
        for (
            var ordinal = 0;
            await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is > 0 and var read;
            ordinal++
        )
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(model, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(version, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(ordinal, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(buffer.AsMemory(0, read), NpgsqlDbType.Bytea, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    internal async Task ServeAsync(
        NpgsqlConnection connection,
        string model,
        int version,
        long token,
        string reason,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO training.serving (model, version, fencing_token, changed_at, reason) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (model) DO UPDATE SET version = excluded.version, fencing_token = excluded.fencing_token,
                changed_at = excluded.changed_at, reason = excluded.reason
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = model },
                new() { Value = version },
                new() { Value = token },
                new() { Value = clock.GetUtcNow() },
                new() { Value = reason },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task PruneAsync(NpgsqlConnection connection, string model, int serving, int keepVersions, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM training.artefact_chunks WHERE model = $1 AND version <> $2 AND version NOT IN
                (SELECT version FROM training.model_versions WHERE model = $1 ORDER BY version DESC LIMIT $3)
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = model },
                new() { Value = serving },
                new() { Value = keepVersions },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
