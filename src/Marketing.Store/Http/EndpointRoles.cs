using Microsoft.AspNetCore.Builder;

namespace Marketing.Store.Http;

/// <summary>Who may call an endpoint. The last one on an endpoint counts, so that an endpoint may differ from its group.</summary>
public sealed class ApiRolesMetadata
{
    internal ApiRolesMetadata(IReadOnlyList<ApiRole> roles, bool withoutKey)
    {
        Roles = roles;
        WithoutKey = withoutKey;
    }

    /// <summary>Roles that may call it; <see cref="ApiRole.Admin"/> is always among them. Empty when no key is needed.</summary>
    public IReadOnlyList<ApiRole> Roles { get; }

    /// <summary>True when anybody may call it.</summary>
    public bool WithoutKey { get; }

    /// <summary>Whether a caller with this role (null: without a key) may call it.</summary>
    public bool Allows(ApiRole? role) => WithoutKey || (role is { } known && Roles.Contains(known));
}

/// <summary>
/// Declares who may call an endpoint or a group of them. The host enforces it, and does not start while an endpoint says nothing:
/// an endpoint that somebody forgot is an error at start, not a hole.
/// </summary>
public static class EndpointRoles
{
    /// <summary>Lets these roles, and admin, call it.</summary>
    /// <exception cref="ArgumentException">No role is named.</exception>
    public static TBuilder RequireApiRole<TBuilder>(this TBuilder builder, params ApiRole[] roles)
        where TBuilder : IEndpointConventionBuilder
    {
        if (roles.Length == 0)
        {
            throw new ArgumentException("Name at least one role.", nameof(roles));
        }

        ApiRole[] allowed = [.. roles.Append(ApiRole.Admin).Distinct().Order()];
        builder.Add(endpoint => endpoint.Metadata.Add(new ApiRolesMetadata(allowed, withoutKey: false)));
        return builder;
    }

    /// <summary>Lets anybody call it, with or without a key: health, the sign-in page, the document of the API.</summary>
    public static TBuilder AllowWithoutKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new ApiRolesMetadata([], withoutKey: true)));
        return builder;
    }
}
