using System.CommandLine;
using Marketing.Api.Hosting;
using Npgsql;

namespace Marketing.Api.Commands;

/// <summary>
/// What a command that works on the store needs, without the web server: the settings, the log file, and the services of all modules.
/// Hosted services do not run; the command does the work itself and ends.
/// <code>
/// command.SetAction((arguments, cancel) => CommandHost.RunAsync(arguments, async (services, cancel) =>
/// {
///     await services.GetRequiredService&lt;StoreStartup&gt;().PrepareAsync(cancel);
///     …
///     return 0;
/// }, cancel));
/// </code>
/// </summary>
internal static class CommandHost
{
    /// <summary>Runs <paramref name="work"/> with a provider of all services, and disposes of it (an embedded PostgreSQL included) afterwards.</summary>
    public static async Task<int> RunAsync(
        ParseResult arguments,
        Func<IServiceProvider, CancellationToken, Task<int>> work,
        CancellationToken cancel
    )
    {
        var settings = HostSettings.Load(arguments.GetValue(CommandLine.Settings) ?? []);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(settings.Configuration);
        services.AddLogging(logging => HostLog.AddTo(logging, settings, console: false));
        services.AddMarketing(settings);
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        try
        {
            return await work(provider, cancel);
        }
        finally
        {
            // Idle connections close while an embedded server still runs; after it each would be an error in the log.
            provider.GetRequiredService<NpgsqlDataSource>().Clear();
        }
    }
}
