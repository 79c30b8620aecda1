using System.CommandLine;
using Marketing.Api.Commands.EvaluateRecommendations;
using Marketing.Learning.Policies;

namespace Marketing.Api.Commands.EvaluatePolicy;

/// <summary><c>marketing evaluate policy</c>.</summary>
internal static class EvaluatePolicyCommand
{
    private const int Folds = 5;
    private static readonly string[] Policies = ["uniform", "logged", "model"];

    private static readonly Option<FileInfo> Log = new Option<FileInfo>("--log")
    {
        Description = "CSV (or .csv.gz) of decisions with action, propensity and reward",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<string> Policy = new("--policy")
    {
        Description = "uniform, logged, or model (the action that a model expects most of)",
        Required = true,
    };

    private static readonly Option<FileInfo> Train = new Option<FileInfo>("--train")
    {
        Description = "Decisions from which the models learn; without it they are cross-fitted on the log",
    }.AcceptExistingOnly();

    private static readonly Option<string> Features = new("--features")
    {
        Description = "Columns of the context, divided by commas",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string> Reward = Column("--reward", "click", "What came of a decision: 1, 0, or an amount");
    private static readonly Option<string> Action = Column("--action", "item_id", "What was done");
    private static readonly Option<string> Propensity = Column("--propensity", "propensity_score", "Probability with which it was done");
    private static readonly Option<string> Position = Column("--position", "position", "Where; a feature when the file has it");
    private static readonly Option<string> User = Column("--user", "user_id", "Whose rows are drawn together, when the file has it");

    private static readonly Option<long> Seed = new("--seed") { Description = "Fixes every random choice", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> Draws = new("--draws")
    {
        Description = "Draws of the bootstrap, 100 to 100,000",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<string?> Json = new("--json") { Description = "Write the figures as JSON" };

    public static Command Create()
    {
        var command = new Command("policy", "Estimates from a log of decisions what another policy would have earned.")
        {
            Log,
            Policy,
            Train,
            Features,
            Reward,
            Action,
            Propensity,
            Position,
            User,
            Seed,
            Draws,
            Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        try
        {
            var report = await Task.Run(() => Report(arguments, cancel), cancel);
            report.WriteTable(Console.Out);
            if (arguments.GetValue(Json) is { } json)
            {
                await report.WriteJsonAsync(json, cancel);
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

    private static PolicyReport Report(ParseResult arguments, CancellationToken cancel)
    {
        var policy = arguments.GetRequiredValue(Policy);
        if (!Policies.Contains(policy))
        {
            throw new WrongArgumentsException($"There is no policy '{policy}': {string.Join(", ", Policies)}.");
        }

        var draws = arguments.GetValue(Draws);
        if (draws is < 100 or > 100_000)
        {
            throw new WrongArgumentsException($"--draws must be from 100 to 100000, not {draws}.");
        }

        var options = new OffPolicyOptions
        {
            Seed = unchecked((ulong)arguments.GetValue(Seed)),
            Draws = draws,
            Cancel = cancel,
        };
        var columns = new PolicyColumns(
            arguments.GetRequiredValue(Reward),
            arguments.GetRequiredValue(Action),
            arguments.GetRequiredValue(Propensity),
            arguments.GetRequiredValue(Position),
            arguments.GetRequiredValue(User),
            arguments.GetRequiredValue(Features).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        var log = PolicyLogFiles.Read(arguments.GetRequiredValue(Log), columns);
        var train = arguments.GetValue(Train) is { } file ? PolicyLogFiles.Read(file, columns) : null;
        if (train is not null && !train.FeatureNames.SequenceEqual(log.FeatureNames))
        {
            throw new UnusableFileException(
                $"--train has the features {string.Join(", ", train.FeatureNames)}, --log {string.Join(", ", log.FeatureNames)}."
            );
        }

        var (target, expected) = Target(policy, log, train, options);
        return new PolicyReport(policy, log, OffPolicyEstimator.Estimate(log, target, expected, options), options);
    }

    // Models that learnt from other decisions may both choose and judge; on the log itself each row has one to choose by and another to judge by.
    private static (TargetPolicy? Target, Func<int, int, double>? Expected) Target(
        string policy,
        OffPolicyLog log,
        OffPolicyLog? train,
        OffPolicyOptions options
    )
    {
        if (policy == "logged")
        {
            return (null, null);
        }

        if (policy == "uniform")
        {
            return (
                TargetPolicies.Uniform,
                train is null
                    ? DirectModel.CrossFit(log, Folds, options.Seed, options.Cancel)
                    : DirectModel.Train(train, _ => true, options.Seed, options.Cancel).On(log).Expected
            );
        }

        if (train is null)
        {
            var (chooses, judges) = DirectModel.CrossFitPair(log, options.Seed, options.Cancel);
            return (TargetPolicies.Greedy(chooses), judges);
        }

        var learnt = DirectModel.Train(train, _ => true, options.Seed, options.Cancel).On(log);
        return (TargetPolicies.Greedy(learnt.Expected), DirectModel.CrossFit(log, Folds, options.Seed, options.Cancel));
    }

    private static Option<string> Column(string name, string usual, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };
}
