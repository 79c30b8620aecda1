using System.CommandLine;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Customers.Uplift;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary><c>marketing evaluate uplift</c>: who is moved by a campaign, learned from a randomised one.</summary>
internal static class EvaluateUpliftCommand
{
    private static readonly Option<FileInfo> Data = new Option<FileInfo>("--data")
    {
        Description = "CSV (or .csv.gz), one row a customer of a randomised campaign",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<FileInfo> Test = new Option<FileInfo>("--test")
    {
        Description = "CSV to judge on; without it one half of --data, by hash of the row's number",
    }.AcceptExistingOnly();

    private static readonly Option<string> Treatment = new("--treatment")
    {
        Description = "Column that says who got what",
        Required = true,
    };

    private static readonly Option<string> Treated = new("--treated") { Description = "Its value for the treated", Required = true };

    private static readonly Option<string> Control = new("--control") { Description = "Its value for the others", Required = true };

    private static readonly Option<string> Outcome = new("--outcome")
    {
        Description = "Column of what they did: a number, above 0 is a yes",
        Required = true,
    };

    private static readonly Option<string?> Features = new("--features")
    {
        Description =
            "Columns to learn from, divided by commas. Default: those left of the treatment, for what stands right of it is often its effect",
    };

    private static readonly Option<string?> Predictions = EvaluationOptions.Predictions("the predictions");

    public static Command Create()
    {
        var command = new Command("uplift", "Learns whom a randomised campaign moved: class transformation and T-learner, judged by Qini.")
        {
            Data,
            Test,
            Treatment,
            Treated,
            Control,
            Outcome,
            Features,
            EvaluationOptions.Algorithm,
            Predictions,
            EvaluationOptions.Json,
            EvaluationOptions.Seed,
        };
        command.SetAction((arguments, cancel) => EvaluationFaults.ToExitCodeAsync(() => RunAsync(arguments, cancel)));
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        var seed = EvaluationOptions.SeedOf(arguments);
        var request = new UpliftRequest(
            arguments.GetRequiredValue(Treatment),
            arguments.GetRequiredValue(Treated),
            arguments.GetRequiredValue(Control),
            arguments.GetRequiredValue(Outcome),
            arguments.GetValue(Features) is { } features ? EvaluationOptions.Names(features) : null,
            AlgorithmArguments.Named(arguments.GetRequiredValue(EvaluationOptions.Algorithm), UpliftModel.All.Keys),
            seed
        );
        var data = UpliftFile.Read(arguments.GetRequiredValue(Data), request);
        var (train, test) = arguments.GetValue(Test) is { } file
            ? (data, UpliftFile.Read(file, request with { Features = data.Features }))
            : data.Halves(seed);
        var evaluation = UpliftEvaluation.Run(request, train, test, cancel);
        Write(evaluation, train, test);
        await Report.WriteJsonAsync(arguments.GetValue(EvaluationOptions.Json), Json(evaluation, train, test), cancel);
        await Report.WriteCsvAsync(
            arguments.GetValue(Predictions),
            ["algorithm", "row", "treated", "outcome", "score"],
            evaluation.Rows(test),
            cancel
        );
    }

    private static void Write(UpliftEvaluation evaluation, UpliftFile train, UpliftFile test)
    {
        Console.WriteLine(
            Report.Text(
                $"Learned from {train.Rows.Count:N0} customers, judged on {test.Rows.Count:N0}; features: {string.Join(", ", train.Features)}."
            )
        );
        Console.WriteLine(
            Report.Text(
                $"Outcome on the test rows: treated {evaluation.TreatedRate:0.0000}, others {evaluation.ControlRate:0.0000}; effect {evaluation.Effect:0.0000} ±{evaluation.EffectError:.0000}."
            )
        );
        Console.WriteLine(
            "Qini: area between the curve and the straight line of random choice, not normalised (random has 0); 95 % intervals."
        );
        Console.WriteLine();
        Report.WriteTable(
            [
                ["algorithm", "Qini", "interval", "uplift@30%", "interval"],
                .. evaluation.Algorithms.Select(algorithm =>
                    new[]
                    {
                        algorithm.Name,
                        Report.Text($"{algorithm.Qini.Coefficient:0.00000}"),
                        Figures.Text(algorithm.Qini.Interval, "0.00000"),
                        Report.Text($"{algorithm.Qini.UpliftAt30:0.0000}"),
                        Figures.Text(algorithm.Qini.UpliftAt30Interval, "0.0000"),
                    }
                ),
            ],
            Console.Out
        );
    }

    private static object Json(UpliftEvaluation evaluation, UpliftFile train, UpliftFile test) =>
        new
        {
            TrainRows = train.Rows.Count,
            TestRows = test.Rows.Count,
            train.Features,
            evaluation.TreatedRate,
            evaluation.ControlRate,
            evaluation.Effect,
            EffectStandardError = evaluation.EffectError,
            Algorithms = evaluation.Algorithms.Select(algorithm => new
            {
                Algorithm = algorithm.Name,
                Qini = algorithm.Qini.Coefficient,
                QiniInterval = Figures.Ends(algorithm.Qini.Interval),
                algorithm.Qini.UpliftAt30,
                UpliftAt30Interval = Figures.Ends(algorithm.Qini.UpliftAt30Interval),
            }),
        };
}
