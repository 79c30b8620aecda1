using System.Data;
using Marketing.Store;
using Microsoft.EntityFrameworkCore;
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
internal sealed class ModelRegistry(NpgsqlDataSource source, IDbContextFactory<MarketingDb> databases)
{
    /// <summary>What serves, by model.</summary>
    public async Task<IReadOnlyDictionary<string, RegisteredVersion>> ServingAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await (
            from serving in db.Serving.AsNoTracking()
            join version in db.ModelVersions.AsNoTracking()
                on new { serving.Model, serving.Version } equals new { version.Model, version.Version }
            select new
            {
                version.Model,
                version.Version,
                version.Algorithm,
                version.Engine,
                version.Parameters,
                version.Watermark,
                version.Checksum,
            }
        ).ToListAsync(cancel);
        return rows.ToDictionary(
            r => r.Model,
            r => new RegisteredVersion(
                r.Model,
                r.Version,
                r.Algorithm,
                r.Engine,
                ReportJson.Read<Dictionary<string, double>>(r.Parameters),
                r.Watermark,
                r.Checksum
            )
        );
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
