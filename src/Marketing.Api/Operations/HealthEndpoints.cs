using Marketing.Api.Security;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Api.Operations;

/// <summary>Whether the process lives, and whether it can answer.</summary>
internal static class HealthEndpoints
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseReadiness>();
        services.AddSingleton<IReadinessSource>(provider => provider.GetRequiredService<DatabaseReadiness>());
        services.AddSingleton<IReadinessSource, ModelReadiness>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseReadiness>());
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Operation").AllowWithoutKey();
        group
            .MapGet("/live", () => TypedResults.Ok(new Live("live")))
            .WithName("Live")
            .WithSummary("Whether the process lives")
            .WithDescription("Answers as long as the process can answer at all; looks at nothing else.")
            .WithExample(response: new Live("live"));
        group
            .MapGet("/ready", Ready)
            .WithName("Ready")
            .WithSummary("Whether the host can answer")
            .WithDescription(
                "200 with `ready`, or with `degraded` and the reasons: it answers, though not as well as it should. 503 with `starting` while it cannot answer yet. "
                    + "A key of an operator also gets the details."
            )
            .Produces<Report>(StatusCodes.Status200OK)
            .Produces<Report>(StatusCodes.Status503ServiceUnavailable)
            .WithExample(
                response: new Report(
                    ReadinessState.Degraded,
                    ["The database does not answer. Writes are refused, answers come from memory."]
                )
            );
    }

    private static JsonHttpResult<Report> Ready(HttpContext context, IEnumerable<IReadinessSource> sources)
    {
        var parts = sources.Select(source => (source.Name, source.Current)).ToArray();
        var state = StateOf([.. parts.Select(part => part.Current)]);
        var operates = context.Caller()?.Role is ApiRole.Operator or ApiRole.Admin;
        var report = new Report(state, [.. parts.Select(part => part.Current.Reason).OfType<string>()])
        {
            Details = operates
                ? parts.ToDictionary(
                    part => part.Name,
                    part => new PartReport(part.Current.State, part.Current.Details),
                    StringComparer.Ordinal
                )
                : null,
        };
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            report,
            statusCode: state == ReadinessState.Starting ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
    }

    internal static ReadinessState StateOf(IReadOnlyCollection<Readiness> parts)
    {
        var worst = parts.Select(part => part.State).DefaultIfEmpty(ReadinessState.Ready).Max();
        return worst == ReadinessState.Starting && parts.Any(part => part.AnswersWithoutStore) ? ReadinessState.Degraded : worst;
    }

    /// <summary>The answer of <c>/health/live</c>.</summary>
    internal sealed record Live(string Status);

    /// <summary>The answer of <c>/health/ready</c>.</summary>
    internal sealed record Report(ReadinessState Status, IReadOnlyList<string> Reasons)
    {
        /// <summary>Part by part; for operators only.</summary>
        public IReadOnlyDictionary<string, PartReport>? Details { get; init; }
    }

    /// <summary>What one part says, for operators.</summary>
    internal sealed record PartReport(ReadinessState Status, IReadOnlyDictionary<string, string>? Details);
}
