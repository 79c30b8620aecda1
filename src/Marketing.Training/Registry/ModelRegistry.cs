using System.Data;
using Marketing.Store;
using Npgsql;

namespace Marketing.Training;

/// <summary>A version in the registry, as the pipeline needs it.</summary>
internal sealed record RegisteredVersion(
    string Model,
    int Version,
    string Algorithm,
    string Engine,
    IReadOnlyDictionary<string, double> Parameters,
    DateTimeOffset? Watermark,
    string Checksum
);

/// <summary>Reads versions and artefacts. Writing is <see cref="Publication"/>'s and <see cref="Rollback"/>'s.</summary>
internal sealed class ModelRegistry(NpgsqlDataSource source)
{
    /// <summary>What serves, by model.</summary>
    public async Task<IReadOnlyDictionary<string, RegisteredVersion>> ServingAsync(CancellationToken cancel)
    {
        // Not by EF: a starting replica asks before it has anything else to do with it, and EF's model takes a second to build.
        await using var connection = await source.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync(
            """
            SELECT v.model, v.version, v.algorithm, v.engine, v.parameters, v.watermark, v.checksum
            FROM training.serving s JOIN training.model_versions v USING (model, version)
            """,
            _ => { },
            r => new RegisteredVersion(
                r.GetString(0),
                r.GetInt32(1),
                r.GetString(2),
                r.GetString(3),
                ReportJson.Read<Dictionary<string, double>>(r.GetString(4)),
                r.IsDBNull(5) ? null : r.GetFieldValue<DateTimeOffset>(5),
                r.GetString(6)
            ),
            cancel
        );
        return rows.ToDictionary(row => row.Model);
    }

    /// <summary>Lets <paramref name="use"/> read the artefact, header included, as it comes from the database. It blocks its thread: network in, computation out.</summary>
    public async Task<T> WithArtefactAsync<T>(string model, int version, Func<Stream, T> use, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(
            "SELECT ordinal, bytes FROM training.artefact_chunks WHERE model = $1 AND version = $2 ORDER BY ordinal",
            connection
        )
        {
            Parameters =
            {
                new() { Value = model },
                new() { Value = version },
            },
            CommandTimeout = 300,
        };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        await using var stream = new ChunkStream(reader, $"{model} version {version}");
        return await Task.Run(() => use(stream), cancel);
    }
}
