using Marketing.Store.Http;

namespace Marketing.Api.Security;

/// <summary>Denied by default: an endpoint without a declared role is found at start.</summary>
internal static class DeclaredRoles
{
    /// <exception cref="InvalidOperationException">Names every endpoint that declares no role.</exception>
    public static void Demand(IEndpointRouteBuilder routes)
    {
        string[] forgotten =
        [
            .. routes
                .DataSources.SelectMany(source => source.Endpoints)
                .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRolesMetadata>() is null)
                .Select(endpoint => endpoint.DisplayName ?? "?"),
        ];
        if (forgotten.Length > 0)
        {
            throw new InvalidOperationException(
                $"These endpoints declare no role (RequireApiRole or AllowWithoutKey): {string.Join("; ", forgotten)}."
            );
        }
    }
}
