using System.CommandLine;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Api.Commands;

/// <summary>
/// <c>retrain [MODEL…]</c>: one training run in this process, beside a running server or without one. 0 when every model was trained, published
/// or not; 1 otherwise.
/// </summary>
internal static class RetrainCommand
{
    private static readonly Argument<string[]> Models = new("MODEL")
    {
        Description = "Names of the models; all without any.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Publish the best candidate even if the gate says no. Never a broken one.",
    };

    public static Command Create()
    {
        var command = new Command("retrain", "Trains the models, compares them with those that serve, and publishes what is not worse.")
        {
            Models,
            Force,
        };
        command.SetAction(
            (arguments, cancel) =>
            {
                var request = new RunRequest
                {
                    Models = arguments.GetValue(Models) ?? [],
                    Force = arguments.GetValue(Force),
                    Trigger = "cli",
                };
                return CommandHost.RunAsync(arguments, (services, token) => RunAsync(services, request, token), cancel);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, RunRequest request, CancellationToken cancel)
    {
        var runner = services.GetRequiredService<RetrainRunner>();
        if (request.Models.Except(runner.ModelNames).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no model \"{unknown}\". There are: {string.Join(", ", runner.ModelNames)}.");
            return 2;
        }

        await services.GetRequiredService<StoreStartup>().PrepareAsync(cancel);
        var start = await runner.StartAsync(request, cancel);
        if (start.Run is not { } run)
        {
            await Console.Error.WriteLineAsync(
                $"Another training run is under way{(start.RunningRunId is { } id ? $": {id}" : "")}. One run trains at a time."
            );
            return 1;
        }

        await using (run)
        {
            var display = ProgressDisplay.Standard(services.GetRequiredService<TimeProvider>());
            var outcome = await display.RunAsync(board => runner.ExecuteAsync(run, new StageProgress(board), cancel));
            RetrainTable.Write(RetrainTable.Console(), outcome);
            return outcome.State == RunState.Succeeded ? 0 : 1;
        }
    }

    /// <summary>One bar a stage.</summary>
    private sealed class StageProgress(ProgressBoard board) : IProgress<RunProgress>
    {
        private string? _stage;
        private ProgressStep? _step;

        public void Report(RunProgress value)
        {
            if (value.Stage != _stage)
            {
                _step?.Finish(0);
                (_stage, _step) = (value.Stage, value.StageShare < 1 ? board.Begin(value.Stage, unit: "") : null);
            }

            _step?.Report(value.StageShare, 0);
        }
    }
}
