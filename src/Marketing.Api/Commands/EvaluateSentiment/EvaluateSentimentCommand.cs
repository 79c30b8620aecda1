using System.CommandLine;
using Marketing.Api.Commands.EvaluateRecommendations;
using Marketing.Learning.Sentiment;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary><c>marketing evaluate sentiment</c>.</summary>
internal static class EvaluateSentimentCommand
{
    private static readonly Option<FileInfo> Train = new Option<FileInfo>("--train")
    {
        Description = "CSV (or .csv.gz) with text,label: 1 positive, 0 negative, or the words positive, negative, neutral",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<FileInfo> Test = new Option<FileInfo>("--test")
    {
        Description = "The same, to judge on",
        Required = true,
    }.AcceptExistingOnly();

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

    private static readonly Option<string?> Predictions = new("--predictions") { Description = "Write every answer as CSV" };

    private static readonly Option<string?> Json = new("--json") { Description = "Write the figures as JSON" };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Fix a setting instead of tuning: ALGORITHM.NAME=VALUE, for instance nbsvm.Cost=0.1",
        HelpName = "ALGORITHM.NAME=VALUE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public static Command Create()
    {
        var command = new Command("sentiment", "Trains on labelled texts and judges the answers on others.")
        {
            Train,
            Test,
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
            var request = Request(arguments);
            var train = LabelledTextFiles.Read(arguments.GetRequiredValue(Train));
            var test = LabelledTextFiles.Read(arguments.GetRequiredValue(Test));
            var display = ProgressDisplay.Standard(TimeProvider.System);
            var report = await display.RunAsync(board =>
                Task.Run(() => SentimentEvaluation.Run(request, train, test, board, cancel), cancel)
            );
            SentimentTable.Write(report, Console.Out);
            if (arguments.GetValue(Predictions) is { } predictions)
            {
                await SentimentPredictions.WriteAsync(predictions, report, cancel);
            }

            if (arguments.GetValue(Json) is { } json)
            {
                await SentimentJson.WriteAsync(json, report, cancel);
            }

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

    private static SentimentRequest Request(ParseResult arguments)
    {
        var named = arguments.GetRequiredValue(Algorithm);
        var all = named == "all";
        var names = all
            ? [.. TextClassifierTrainers.WithBase.Select(trainer => trainer.Algorithm)]
            : named.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length == 0)
        {
            throw new WrongArgumentsException("--algorithm names nothing.");
        }

        foreach (var name in names)
        {
            FindTrainer(name);
        }

        var threads = arguments.GetValue(Threads);
        return new SentimentRequest
        {
            Algorithms = [.. names.Distinct(StringComparer.Ordinal)],
            Fixed = AlgorithmArguments.Fixed(arguments.GetValue(Set) ?? [], name => FindTrainer(name).Settings, "nbsvm.Cost=0.1"),
            WithChampion = all,
            Seed = unchecked((ulong)arguments.GetValue(Seed)),
            Threads = threads is >= 1 and <= 1024
                ? threads
                : throw new WrongArgumentsException($"--threads must be from 1 to 1024, not {threads}."),
        };
    }

    private static ITextClassifierTrainer FindTrainer(string name) =>
        TextClassifierTrainers.Find(name)
        ?? throw AlgorithmArguments.Unknown(name, TextClassifierTrainers.WithBase.Select(t => t.Algorithm));
}
