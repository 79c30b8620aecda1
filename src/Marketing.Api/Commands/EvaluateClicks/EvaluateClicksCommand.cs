using System.CommandLine;
using Marketing.Api.Commands.EvaluateRecommendations;
using Marketing.Learning.Clicks;

namespace Marketing.Api.Commands.EvaluateClicks;

/// <summary><c>marketing evaluate clicks</c>.</summary>
internal static class EvaluateClicksCommand
{
    private static readonly Option<FileInfo> Train = new Option<FileInfo>("--train")
    {
        Description = "CSV (or .csv.gz) with the label; every other column is a feature",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<FileInfo> Test = new Option<FileInfo>("--test")
    {
        Description = "CSV with the same columns: what is judged",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<string> Label = new("--label")
    {
        Description = "The column that says 1 (clicked) or 0",
        DefaultValueFactory = _ => "click",
    };

    private static readonly Option<string> Numeric = new("--numeric")
    {
        Description = "Columns that hold numbers, divided by commas; all others are categories",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string> Algorithm = new("--algorithm")
    {
        Description = "all, or names divided by commas",
        DefaultValueFactory = _ => "all",
    };

    private static readonly Option<long> Seed = new("--seed") { Description = "Fixes every random choice", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Worker threads; the figures do not depend on it. Default: all cores",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private static readonly Option<string?> Predictions = new("--predictions") { Description = "Write algorithm,row,score as CSV" };

    private static readonly Option<string?> Json = new("--json") { Description = "Write the figures as JSON" };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Fix a setting: ALGORITHM.NAME=VALUE, for instance logistic-ftrl.Epochs=1",
        HelpName = "ALGORITHM.NAME=VALUE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public static Command Create()
    {
        var command = new Command("clicks", "Trains models of clicks on a log and judges their probabilities on another.")
        {
            Train,
            Test,
            Label,
            Numeric,
            Algorithm,
            Seed,
            Threads,
            Predictions,
            Json,
            Set,
        };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>The table goes to the standard output, progress and complaints to the error stream.</summary>
    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        try
        {
            var algorithms = Algorithms(arguments.GetRequiredValue(Algorithm), arguments.GetValue(Set) ?? []);
            var threads = arguments.GetValue(Threads);
            if (threads is < 1 or > 1024)
            {
                throw new WrongArgumentsException($"--threads must be from 1 to 1024, not {threads}.");
            }

            var numeric = Names(arguments.GetRequiredValue(Numeric));
            var label = arguments.GetRequiredValue(Label);
            if (numeric.Contains(label))
            {
                throw new WrongArgumentsException("--numeric names the label: it is not a feature.");
            }

            var (train, test) = ClickFiles.Read(arguments.GetRequiredValue(Train), arguments.GetRequiredValue(Test), label, numeric);
            var seed = unchecked((ulong)arguments.GetValue(Seed));
            var display = ProgressDisplay.Standard(TimeProvider.System);
            var report = await display.RunAsync(board =>
                Task.Run(() => ClickEvaluation.Run(algorithms, train, test, seed, threads, board, cancel), cancel)
            );
            ClickReportFiles.WriteTable(report, Console.Out);
            await WriteFilesAsync(arguments, report, cancel);
            return 0;
        }
        catch (WrongArgumentsException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (UnusableFileException unusable)
        {
            await Console.Error.WriteLineAsync(unusable.Message);
            return 1;
        }
    }

    private static async Task WriteFilesAsync(ParseResult arguments, ClickReport report, CancellationToken cancel)
    {
        if (arguments.GetValue(Predictions) is { } predictions)
        {
            await ClickReportFiles.WritePredictionsAsync(predictions, report, cancel);
        }

        if (arguments.GetValue(Json) is { } json)
        {
            await ClickReportFiles.WriteJsonAsync(json, report, cancel);
        }
    }

    private static List<(IClickModelTrainer Trainer, IReadOnlyDictionary<string, double> Settings)> Algorithms(string named, string[] texts)
    {
        var trainers = named == "all" ? [.. ClickModelTrainers.All] : Names(named).Distinct(StringComparer.Ordinal).Select(Find).ToList();
        if (trainers.Count == 0)
        {
            throw new WrongArgumentsException("--algorithm names nothing.");
        }

        var given = AlgorithmArguments.Fixed(texts, name => Find(name).Settings, "logistic-ftrl.Epochs=1");
        return [.. trainers.Select(trainer => (trainer, given.GetValueOrDefault(trainer.Algorithm) ?? new Dictionary<string, double>()))];
    }

    private static IClickModelTrainer Find(string name) =>
        ClickModelTrainers.Find(name) ?? throw AlgorithmArguments.Unknown(name, ClickModelTrainers.All.Select(t => t.Algorithm));

    private static List<string> Names(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
