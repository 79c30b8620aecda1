using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Marketing.Api.Security;

/// <summary>The cookie of a signed-in browser: names the key, sealed by Data Protection, good for twelve hours and as long as the key is.</summary>
internal sealed class SignInCookie(IDataProtectionProvider protection)
{
    public const string Name = "marketing";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("sign-in").ToTimeLimitedDataProtector();

    public void Write(HttpContext context, ApiKey key) =>
        context.Response.Cookies.Append(Name, _protector.Protect(key.Id, Lifetime), Options(context, Lifetime));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    /// <summary>The id of the key, or null without a cookie or with one that is forged or too old.</summary>
    public string? Read(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 } sealedId)
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(sealedId);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = lifetime,
            IsEssential = true,
        };
}
