using System.CommandLine;
using Marketing.Api.Commands.Evaluation;
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

    private static readonly Option<int> Draws = new("--draws")
    {
        Description = "Draws of the bootstrap, 100 to 100,000",
        DefaultValueFactory = _ => 1000,
    };

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
            EvaluationOptions.Seed,
            Draws,
            EvaluationOptions.Json,
        };
        command.SetAction((arguments, cancel) => EvaluationFaults.ToExitCodeAsync(() => RunAsync(arguments, cancel)));
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        var report = await Task.Run(() => Estimate(arguments, cancel), cancel);
        report.WriteTable(Console.Out);
        await Report.WriteJsonAsync(arguments.GetValue(EvaluationOptions.Json), report.Json(), cancel);
    }

    private static PolicyReport Estimate(ParseResult arguments, CancellationToken cancel)
    {
        var policy = arguments.GetRequiredValue(Policy);
        if (!Policies.Contains(policy))
        {
            throw new WrongArgumentsException($"There is no policy '{policy}': {string.Join(", ", Policies)}.");
        }

        var options = new OffPolicyOptions
        {
            Seed = EvaluationOptions.SeedOf(arguments),
            Draws = EvaluationOptions.InRange(arguments.GetValue(Draws), 100, 100_000, Draws.Name),
            Cancel = cancel,
        };
        var columns = new PolicyColumns(
            arguments.GetRequiredValue(Reward),
            arguments.GetRequiredValue(Action),
            arguments.GetRequiredValue(Propensity),
            arguments.GetRequiredValue(Position),
            arguments.GetRequiredValue(User),
            EvaluationOptions.Names(arguments.GetRequiredValue(Features))
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
