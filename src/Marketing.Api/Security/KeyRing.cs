using Marketing.Api.Hosting;
using Marketing.Store.Http;

namespace Marketing.Api.Security;

/// <summary>Which keys open this host, and what to tell the person who starts it.</summary>
internal static class KeyRing
{
    /// <summary>The configured keys, else those of <c>keys.json</c>.</summary>
    /// <exception cref="SettingsException">No key is configured for a database of its own, or one secret stands twice.</exception>
    public static (ApiKeys Keys, IReadOnlyList<MadeKey> Made, bool New) Open(HostSettings settings)
    {
        var configured = settings.Auth.Keys;
        if (configured.Count > 0)
        {
            for (var i = 1; i < configured.Count; i++)
            {
                if (configured.Take(i).Any(earlier => earlier.Key == configured[i].Key))
                {
                    throw new SettingsException($"Setting 'Auth:Keys:{i}:Key' is the same as that of an earlier key.");
                }
            }

            return (new ApiKeys(configured.Select(key => (key.Name, key.Role ?? ApiRole.Storefront, key.Key))), [], false);
        }

        if (settings.ConnectionString is not null)
        {
            throw new SettingsException(
                "ConnectionStrings:Marketing is set, but no key: set Auth:Keys:0:Name, Auth:Keys:0:Role (storefront, marketer, operator or admin) and Auth:Keys:0:Key."
            );
        }

        var (made, isNew) = KeyFile.ReadOrMake(settings.DataDirectory);
        return (new ApiKeys(made.Select(key => (key.Name, key.Role, key.Key))), made, isNew);
    }
}
