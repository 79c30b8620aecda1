using Marketing.Api.Hosting;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Antiforgery;

namespace Marketing.Api.Security;

/// <summary>Finds out who calls and lets in whom the endpoint allows. What declares nothing lets nobody in.</summary>
internal sealed class Gate(RequestDelegate next, ApiKeys keys, SignInCookie cookie, IAntiforgery antiforgery)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var (caller, wrongKey) = Identify(context);
        if (caller is not null)
        {
            context.Features.Set(caller);
            context.User = caller.Principal;
        }

        var refusal = context.GetEndpoint() switch
        {
            // Nothing is there, or not for this method: the framework answers 404 and 405.
            null or not RouteEndpoint => null,
            { } endpoint => Refuse(endpoint.Metadata.GetMetadata<ApiRolesMetadata>(), caller, wrongKey),
        };
        if (refusal is { } problem)
        {
            await HostProblems.WriteAsync(context, problem);
            return;
        }

        if (caller is { ByCookie: true } && !IsSafe(context.Request.Method) && !await antiforgery.IsRequestValidAsync(context))
        {
            await HostProblems.WriteAsync(context, HostProblems.AntiforgeryMissing);
            return;
        }

        await next(context);
    }

    private static HostProblem? Refuse(ApiRolesMetadata? roles, Caller? caller, bool wrongKey) =>
        roles switch
        {
            null => HostProblems.NoRole,
            { WithoutKey: true } => null,
            _ when caller is null => wrongKey ? HostProblems.WrongKey : HostProblems.NoKey,
            _ when !roles.Allows(caller.Role) => HostProblems.WrongRole(roles),
            _ => null,
        };

    /// <summary>A key in a header decides; the cookie counts only where there is none.</summary>
    private (Caller? Caller, bool WrongKey) Identify(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue("X-Api-Key", out var sent) || headers.TryGetValue("Authorization", out sent))
        {
            const string Bearer = "Bearer ";
            var secret = sent.Count == 1 ? sent[0] ?? "" : "";
            if (!headers.ContainsKey("X-Api-Key"))
            {
                secret = secret.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? secret[Bearer.Length..].Trim() : "";
            }

            return keys.Find(secret) is { } key ? (new Caller(key, ByCookie: false), false) : (null, true);
        }

        return cookie.Read(context) is { } id && keys.ById(id) is { } signedIn
            ? (new Caller(signedIn, ByCookie: true), false)
            : (null, false);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
