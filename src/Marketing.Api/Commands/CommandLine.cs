using System.CommandLine;
using Marketing.Api.Commands.Evaluation;
using Marketing.Api.Hosting;
using Marketing.Store.Http;

namespace Marketing.Api.Commands;

/// <summary>
/// The command line: <c>marketing COMMAND …</c>. Each file of this folder makes one command; this is the list of them.
/// Exit codes: 0 done, 1 failed, 2 wrong arguments.
/// </summary>
internal static class CommandLine
{
    /// <summary>Settings of this call: <c>--set Key=Value</c>, or shorter <c>--Section:Key Value</c> or <c>--Section:Key=Value</c>.</summary>
    public static readonly Option<string[]> Settings = new("--set")
    {
        Description =
            "A setting, stronger than file and environment: Key=Value, for instance Limits:RequestsPerSecond=50. Also: --Limits:RequestsPerSecond 50",
        HelpName = "Key=Value",
        Recursive = true,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private static RootCommand Create() =>
        new("Marketing: the back office of an online shop.")
        {
            Settings,
            // One line a command.
            DemoCommand.Create(),
            ServeCommand.Create(),
            EvaluateCommand.Create(),
            ImportCommand.Create(),
            OpenApiCommand.Create(),
            RetrainCommand.Create(),
        };

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(SettingsArguments.Expand(args));
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Try --help.");
            return 2;
        }

        using var termination = new Termination();
        try
        {
            // Signals are ours (Termination): the library would end the process two seconds after the first Ctrl+C, in the middle of draining.
            var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, termination.Token);
        }
        catch (OperationCanceledException) when (termination.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 1;
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync(Sentence(failure));
            return 1;
        }
    }

    // A wrong setting or a taken port is the user's to mend: one sentence. Anything else is ours: all of it.
    private static string Sentence(Exception failure) =>
        failure switch
        {
            SettingsException or IOException or UnauthorizedAccessException => failure.Message,
            _ => failure.ToString(),
        };
}
