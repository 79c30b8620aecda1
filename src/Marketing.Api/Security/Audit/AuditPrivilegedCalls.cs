using System.Diagnostics;
using Marketing.Store.Http;

namespace Marketing.Api.Security.Audit;

/// <summary>
/// Writes privileged calls into the audit log before they run: whatever only an admin may call, and whatever changes something and is not for
/// the storefront. What the shop sends in by the thousand (events, items, users) is data, not a privilege: <see cref="NotAudited"/>. Removing an item is one.
/// </summary>
internal sealed class AuditPrivilegedCalls(RequestDelegate next, AuditLog log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (
            context.GetEndpoint() is RouteEndpoint endpoint
            && context.Caller() is { } caller
            && IsPrivileged(endpoint, context.Request.Method)
        )
        {
            await log.AppendAsync(
                caller.Key.Name,
                caller.Role.ToString(),
                context.Request.Method,
                endpoint.RoutePattern.RawText ?? "?",
                Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
                context.RequestAborted
            );
        }

        await next(context);
    }

    public static bool IsPrivileged(Endpoint endpoint, string method)
    {
        if (endpoint.Metadata.GetMetadata<NotAudited>() is not null || endpoint.Metadata.GetMetadata<ApiRolesMetadata>() is not { } roles)
        {
            return false;
        }

        var onlyAdmin = roles.Roles is [ApiRole.Admin];
        var changes = !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
        return onlyAdmin || (changes && !roles.WithoutKey && !roles.Allows(ApiRole.Storefront));
    }
}

/// <summary>Marks endpoints that take the shop's data in.</summary>
internal sealed class NotAudited;
