using Marketing.Store.Http;

namespace Marketing.Api.Operations;

/// <summary>Whether the process lives, and whether it can answer.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Operation").AllowWithoutKey();
        group
            .MapGet("/live", () => TypedResults.Ok(new Live("live")))
            .WithName("Live")
            .WithSummary("Whether the process lives")
            .WithDescription("Answers as long as the process can answer at all; looks at nothing else.")
            .WithExample(response: new Live("live"));
    }

    /// <summary>The answer of <c>/health/live</c>.</summary>
    internal sealed record Live(string Status);
}
