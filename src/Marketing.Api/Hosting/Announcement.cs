using Marketing.MLNet;

namespace Marketing.Api.Hosting;

/// <summary>What the person who started the host needs to know.</summary>
internal static class Announcement
{
    /// <summary>Address, and the keys that the product made: at the start that made them, or always when <paramref name="keys"/> says so.</summary>
    public static void Write(WebApplication host, TextWriter output, bool keys = false)
    {
        var address = host.Urls.FirstOrDefault() ?? "(nowhere)";
        output.WriteLine(
            $"Marketing serves at {address}; the API's page is {address}/swagger; engines: {string.Join(", ", MlNetEngine.Engines)}"
        );
        var made = host.Services.GetRequiredService<MadeKeys>();
        if (made.Keys.Count == 0 || !(made.New || keys))
        {
            return;
        }

        output.WriteLine(
            $"API keys (kept in {Path.Combine(host.Services.GetRequiredService<HostSettings>().DataDirectory, "keys.json")}, readable by you only):"
        );
        foreach (var key in made.Keys)
        {
            output.WriteLine($"  {key.Name, -11} {key.Key}");
        }
    }
}
