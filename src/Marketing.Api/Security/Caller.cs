using System.Security.Claims;
using Marketing.Store.Http;

namespace Marketing.Api.Security;

/// <summary>Who calls, as the gate found out.</summary>
/// <param name="Key">The caller's key.</param>
/// <param name="ByCookie">True when a browser that signed in calls: such writes need the anti-forgery token.</param>
internal sealed record Caller(ApiKey Key, bool ByCookie)
{
    public ApiRole Role => Key.Role;

    /// <summary>As the framework knows users; the anti-forgery token is bound to it.</summary>
    public ClaimsPrincipal Principal { get; } =
        new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, Key.Id), new Claim(ClaimTypes.Name, Key.Name)], "ApiKey"));
}

internal static class CallerContext
{
    /// <summary>The caller of this request; null without a valid key.</summary>
    public static Caller? Caller(this HttpContext context) => context.Features.Get<Caller>();
}
