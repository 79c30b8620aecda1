using System.CommandLine;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Sentiment;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary><c>marketing evaluate sentiment</c>.</summary>
internal static class EvaluateSentimentCommand
{
    private static readonly Option<FileInfo> Train = new Option<FileInfo>("--train")
    {
        Description = "CSV (or .csv.gz) with text,label: 1 positive, 0 negative, or the words positive, negative, neutral",
    }.AcceptExistingOnly();

    private static readonly Option<FileInfo> Test = new Option<FileInfo>("--test")
    {
        Description = "The same, to judge on",
    }.AcceptExistingOnly();

    private static readonly Option<string?> Data = new("--data")
    {
        Description =
            "Instead of two files: public data sets with fixed splits, all or names divided by commas ("
            + string.Join(", ", SentimentSet.All.Select(set => set.Name))
            + "). Rows appear as they are done",
    };

    private static readonly Option<string?> Folder = new("--folder")
    {
        Description =
            $"The folder that holds the sets of --data. Default: {SentimentSet.FolderVariable}, else shared/data here or in a folder above",
    };

    private static readonly Option<string?> Predictions = EvaluationOptions.Predictions("every answer");

    private static readonly Option<string[]> Set = EvaluationOptions.Set("Fix a setting instead of tuning", "nbsvm.Cost=0.1");

    public static Command Create()
    {
        var command = new Command("sentiment", "Trains on labelled texts and judges the answers on others.")
        {
            Train,
            Test,
            Data,
            Folder,
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
        var request = Request(arguments);
        await (
            arguments.GetValue(Data) is { } sets
                ? JudgeSetsAsync(request, SentimentSet.Named(sets), arguments, cancel)
                : JudgeFilesAsync(request, arguments, cancel)
        );
    }

    private static async Task JudgeFilesAsync(SentimentRequest request, ParseResult arguments, CancellationToken cancel)
    {
        var (train, test) = (LabelledTextFiles.Read(Given(arguments, Train)), LabelledTextFiles.Read(Given(arguments, Test)));
        var display = ProgressDisplay.Standard(TimeProvider.System);
        var report = await display.RunAsync(board =>
            Task.Run(() => SentimentEvaluation.Run(request, MachineReport.Measure(), train, test, board, _ => { }, cancel), cancel)
        );
        SentimentTable.Write(report, Console.Out);
        if (arguments.GetValue(Predictions) is { } predictions)
        {
            await SentimentPredictions.WriteAsync(predictions, [report], cancel);
        }

        await Report.WriteJsonAsync(arguments.GetValue(EvaluationOptions.Json), SentimentJson.Of(report), cancel);
    }

    private static async Task JudgeSetsAsync(
        SentimentRequest request,
        IReadOnlyList<SentimentSet> sets,
        ParseResult arguments,
        CancellationToken cancel
    )
    {
        if (arguments.GetValue(Train) is not null || arguments.GetValue(Test) is not null)
        {
            throw new WrongArgumentsException("--data brings its own --train and --test.");
        }

        var (folder, began) = (SentimentSet.FolderOf(arguments.GetValue(Folder)), TimeProvider.System.GetTimestamp());
        var (machine, table) = (MachineReport.Measure(), new SentimentSetsTable(Console.Out));
        table.Start(request, machine);
        // Lines, never bars: the rows of the table come in between.
        var display = new ProgressDisplay(terminal: null, Console.Error, TimeProvider.System);
        var reports = await display.RunAsync(board => Task.Run(() => sets.Select(set => Judge(set, board)).ToList(), cancel));
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        table.Finish(elapsed);
        if (arguments.GetValue(Predictions) is { } predictions)
        {
            await SentimentPredictions.WriteAsync(predictions, reports, cancel);
        }

        await Report.WriteJsonAsync(arguments.GetValue(EvaluationOptions.Json), SentimentJson.Of(reports, elapsed), cancel);

        SentimentReport Judge(SentimentSet set, ProgressBoard board)
        {
            var (train, test) = set.Read(folder);
            var own = request with { Data = set.Name };
            return SentimentEvaluation.Run(own, machine, train, test, board, row => table.Add(set.Name, train, test, row), cancel);
        }
    }

    private static FileInfo Given(ParseResult arguments, Option<FileInfo> option) =>
        arguments.GetValue(option) ?? throw new WrongArgumentsException($"{option.Name} is missing: two files, or --data.");

    private static SentimentRequest Request(ParseResult arguments)
    {
        var named = arguments.GetRequiredValue(EvaluationOptions.Algorithm);
        return new SentimentRequest
        {
            Algorithms = AlgorithmArguments.Named(named, TextClassifierTrainers.WithBase.Select(trainer => trainer.Algorithm)),
            Fixed = AlgorithmArguments.Fixed(arguments.GetValue(Set) ?? [], name => FindTrainer(name).Settings, "nbsvm.Cost=0.1"),
            WithChampion = named == "all",
            Seed = EvaluationOptions.SeedOf(arguments),
            Threads = EvaluationOptions.ThreadsOf(arguments),
        };
    }

    private static ITextClassifierTrainer FindTrainer(string name) =>
        TextClassifierTrainers.Find(name)
        ?? throw AlgorithmArguments.Unknown(name, TextClassifierTrainers.WithBase.Select(t => t.Algorithm));
}
