using System.Diagnostics;
using Marketing.Api.Security;
using Microsoft.AspNetCore.Diagnostics;

namespace Marketing.Api.Hosting;

/// <summary>
/// One line a request: method, the route's template (never the path with its ids), status, milliseconds, the key's role and name, trace id.
/// 499 is a caller who went away.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    private const int CallerWentAway = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer, and nothing is wrong.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = CallerWentAway;
            }
        }
        finally
        {
            var caller = context.Caller();
            // Where an exception was answered the endpoint is kept beside it.
            var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
            log.LogInformation(
                "{Method} {Route} {Status} in {Milliseconds} ms by {Role} {KeyName} ({TraceId})",
                Known(context.Request.Method),
                (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(none)",
                context.Response.StatusCode,
                Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1),
                caller?.Role.ToString() ?? "none",
                caller?.Key.Name ?? "none",
                ProblemDetailsSetup.TraceId(context)
            );
        }
    }

    // A method may be any word that the caller likes.
    private static string Known(string method) =>
        HttpMethods.GetCanonicalizedValue(method) is { } known
        && (
            HttpMethods.IsGet(known)
            || HttpMethods.IsPost(known)
            || HttpMethods.IsPut(known)
            || HttpMethods.IsDelete(known)
            || HttpMethods.IsPatch(known)
            || HttpMethods.IsHead(known)
            || HttpMethods.IsOptions(known)
        )
            ? known
            : "OTHER";
}
