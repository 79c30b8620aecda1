using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.RateLimiting;
using Marketing.Api.Hosting;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Api.Security;

/// <summary>The page where a key is exchanged for a cookie: a form that works without scripts.</summary>
internal static class SignInPage
{
    private const int AttemptsPerMinute = 10;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var attempts = routes.ServiceProvider.GetRequiredService<SignInAttempts>();
        routes.MapGet("/sign-in", Show).AllowWithoutKey().ExcludeFromDescription();
        routes
            .MapPost(
                "/sign-in",
                (HttpContext context, ApiKeys keys, SignInCookie cookie, IAntiforgery tokens) =>
                    SignInAsync(context, keys, cookie, tokens, attempts)
            )
            .AllowWithoutKey()
            .ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOut).AllowWithoutKey().ExcludeFromDescription();
        routes.MapGet("/sign-in/token", Token).AllowWithoutKey().ExcludeFromDescription();
    }

    private static ContentHttpResult Show(HttpContext context, IAntiforgery tokens) =>
        Page(context, tokens, message: null, StatusCodes.Status200OK);

    private static async Task SignInAsync(
        HttpContext context,
        ApiKeys keys,
        SignInCookie cookie,
        IAntiforgery tokens,
        SignInAttempts attempts
    )
    {
        using var attempt = attempts.Take(context);
        if (!attempt.IsAcquired)
        {
            await HostProblems.WriteAsync(context, HostProblems.TooManySignIns);
            return;
        }

        if (!context.Request.HasFormContentType)
        {
            await HostProblems.WriteAsync(
                context,
                new HostProblem(415, "unsupported-media-type", "Unsupported media type", "Send the form of GET /sign-in.")
            );
            return;
        }

        if (!await tokens.IsRequestValidAsync(context))
        {
            await Page(context, tokens, "The page was too old. Try again.", StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (keys.Find(form["key"].ToString().Trim()) is not { } key)
        {
            await Page(context, tokens, "This key is not known.", StatusCodes.Status401Unauthorized).ExecuteAsync(context);
            return;
        }

        cookie.Write(context, key);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
    }

    private static void SignOut(HttpContext context)
    {
        SignInCookie.Delete(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/sign-in";
    }

    /// <summary>The anti-forgery token for scripts of our own pages: goes into the header X-XSRF-TOKEN of each write.</summary>
    private static Ok<SignInToken> Token(HttpContext context, IAntiforgery tokens)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SignInToken(tokens.GetAndStoreTokens(context).RequestToken));
    }

    private static ContentHttpResult Page(HttpContext context, IAntiforgery tokens, string? message, int status)
    {
        var set = tokens.GetAndStoreTokens(context);
        var token = $"""<input type="hidden" name="{set.FormFieldName}" value="{WebUtility.HtmlEncode(set.RequestToken)}">""";
        var who = context.Caller() is { ByCookie: true } caller
            ? $"""
                <p>Signed in as {WebUtility.HtmlEncode(caller.Key.Name)} ({JsonNamingPolicy.CamelCase.ConvertName(
                    caller.Role.ToString()
                )}).</p>
                <form method="post" action="/sign-out">{token}<button>Sign out</button></form>
                """
            : "";
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        context.Response.Headers.CacheControl = "no-store";
        var html = $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in · Marketing</title>
            <style>body{font:16px system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}input{width:100%;padding:.5rem;margin:.5rem 0;box-sizing:border-box}button{padding:.5rem 1rem}[role=alert]{color:#a00}</style>
            </head><body><main><h1>Sign in</h1>
            {{(message is null ? "" : $"<p role=\"alert\">{WebUtility.HtmlEncode(message)}</p>")}}
            {{who}}
            <form method="post" action="/sign-in">{{token}}
            <label for="key">API key</label><input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
            <button>Sign in</button></form>
            </main></body></html>
            """;
        return TypedResults.Content(html, "text/html", Encoding.UTF8, status);
    }

    /// <summary>The answer of <c>/sign-in/token</c>.</summary>
    internal sealed record SignInToken(string? Token);

    /// <summary>Ten attempts a minute from one address: enough for a person, too few for guessing.</summary>
    internal sealed class SignInAttempts : IDisposable
    {
        private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
            RateLimitPartition.GetFixedWindowLimiter(
                address,
                _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = AttemptsPerMinute,
                    Window = TimeSpan.FromMinutes(1),
                    QueueLimit = 0,
                }
            )
        );

        public RateLimitLease Take(HttpContext context) => _limiter.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "");

        public void Dispose() => _limiter.Dispose();
    }
}
