using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Marketing.Api.Hosting;

/// <summary>Makes every error a <c>application/problem+json</c> of ours, also those that the framework answers by a status alone.</summary>
internal static class ProblemDetailsSetup
{
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context => Complete(context.HttpContext, context.ProblemDetails)
        );
        services.AddSingleton<IProblemDetailsWriter, AlwaysProblemJson>();
        services.AddExceptionHandler<Faults>();
    }

    private static void Complete(HttpContext context, ProblemDetails problem)
    {
        var status = problem.Status ?? context.Response.StatusCode;
        var (name, title, detail) = HostProblems.ByStatus(status);
        problem.Status = status;
        if (problem.Type is null || !problem.Type.StartsWith("/problems/", StringComparison.Ordinal))
        {
            problem.Type = problem is HttpValidationProblemDetails ? "/problems/invalid" : "/problems/" + name;
            problem.Title = problem is HttpValidationProblemDetails ? problem.Title ?? "The request is not valid" : title;
        }

        problem.Title ??= title;
        problem.Detail ??= problem is HttpValidationProblemDetails ? "One or more values are not valid: see errors." : detail;
        problem.Extensions["traceId"] = TraceId(context);
    }

    /// <summary>The id under which the log and the traces know this request.</summary>
    public static string TraceId(HttpContext context) =>
        (context.Features.Get<IHttpActivityFeature>()?.Activity ?? Activity.Current)?.TraceId.ToString() ?? context.TraceIdentifier;

    /// <summary>The framework's writer gives nothing to a caller whose Accept header does not name JSON; an error is worth more than the header.</summary>
    private sealed class AlwaysProblemJson(IOptions<HttpJsonOptions> json) : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Complete(context.HttpContext, context.ProblemDetails);
            return new(
                context.HttpContext.Response.WriteAsJsonAsync(
                    context.ProblemDetails,
                    context.ProblemDetails.GetType(),
                    json.Value.SerializerOptions,
                    "application/problem+json",
                    context.HttpContext.RequestAborted
                )
            );
        }
    }
}
