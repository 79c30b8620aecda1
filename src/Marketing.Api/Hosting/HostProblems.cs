using System.Globalization;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Mvc;

namespace Marketing.Api.Hosting;

/// <summary>An error of the host's own. <c>Name</c> is the last segment of <c>type</c>; <c>RetryAfter</c> is in seconds.</summary>
internal sealed record HostProblem(int Status, string Name, string Title, string Detail, int? RetryAfter = null)
{
    /// <summary>What is wrong field by field.</summary>
    public IDictionary<string, string[]>? Errors { get; init; }
}

/// <summary>The host's catalogue of problems, and how they are written.</summary>
internal static class HostProblems
{
    private const int RetrySeconds = 2;

    public static readonly HostProblem NoKey = new(
        401,
        "no-key",
        "A key is needed",
        "Send the API key as X-Api-Key or as Authorization: Bearer, or sign in at /sign-in."
    );
    public static readonly HostProblem WrongKey = new(
        401,
        "wrong-key",
        "The key is not known",
        "The API key that was sent is not one of this host's keys."
    );
    public static readonly HostProblem NoRole = new(403, "wrong-role", "The key may not do this", "No role may call this.");

    public static readonly HostProblem AntiforgeryMissing = new(
        403,
        "anti-forgery-token-missing",
        "The anti-forgery token is missing",
        "A write by cookie needs the header X-XSRF-TOKEN with the token of GET /sign-in/token."
    );

    public static readonly HostProblem TooManyRequests = new(
        429,
        "too-many-requests",
        "Too many requests",
        "This key has used up its requests. Retry later.",
        1
    );

    public static readonly HostProblem TooManySignIns = new(
        429,
        "too-many-sign-ins",
        "Too many attempts",
        "Too many attempts to sign in. Retry later.",
        60
    );

    public static readonly HostProblem TimedOut = new(
        503,
        "timed-out",
        "The request took too long",
        "The request was given up. Retry later.",
        RetrySeconds
    );

    public static readonly HostProblem StoreUnavailable = new(
        503,
        "store-unavailable",
        "The database does not answer",
        "The database cannot be reached at the moment. Nothing was acknowledged. Retry later.",
        RetrySeconds
    );

    public static HostProblem WrongRole(ApiRolesMetadata roles) =>
        new(
            403,
            "wrong-role",
            "The key may not do this",
            $"This needs a key with one of the roles: {string.Join(", ", roles.Roles.Select(Lower))}."
        );

    public static HostProblem TooLarge(long bytes) =>
        new(
            413,
            "body-too-large",
            "The body is too large",
            string.Create(CultureInfo.InvariantCulture, $"A body of at most {bytes} bytes is accepted here.")
        );

    public static HostProblem BadRequest(string detail, IDictionary<string, string[]>? errors = null) =>
        new(400, "bad-request", "The request cannot be read", detail) { Errors = errors };

    /// <summary>What the framework answers by status alone.</summary>
    public static (string Name, string Title, string Detail) ByStatus(int status) =>
        status switch
        {
            400 => ("bad-request", "The request cannot be read", "The request is not well formed."),
            401 => ("no-key", "A key is needed", NoKey.Detail),
            403 => ("wrong-role", "The key may not do this", "The key may not do this."),
            404 => ("not-found", "Not found", "There is nothing at this address."),
            405 => (
                "method-not-allowed",
                "Method not allowed",
                "This address does not take this method; the header Allow says which it takes."
            ),
            406 => ("not-acceptable", "Not acceptable", "This cannot be given in the form that was asked for."),
            408 => ("timed-out", "The request took too long", "The body did not arrive in time."),
            409 => ("conflict", "Conflict", "The request conflicts with the present state."),
            413 => ("body-too-large", "The body is too large", "The body is larger than is accepted here."),
            415 => (
                "unsupported-media-type",
                "Unsupported media type",
                "Send the body as application/json (batches of events also as application/x-ndjson)."
            ),
            429 => ("too-many-requests", "Too many requests", TooManyRequests.Detail),
            431 => ("headers-too-large", "The headers are too large", "The headers are larger than is accepted."),
            503 => ("unavailable", "Unavailable", "This cannot be answered at the moment. Retry later."),
            >= 400 and < 500 => ("bad-request", "The request cannot be answered", "The request cannot be answered."),
            _ => ("internal-error", "Internal error", "Something went wrong here. The log has the details under this traceId."),
        };

    public static Task WriteAsync(HttpContext context, HostProblem problem)
    {
        var details = problem.Errors is null ? new ProblemDetails() : new HttpValidationProblemDetails(problem.Errors);
        details.Type = "/problems/" + problem.Name;
        details.Title = problem.Title;
        details.Status = problem.Status;
        details.Detail = problem.Detail;
        context.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        var service = context.RequestServices.GetRequiredService<IProblemDetailsService>();
        return service.WriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = details }).AsTask();
    }

    private static string Lower(ApiRole role) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(role.ToString());
}
