using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Marketing.Api.Hosting;

/// <summary>
/// The few exceptions that say something about the request or the database and not about a mistake of ours. All others are 500 and in the log.
/// </summary>
internal sealed class Faults : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Explain(exception) is not { } problem)
        {
            return false;
        }

        await HostProblems.WriteAsync(httpContext, problem);
        return true;
    }

    private static HostProblem? Explain(Exception exception) =>
        exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => JsonFaults.Explain(json),
            JsonException json => JsonFaults.Explain(json),
            BadHttpRequestException bad => FromFramework(bad),
            _ => FromDatabase(exception),
        };

    private static HostProblem FromFramework(BadHttpRequestException bad)
    {
        var (name, title, detail) = HostProblems.ByStatus(bad.StatusCode);
        // The framework's sentences on parameters ("Failed to bind parameter "int n" from "x".") help; they quote only what the caller sent.
        return new(bad.StatusCode, name, title, bad.StatusCode == StatusCodes.Status400BadRequest ? bad.Message : detail);
    }

    private static HostProblem? FromDatabase(Exception exception)
    {
        for (var fault = exception; fault is not null; fault = fault.InnerException)
        {
            switch (fault)
            {
                // Class 22: a value that PostgreSQL cannot store (U+0000 in a text, a number out of range). Input, not a fault of the database.
                case PostgresException { SqlState: ['2', '2', ..] }:
                    return HostProblems.BadRequest("The request holds a value that cannot be stored.");

                // Classes 42 and 23 that reach this point are mistakes of ours, and no retry mends them.
                case PostgresException { SqlState: ['4', '2', ..] or ['2', '3', ..] }:
                    return null;
                case NpgsqlException:
                case TimeoutException:
                    return HostProblems.StoreUnavailable;
            }
        }

        return null;
    }
}
