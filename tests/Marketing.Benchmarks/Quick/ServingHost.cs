using Marketing.Recommendations;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Performance;
using Marketing.Recommendations.Placements;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.Store.Http;
using Marketing.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// The module's endpoints on a bare Kestrel, with the database away: what users did comes from the model. Neither the log's writing nor the
/// host's sign-in, limits and request log are in it.
/// </summary>
internal static class ServingHost
{
    /// <param name="model">What serves.</param>
    /// <param name="catalogue">What is on offer.</param>
    /// <param name="logQueue">Rows of the log that may wait; nobody writes them here. Null: as many as in the product.</param>
    public static async Task<WebApplication> StartAsync(ServedRecommendations model, Catalogue catalogue, int? logQueue = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var health = new DatabaseHealth { IsProbed = true };
        health.ReportFailure();
        var database = NpgsqlDataSource.Create("Host=nowhere");
        var services = builder.Services;
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System).AddSingleton(health).AddSingleton(database).AddSingleton(catalogue);
        services
            .AddSingleton(logQueue is { } rows ? new RecommendationsOptions { LogQueue = rows } : new RecommendationsOptions())
            .AddSingleton(Options.Create(new ApiLimits()));
        services.AddSingleton(new SubjectActivity(database, health, new StoreChanges(), TimeProvider.System, new IngestSettings()));
        services.AddSingleton(CustomerDirectory.Of(new PrivacySettings()));
        services.AddSingleton<IServingModel<ServedRecommendations>>(new Published(model));
        services.AddSingleton<RecommendationMetrics>().AddSingleton<Makeshift>().AddSingleton<CurrentModel>();
        services.AddSingleton<Shelves>().AddSingleton<ActivityReader>().AddSingleton<AnswerCache>().AddSingleton<RecommendationLog>();
        services
            .AddSingleton(new StoreChanges())
            .AddSingleton(new IngestSettings())
            .AddSingleton<RecommendationPlacements>()
            .AddScoped<StoreReader>();
        services.AddSingleton<PlacementBook>().AddSingleton<ListMaker>().AddSingleton<RecordKeeper>();
        services.AddSingleton<LoggedLists>().AddSingleton<PastActivity>().AddSingleton<Rebuilder>();
        services.AddSingleton<PlacementPreview>().AddSingleton<ExperimentReader>();
        services.AddSingleton<PerformanceReader>().AddSingleton<BatchService>();
        services.AddSingleton<RecommendationService>().AddSingleton<ShopListService>();
        var app = builder.Build();
        app.MapRecommendations();
        app.MapGet("/health/live", () => Results.Text("Healthy"));
        await app.StartAsync();
        return app;
    }

    private sealed class Published(ServedRecommendations model) : IServingModel<ServedRecommendations>
    {
        public ServedModel<ServedRecommendations>? Current { get; } = new("1", model, DateTimeOffset.UnixEpoch);

        public event Action? Swapped
        {
            add { }
            remove { }
        }
    }
}
