using System.CommandLine;
using Marketing.Api.Hosting;

namespace Marketing.Api.Commands;

internal static class ServeCommand
{
    public static readonly Option<string?> Urls = new("--urls")
    {
        Description = "Where to listen; several are divided by ';'. Default: http://localhost:5080",
        HelpName = "URL",
    };

    public static Command Create()
    {
        var command = new Command(
            "serve",
            "Serves the API. Without ConnectionStrings:Marketing on an embedded PostgreSQL in the data directory."
        )
        {
            Urls,
        };
        command.SetAction(
            async (arguments, cancel) =>
            {
                await using var host = MarketingHost.Build(SettingsOf(arguments));
                await MarketingHost.RunAsync(host, cancel);
                return 0;
            }
        );
        return command;
    }

    /// <summary>Settings of a command that listens: <c>--urls</c> and <c>--set</c>.</summary>
    public static IReadOnlyList<string> SettingsOf(ParseResult arguments)
    {
        var settings = arguments.GetValue(CommandLine.Settings) ?? [];
        return arguments.GetValue(Urls) is { } urls ? [.. settings, $"Urls={urls}"] : settings;
    }
}
