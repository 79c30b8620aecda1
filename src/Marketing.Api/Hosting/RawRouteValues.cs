using Microsoft.AspNetCore.Http.Features;

namespace Marketing.Api.Hosting;

/// <summary>
/// Gives endpoints ids as the caller meant them. The server decodes a path but leaves <c>%2F</c> as it is, so that an id with a slash would arrive
/// as <c>a%2Fb</c>, the same as the id <c>a%2Fb</c> itself (sent as <c>a%252Fb</c>). Values are taken from the undecoded target instead.
/// </summary>
internal sealed class RawRouteValues(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (
            context.GetEndpoint() is RouteEndpoint endpoint
            && context.Request.Path.Value?.Contains("%2F", StringComparison.OrdinalIgnoreCase) == true
        )
        {
            Decode(context, endpoint);
        }

        return next(context);
    }

    private static void Decode(HttpContext context, RouteEndpoint endpoint)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
        {
            // Absolute form, as proxies send it: http://host/path
            var path = target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? target.IndexOf('/', scheme + 3) : -1;
            target = path >= 0 ? target[path..] : "";
        }

        target = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target;
        var raw = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var segments = endpoint.RoutePattern.PathSegments;
        for (var i = 0; i < segments.Count && i < raw.Length; i++)
        {
            if (segments[i].Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { IsCatchAll: false } parameter])
            {
                context.Request.RouteValues[parameter.Name] = Uri.UnescapeDataString(raw[i]);
            }
        }
    }
}
