using Marketing.Store.Http;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Marketing.Api.Hosting;

/// <summary>
/// Unknown top-level keys. In the file and on the command line every one is an error. The environment belongs to other programs too, so
/// there only a key that is nearly one of ours (<c>Limit__BatchRows</c>) is. Below the top level each section knows its own keys.
/// </summary>
internal static class UnknownSections
{
    /// <summary>Sections of the product, then those of the framework.</summary>
    private static readonly string[] Known =
    [
        "ConnectionStrings",
        "Marketing",
        "Urls",
        "Auth",
        "Privacy",
        "Training",
        "Limits",
        "Recommendations",
        "Sentiment",
        "Ads",
        "Profiles",
        "Cleaning",
        "Ingest",
        "Retention",
        "OpenTelemetry",
        "Serilog",
        "Logging",
        "Kestrel",
        "AllowedHosts",
    ];

    public static void Refuse(IConfigurationRoot configuration)
    {
        foreach (var provider in configuration.Providers)
        {
            foreach (var key in provider.GetChildKeys([], parentPath: null).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (Known.Contains(key, StringComparer.OrdinalIgnoreCase))
                {
                    continue;
                }

                var nearest = Known.MinBy(known => Distance(known.ToUpperInvariant(), key.ToUpperInvariant()));
                var near = nearest is not null && Distance(nearest.ToUpperInvariant(), key.ToUpperInvariant()) <= 2;
                if (provider is not EnvironmentVariablesConfigurationProvider || (near && provider.GetChildKeys([], key).Any()))
                {
                    throw new SettingsException(
                        $"Unknown setting '{key}'." + (near ? $" Is '{nearest}' meant?" : $" Known: {string.Join(", ", Known)}.")
                    );
                }
            }
        }
    }

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
