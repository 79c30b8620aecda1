using System.CommandLine;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders;
using Marketing.Training;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary><c>marketing evaluate recommendations</c>.</summary>
internal static class EvaluateRecommendationsCommand
{
    private static readonly string[] SplitNames = ["last-item", "time", "users"];

    private static readonly Option<FileInfo> Train = new Option<FileInfo>("--train")
    {
        Description = "CSV (or .csv.gz) with user_id,item_id and, where known, value,timestamp",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<FileInfo> Test = new Option<FileInfo>("--test")
    {
        Description = "CSV with user_id,item_id: what should be found",
    }.AcceptExistingOnly();

    private static readonly Option<FileInfo> Items = new Option<FileInfo>("--items")
    {
        Description =
            "CSV with item_id and any of name, category, brand, price, tags, description, created_at; other columns are attributes",
    }.AcceptExistingOnly();

    private static readonly Option<int> K = new("--k") { Description = "Length of the lists", DefaultValueFactory = _ => 10 };

    private static readonly Option<TimeSpan> TimeBudget = new("--time-budget")
    {
        Description = "How long one algorithm may try settings (hh:mm:ss), as Training:TimeBudget; at least one try is made",
        DefaultValueFactory = _ => TrainingOptions.DefaultTimeBudget,
    };

    private static readonly Option<bool> AllowSeen = new("--allow-seen") { Description = "Also list items that the user has in train" };

    private static readonly Option<string?> Split = new("--split")
    {
        Description = "Instead of --test, divide --train: last-item, time (newest 20 %) or users (a fifth of the users, folded in)",
    };

    private static readonly Option<string?> WriteSplit = new("--write-split")
    {
        Description = "Write PREFIX.train.csv and PREFIX.test.csv of the split",
        HelpName = "PREFIX",
    };

    private static readonly Option<string?> Predictions = EvaluationOptions.Predictions("every list");

    private static readonly Option<string[]> Set = EvaluationOptions.Set("Fix a setting instead of tuning", "item-cosine.Neighbours=200");

    public static Command Create()
    {
        var command = new Command("recommendations", "Ranks the full catalogue for the users of a test file and judges the lists.")
        {
            Train,
            Test,
            Items,
            EvaluationOptions.Algorithm,
            K,
            EvaluationOptions.Seed,
            EvaluationOptions.Threads,
            TimeBudget,
            AllowSeen,
            Split,
            WriteSplit,
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
        var data = Data(arguments, request);
        var display = ProgressDisplay.Standard(TimeProvider.System);
        var report = await display.RunAsync(board => Task.Run(() => RecommendationEvaluation.Run(request, data, board, cancel), cancel));
        EvaluationTable.Write(report, Console.Out);
        if (arguments.GetValue(Predictions) is { } predictions)
        {
            await PredictionFile.WriteAsync(predictions, report, cancel);
        }

        await Report.WriteJsonAsync(arguments.GetValue(EvaluationOptions.Json), EvaluationJson.Of(report), cancel);
    }

    private static EvaluationRequest Request(ParseResult arguments)
    {
        var named = arguments.GetRequiredValue(EvaluationOptions.Algorithm);
        return new EvaluationRequest
        {
            Algorithms = AlgorithmArguments.Named(named, RecommenderTrainers.All.Select(trainer => trainer.Algorithm)),
            Fixed = AlgorithmArguments.Fixed(
                arguments.GetValue(Set) ?? [],
                name => FindTrainer(name).Settings,
                "item-cosine.Neighbours=200"
            ),
            WithChampion = named == "all",
            K = EvaluationOptions.InRange(arguments.GetValue(K), 1, 1000, K.Name),
            AllowSeen = arguments.GetValue(AllowSeen),
            Seed = EvaluationOptions.SeedOf(arguments),
            Threads = EvaluationOptions.ThreadsOf(arguments),
            TimeBudget =
                arguments.GetValue(TimeBudget) is var budget && budget >= TimeSpan.Zero && budget <= TimeSpan.FromDays(1)
                    ? budget
                    : throw new WrongArgumentsException($"--time-budget must be from 0 seconds to 1 day, not {budget}."),
        };
    }

    private static EvaluationData Data(ParseResult arguments, EvaluationRequest request)
    {
        var (test, split) = (arguments.GetValue(Test), arguments.GetValue(Split));
        if ((test is null) == (split is null))
        {
            throw new WrongArgumentsException("Give either --test FILE or --split last-item|time|users.");
        }

        if (split is not null && !SplitNames.Contains(split))
        {
            throw new WrongArgumentsException($"There is no split '{split}': {string.Join(", ", SplitNames)}.");
        }

        if (split is null && arguments.GetValue(WriteSplit) is not null)
        {
            throw new WrongArgumentsException("--write-split needs --split.");
        }

        var train = InteractionFiles.ReadTrain(arguments.GetRequiredValue(Train));
        var catalogue = arguments.GetValue(Items) is { } items ? CatalogueFile.Read(items) : null;
        if (test is not null)
        {
            return new EvaluationData(
                test.Name,
                HeldOutSplit.FromFiles(train, InteractionFiles.ReadTest(test), catalogue?.Keys),
                catalogue
            );
        }

        var role = split switch
        {
            "last-item" => Splits.LastItem(train),
            "time" => Splits.Time(train),
            _ => Splits.Users(train, request.Seed),
        };
        if (arguments.GetValue(WriteSplit) is { } prefix)
        {
            InteractionFiles.WriteSplit(prefix, train, role, request.AllowSeen);
        }

        return new EvaluationData($"--split {split}", HeldOutSplit.Of(train, role, request.AllowSeen, catalogue?.Keys), catalogue);
    }

    private static IRecommenderTrainer FindTrainer(string name) =>
        RecommenderTrainers.Find(name) ?? throw AlgorithmArguments.Unknown(name, RecommenderTrainers.All.Select(t => t.Algorithm));
}
