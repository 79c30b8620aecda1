using System.Text;
using Marketing.Store.Http;

namespace Marketing.Api.Operations;

/// <summary>The figures of this host, for Prometheus.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/metrics",
                (MetricsCollector metrics) => TypedResults.Content(metrics.Scrape(), PrometheusText.ContentType, Encoding.UTF8)
            )
            .WithTags("Operation")
            .WithName("Metrics")
            .WithSummary("Figures of this host")
            .WithDescription("Requests, runtime, database and models in Prometheus' text format. Each replica has its own.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithExample(
                response: "# TYPE dotnet_gc_collections_total counter\ndotnet_gc_collections_total{gc_heap_generation=\"gen0\"} 3\n"
            )
            .RequireApiRole(ApiRole.Operator);
}
