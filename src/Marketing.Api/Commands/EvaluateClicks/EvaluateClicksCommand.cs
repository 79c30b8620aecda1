using System.CommandLine;
using Marketing.Api.Commands.Evaluation;
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

    private static readonly Option<string?> Predictions = EvaluationOptions.Predictions("algorithm,row,score");

    private static readonly Option<string[]> Set = EvaluationOptions.Set("Fix a setting", "logistic-ftrl.Epochs=1");

    public static Command Create()
    {
        var command = new Command("clicks", "Trains models of clicks on a log and judges their probabilities on another.")
        {
            Train,
            Test,
            Label,
            Numeric,
            EvaluationOptions.Algorithm,
            EvaluationOptions.Seed,
            EvaluationOptions.Threads,
            Predictions,
            EvaluationOptions.Json,
            Set,
        };
        command.SetAction((arguments, cancel) => EvaluationFaults.ToExitCodeAsync(() => RunAsync(arguments, cancel)));
        return command;
    }

    /// <summary>The table goes to the standard output, progress to the error stream.</summary>
    private static async Task RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        var algorithms = Algorithms(arguments.GetRequiredValue(EvaluationOptions.Algorithm), arguments.GetValue(Set) ?? []);
        var threads = EvaluationOptions.ThreadsOf(arguments);
        var numeric = EvaluationOptions.Names(arguments.GetRequiredValue(Numeric));
        var label = arguments.GetRequiredValue(Label);
        if (numeric.Contains(label))
        {
            throw new WrongArgumentsException("--numeric names the label: it is not a feature.");
        }

        var (train, test) = ClickFiles.Read(arguments.GetRequiredValue(Train), arguments.GetRequiredValue(Test), label, numeric);
        var seed = EvaluationOptions.SeedOf(arguments);
        var display = ProgressDisplay.Standard(TimeProvider.System);
        var report = await display.RunAsync(board =>
            Task.Run(() => ClickEvaluation.Run(algorithms, train, test, seed, threads, board, cancel), cancel)
        );
        ClickReportFiles.WriteTable(report, Console.Out);
        if (arguments.GetValue(Predictions) is { } predictions)
        {
            await ClickReportFiles.WritePredictionsAsync(predictions, report, cancel);
        }

        await Report.WriteJsonAsync(arguments.GetValue(EvaluationOptions.Json), ClickReportFiles.Json(report), cancel);
    }

    private static List<(IClickModelTrainer Trainer, IReadOnlyDictionary<string, double> Settings)> Algorithms(string named, string[] texts)
    {
        var names = AlgorithmArguments.Named(named, ClickModelTrainers.All.Select(trainer => trainer.Algorithm));
        var given = AlgorithmArguments.Fixed(texts, name => Find(name).Settings, "logistic-ftrl.Epochs=1");
        return [.. names.Select(name => (Find(name), given.GetValueOrDefault(name) ?? new Dictionary<string, double>()))];
    }

    private static IClickModelTrainer Find(string name) =>
        ClickModelTrainers.Find(name) ?? throw AlgorithmArguments.Unknown(name, ClickModelTrainers.All.Select(t => t.Algorithm));
}
