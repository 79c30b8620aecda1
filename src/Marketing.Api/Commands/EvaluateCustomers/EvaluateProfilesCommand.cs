using System.CommandLine;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Customers;
using Marketing.Learning.Customers.NextPurchase;
using Marketing.Learning.Ranking;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary><c>marketing evaluate profiles</c>: who buys within the days after a cut, from what was known until it.</summary>
internal static class EvaluateProfilesCommand
{
    private static readonly Option<FileInfo> Events = new Option<FileInfo>("--events")
    {
        Description = "CSV (or .csv.gz): userId,type,itemId,occurredAt[,quantity,price], or the columns of Online Retail",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<string> Cut = new("--cut") { Description = "Last day to learn from, like 2011-06-30", Required = true };

    private static readonly Option<int> Horizon = new("--horizon") { Description = "Days to predict", DefaultValueFactory = _ => 30 };

    private static readonly Option<string?> Predictions = EvaluationOptions.Predictions("the predictions");

    public static Command Create()
    {
        var command = new Command("profiles", "Predicts who buys next, against the base rate and a logistic regression on recency alone.")
        {
            Events,
            Cut,
            Horizon,
            Predictions,
            EvaluationOptions.Json,
            EvaluationOptions.Seed,
        };
        command.SetAction((arguments, cancel) => EvaluationFaults.ToExitCodeAsync(() => RunAsync(arguments, cancel)));
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        var (cut, horizon) = (Figures.Date(arguments.GetRequiredValue(Cut), "--cut"), arguments.GetValue(Horizon));
        if (horizon is < 1 or > 730)
        {
            throw new WrongArgumentsException("--horizon must be from 1 to 730 days.");
        }

        var file = arguments.GetRequiredValue(Events);
        var all = ActivityFile.Read(file);
        // The whole day of the cut is known.
        double at = cut.DayNumber + 1;
        var known = all.Where(customer => customer.Value[0].Day < at).ToArray();
        Activity[][] past = [.. known.Select(customer => customer.Value.Where(act => act.Day < at).ToArray())];
        bool[] bought = [.. known.Select(customer => NextPurchaseModel.Buys(customer.Value, at, horizon))];
        if (
            NextPurchaseModel.Fit(past, at, horizon, recencyOnly: false, cancel) is not { } model
            || NextPurchaseModel.Fit(past, at, horizon, recencyOnly: true, cancel) is not { } recency
        )
        {
            throw new UnusableFileException(
                $"{file.Name}: too little until {cut:yyyy-MM-dd}. At least two times {horizon} days are needed, with customers who buy and who do not."
            );
        }

        if (bought.Distinct().Count() < 2)
        {
            throw new UnusableFileException(
                $"{file.Name}: after {cut:yyyy-MM-dd}, everybody bought or nobody did: there is nothing to tell apart."
            );
        }

        (string Name, double[] Chances)[] models =
        [
            ("base rate", [.. past.Select(_ => model.BaseRate)]),
            ("recency only", [.. past.Select(acts => recency.Predict(acts, at))]),
            ("product", [.. past.Select(acts => model.Predict(acts, at))]),
        ];
        var seed = EvaluationOptions.SeedOf(arguments);
        var judged = models
            .Select(m => new Judged(m.Name, BinaryJudgement.Of(m.Chances, bought), BinaryIntervals.Of(m.Chances, bought, seed)))
            .ToArray();
        var better = PairedBootstrap.Compare(
            BinaryJudgement.LogLosses(models[1].Chances, bought),
            BinaryJudgement.LogLosses(models[2].Chances, bought),
            seed
        );
        Write(file.Name, cut, horizon, bought, judged, better, model);
        await Report.WriteJsonAsync(
            arguments.GetValue(EvaluationOptions.Json),
            new
            {
                Customers = bought.Length,
                Bought = bought.Count(yes => yes),
                Cut = cut,
                Horizon = horizon,
                Algorithms = judged.Select(m => new { Algorithm = m.Name, Metrics = Json(m) }),
                LogLossGainOverRecency = new
                {
                    better.Difference,
                    better.Low,
                    better.High,
                },
                Weights = PurchaseFeatures.Names.Zip(model.Classifier.Weights).ToDictionary(pair => pair.First, pair => pair.Second),
            },
            cancel
        );
        await Report.WriteCsvAsync(
            arguments.GetValue(Predictions),
            ["algorithm", "user_id", "bought", "score"],
            models.SelectMany(m => known.Select((customer, i) => new object[] { m.Name, customer.Key, bought[i] ? 1 : 0, m.Chances[i] })),
            cancel
        );
    }

    private static void Write(
        string file,
        DateOnly cut,
        int horizon,
        bool[] bought,
        IEnumerable<Judged> judged,
        PairedBootstrap better,
        NextPurchaseModel model
    )
    {
        Console.WriteLine(
            Report.Text(
                $"{file}: {bought.Length:N0} customers known on {cut:yyyy-MM-dd}; {bought.Count(yes => yes):N0} of them bought in the {horizon} days after ({bought.Count(yes => yes) / (double)bought.Length:0.0000})."
            )
        );
        Console.WriteLine();
        Report.WriteTable(
            [
                ["algorithm", "AUC ±", "log loss ±", "calibration error", "interval", "expected/observed", "interval"],
                .. judged.Select(m =>
                    new[]
                    {
                        m.Name,
                        Report.Text($"{m.Judgement.Auc:0.0000} ±{m.Judgement.AucError:.0000}"),
                        Report.Text($"{m.Judgement.LogLoss.Mean:0.0000} ±{m.Judgement.LogLoss.StandardError:.0000}"),
                        Report.Text($"{m.Judgement.CalibrationError:0.0000}"),
                        Figures.Text(m.Intervals.CalibrationError, "0.0000"),
                        Report.Text($"{m.Judgement.ExpectedOverObserved:0.000}"),
                        Figures.Text(m.Intervals.ExpectedOverObserved, "0.000"),
                    }
                ),
            ],
            Console.Out
        );
        Console.WriteLine();
        Console.WriteLine(
            Report.Text(
                $"Calibration error: Σ |expected − observed| of ten equally filled groups, over {bought.Length:N0} customers. Expected/observed: the sum of the chances over the {bought.Count(yes => yes):N0} who bought."
            )
        );
        Console.WriteLine(
            "Intervals: 95 % of 1,000 draws of customers with replacement; chance adds to a calibration error, so that its interval leans upwards."
        );
        Console.WriteLine(
            Report.Text(
                $"Log loss of recency only minus product: {better.Difference:0.0000} [{better.Low:0.0000}, {better.High:0.0000}] (95 %)."
            )
        );
        var heaviest = PurchaseFeatures.Names.Zip(model.Classifier.Weights).OrderByDescending(pair => Math.Abs(pair.Second)).Take(6);
        Console.WriteLine(
            $"Weights a standard deviation: {string.Join(", ", heaviest.Select(pair => Report.Text($"{pair.First} {pair.Second:+0.00;-0.00}")))}."
        );
    }

    private static object Json(Judged m) =>
        new
        {
            m.Judgement.Auc,
            m.Judgement.AucError,
            m.Judgement.LogLoss,
            m.Judgement.CalibrationError,
            CalibrationErrorInterval = Figures.Ends(m.Intervals.CalibrationError),
            m.Judgement.ExpectedOverObserved,
            ExpectedOverObservedInterval = Figures.Ends(m.Intervals.ExpectedOverObserved),
        };

    private sealed record Judged(string Name, BinaryJudgement Judgement, BinaryIntervals Intervals);
}
