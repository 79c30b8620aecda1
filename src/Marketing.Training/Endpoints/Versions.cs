using System.Text.Json;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketing.Training;

/// <summary>One version of a model.</summary>
public sealed record VersionView
{
    /// <summary>1, 2, 3, … within the model: <c>modelVersion</c> of the answers.</summary>
    public required int Version { get; init; }

    /// <summary>Whether it serves now.</summary>
    public required bool Serving { get; init; }

    /// <summary>The candidate that won.</summary>
    public required string Algorithm { get; init; }

    /// <summary><c>built-in</c> or <c>mlnet</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The run that made it.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Newest event it has learned from.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Figures on the held-out data, before it was trained on everything.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Parameters, seed included.</summary>
    public required IReadOnlyDictionary<string, double> Parameters { get; init; }

    /// <summary>What it was trained from: counts, first and newest time, …</summary>
    public required IReadOnlyDictionary<string, JsonElement> Data { get; init; }

    /// <summary>Bytes of the artefact's payload.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the artefact's payload, lower-case hex.</summary>
    public required string Checksum { get; init; }

    /// <summary>Whether the artefact is still kept, so that one may roll back to it.</summary>
    public required bool Kept { get; init; }

    /// <summary>When it was trained.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last began to serve.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    internal static VersionView From(ModelVersionRow row, bool serving, bool kept) =>
        new()
        {
            Version = row.Version,
            Serving = serving,
            Algorithm = row.Algorithm,
            Engine = row.Engine,
            RunId = row.RunId,
            Watermark = row.Watermark,
            Metrics = ReportJson.Read<Dictionary<string, double>>(row.Metrics),
            Parameters = ReportJson.Read<Dictionary<string, double>>(row.Parameters),
            Data = ReportJson.Read<Dictionary<string, JsonElement>>(row.Data),
            Size = row.Size,
            Checksum = row.Checksum,
            Kept = kept,
            CreatedAt = row.CreatedAt,
            PublishedAt = row.PublishedAt,
        };

    /// <summary>For the examples of the API's document.</summary>
    internal static VersionView Example { get; } =
        new()
        {
            Version = 8,
            Serving = true,
            Algorithm = "als",
            Engine = "built-in",
            RunId = RunView.Example.RunId,
            Watermark = new DateTimeOffset(2026, 1, 15, 2, 29, 51, TimeSpan.Zero),
            Metrics = new Dictionary<string, double> { ["ndcg@10"] = 0.0842, ["coverage"] = 0.41 },
            Parameters = new Dictionary<string, double> { ["Factors"] = 64, ["Regularization"] = 0.01 },
            Data = new Dictionary<string, JsonElement> { ["interactions"] = JsonSerializer.SerializeToElement(397_924) },
            Size = 8_214_528,
            Checksum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            Kept = true,
            CreatedAt = new DateTimeOffset(2026, 1, 15, 2, 31, 10, TimeSpan.Zero),
            PublishedAt = new DateTimeOffset(2026, 1, 15, 2, 31, 12, TimeSpan.Zero),
        };
}

/// <summary>A page of versions, newest first.</summary>
/// <param name="Versions">At most <c>n</c>.</param>
/// <param name="NextCursor">As <c>after</c> of the next page; null on the last.</param>
public sealed record VersionsPage(IReadOnlyList<VersionView> Versions, int? NextCursor);

internal static class ListVersions // GET /models/{name}/versions
{
    public static async Task<Results<Ok<VersionsPage>, ProblemHttpResult>> Handle(
        string name,
        int? after,
        int? n,
        RetrainRunner runner,
        IOptions<ApiLimits> limits,
        IDbContextFactory<MarketingDb> databases,
        CancellationToken cancel
    )
    {
        var count = n ?? Math.Min(20, limits.Value.MaxN);
        if (count < 1 || count > limits.Value.MaxN)
        {
            return TrainingProblems.Invalid("n", $"n must be from 1 to {limits.Value.MaxN}.");
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await Select(db, name).Where(r => after == null || r.Row.Version < after).Take(count + 1).ToListAsync(cancel);
        if (rows.Count == 0 && !runner.ModelNames.Contains(name))
        {
            return TrainingProblems.NoSuchModel(name, runner.ModelNames);
        }

        var page = rows.Take(count).Select(r => VersionView.From(r.Row, r.Serving, r.Kept)).ToList();
        return TypedResults.Ok(new VersionsPage(page, rows.Count > count ? page[^1].Version : null));
    }

    internal static IQueryable<VersionRow> Select(MarketingDb db, string name) =>
        db
            .ModelVersions.AsNoTracking()
            .Where(v => v.Model == name)
            .OrderByDescending(v => v.Version)
            .Select(v => new VersionRow
            {
                Row = v,
                Serving = db.Serving.Any(s => s.Model == v.Model && s.Version == v.Version),
                Kept = db.ArtefactChunks.Any(c => c.Model == v.Model && c.Version == v.Version),
            });

    internal sealed class VersionRow
    {
        public required ModelVersionRow Row { get; init; }
        public bool Serving { get; init; }
        public bool Kept { get; init; }
    }
}

internal static class GetVersion // GET /models/{name}/versions/{version}
{
    public static async Task<Results<Ok<VersionView>, ProblemHttpResult>> Handle(
        string name,
        int version,
        IDbContextFactory<MarketingDb> databases,
        CancellationToken cancel
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await ListVersions.Select(db, name).FirstOrDefaultAsync(r => r.Row.Version == version, cancel) is { } row
            ? TypedResults.Ok(VersionView.From(row.Row, row.Serving, row.Kept))
            : TrainingProblems.NoSuchVersion(name, version);
    }
}
