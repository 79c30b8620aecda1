using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Training;

/// <summary>A model and what serves of it.</summary>
public sealed record ModelView
{
    /// <summary>As in <c>/models/{name}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Engines whose candidates take part: <c>built-in</c>, <c>mlnet</c>.</summary>
    public required IReadOnlyList<string> Engines { get; init; }

    /// <summary>The version that serves, as the registry says; null when none was published or the database is away.</summary>
    public int? ServingVersion { get; init; }

    /// <summary>Its algorithm.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Its engine.</summary>
    public string? Engine { get; init; }

    /// <summary>Newest event it has learned from.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Since when it serves.</summary>
    public DateTimeOffset? ServingSince { get; init; }

    /// <summary>How it came to serve: <c>publish</c> or <c>rollback</c>.</summary>
    public string? ServingBy { get; init; }

    /// <summary>The version that answers on the replica that was asked; null when none does.</summary>
    public int? LoadedVersion { get; init; }

    /// <summary>Whether that replica serves something else than it should.</summary>
    public required bool Degraded { get; init; }

    /// <summary>Why; null when not degraded.</summary>
    public string? DegradedReason { get; init; }
}

/// <summary>All models.</summary>
/// <param name="Models">By name.</param>
public sealed record ModelsAnswer(IReadOnlyList<ModelView> Models);

internal static class ListModels // GET /models
{
    public static async Task<Ok<ModelsAnswer>> Handle(
        IEnumerable<ITrainableModel> trainables,
        ServingModels serving,
        DatabaseHealth health,
        IDbContextFactory<MarketingDb> databases,
        CancellationToken cancel
    )
    {
        var published = health.IsAvailable ? await ReadAsync(health, databases, cancel) : null;
        var engines = trainables.ToDictionary(t => t.Name, t => t.Engines);
        var statuses = serving.Statuses.ToDictionary(s => s.Name);
        var names = engines
            .Keys.Concat(statuses.Keys)
            .Concat(published?.Keys.AsEnumerable() ?? [])
            .Distinct()
            .Order(StringComparer.Ordinal);
        return TypedResults.Ok(
            new ModelsAnswer([
                .. names.Select(name => View(name, engines.GetValueOrDefault(name) ?? [], statuses.GetValueOrDefault(name), published)),
            ])
        );
    }

    private static ModelView View(string name, IReadOnlyList<string> engines, ModelStatus? status, Dictionary<string, Published>? published)
    {
        var row = published?.GetValueOrDefault(name);
        var reason = published is null ? "The database is away: what is loaded serves on." : status?.Degraded;
        return new ModelView
        {
            Name = name,
            Engines = engines,
            ServingVersion = row?.Version,
            Algorithm = row?.Algorithm,
            Engine = row?.Engine,
            Watermark = row?.Watermark,
            ServingSince = row?.ChangedAt,
            ServingBy = row?.Reason,
            LoadedVersion = status?.LoadedVersion,
            Degraded = reason is not null,
            DegradedReason = reason,
        };
    }

    /// <summary>Null when the database is away: then the answer comes from memory.</summary>
    private static async Task<Dictionary<string, Published>?> ReadAsync(
        DatabaseHealth health,
        IDbContextFactory<MarketingDb> databases,
        CancellationToken cancel
    )
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            db.Database.SetCommandTimeout(TimeSpan.FromSeconds(2)); // a frozen database must not hang an answer that needs none
            return await (
                from serving in db.Serving.AsNoTracking()
                join version in db.ModelVersions.AsNoTracking()
                    on new { serving.Model, serving.Version } equals new { version.Model, version.Version }
                select new Published(
                    serving.Model,
                    serving.Version,
                    version.Algorithm,
                    version.Engine,
                    version.Watermark,
                    serving.ChangedAt,
                    serving.Reason
                )
            ).ToDictionaryAsync(p => p.Model, cancel);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException || e.InnerException is NpgsqlException)
        {
            health.ReportFailure();
            return null;
        }
    }

    private sealed record Published(
        string Model,
        int Version,
        string Algorithm,
        string Engine,
        DateTimeOffset? Watermark,
        DateTimeOffset ChangedAt,
        string Reason
    );
}
