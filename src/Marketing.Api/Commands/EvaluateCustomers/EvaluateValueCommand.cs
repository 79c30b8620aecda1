using System.CommandLine;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Customers.Value;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary><c>marketing evaluate value</c>: what customers will buy and spend after a day, learned from what they did until it.</summary>
internal static class EvaluateValueCommand
{
    private static readonly Option<FileInfo> Transactions = new Option<FileInfo>("--transactions")
    {
        Description = "CSV (or .csv.gz), one row a transaction",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<string> CalibrationEnd = new("--calibration-end")
    {
        Description = "Last day to learn from, like 1997-09-30",
        Required = true,
    };

    private static readonly Option<string> HoldoutEnd = new("--holdout-end")
    {
        Description = "Last day to predict, like 1998-06-30",
        Required = true,
    };

    private static readonly Option<string> Customer = new("--customer")
    {
        Description = "Column of the customer",
        DefaultValueFactory = _ => "customer_id",
    };

    private static readonly Option<string> Date = new("--date") { Description = "Column of the date", DefaultValueFactory = _ => "date" };

    private static readonly Option<string> Amount = new("--amount")
    {
        Description = "Column of the money",
        DefaultValueFactory = _ => "dollars",
    };

    private static readonly Option<string?> Predictions = EvaluationOptions.Predictions("the predictions");

    public static Command Create()
    {
        var command = new Command("value", "Predicts purchases and spend of customers: BG/NBD, Gamma-Gamma and the product's own model.")
        {
            Transactions,
            CalibrationEnd,
            HoldoutEnd,
            Customer,
            Date,
            Amount,
            Predictions,
            EvaluationOptions.Json,
            EvaluationOptions.Seed,
        };
        command.SetAction((arguments, cancel) => EvaluationFaults.ToExitCodeAsync(() => RunAsync(arguments, cancel)));
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        var calibrationEnd = Figures.Date(arguments.GetRequiredValue(CalibrationEnd), "--calibration-end");
        var holdoutEnd = Figures.Date(arguments.GetRequiredValue(HoldoutEnd), "--holdout-end");
        if (holdoutEnd <= calibrationEnd)
        {
            throw new WrongArgumentsException("--holdout-end must be after --calibration-end.");
        }

        var file = arguments.GetRequiredValue(Transactions);
        var table = Read(file, arguments);
        var seed = EvaluationOptions.SeedOf(arguments);
        var evaluation = Run(file, table, (calibrationEnd.DayNumber, holdoutEnd.DayNumber), seed, cancel);
        Write(evaluation, file.Name, calibrationEnd, holdoutEnd);
        await Report.WriteJsonAsync(arguments.GetValue(EvaluationOptions.Json), Json(evaluation), cancel);
        await Report.WriteCsvAsync(
            arguments.GetValue(Predictions),
            ["customer_id", "bg_nbd", "product", "observed", "product_spend", "observed_spend"],
            evaluation.Rows(),
            cancel
        );
    }

    private static ValueEvaluation Run(FileInfo file, PurchaseTable table, (int First, int Last) ends, ulong seed, CancellationToken cancel)
    {
        try
        {
            return ValueEvaluation.Run(table, ends.First, ends.Last, seed, cancel);
        }
        catch (ArgumentException nothing)
        {
            throw new UnusableFileException($"{file.Name}: {nothing.Message.Split('(')[0].Trim()}");
        }
    }

    private static PurchaseTable Read(FileInfo file, ParseResult arguments)
    {
        string[] names = [arguments.GetRequiredValue(Customer), arguments.GetRequiredValue(Date), arguments.GetRequiredValue(Amount)];
        var rows = new List<(string, int, decimal)>();
        int[] places = [];
        CsvFile.Read(
            file,
            header => places = [.. names.Select(name => header[name])],
            field =>
                rows.Add(
                    (
                        CsvFile.Id(field(places[0])),
                        DateOnly.FromDateTime(CsvFile.Time(field(places[1]))).DayNumber,
                        CsvFile.Money(field(places[2]))
                    )
                )
        );
        return PurchaseTable.Of(rows);
    }

    private static void Write(ValueEvaluation evaluation, string file, DateOnly calibrationEnd, DateOnly holdoutEnd)
    {
        var (buying, spend) = (evaluation.Model.Buying, evaluation.Model.Spend);
        Console.WriteLine(
            Report.Text(
                $"{file}: {evaluation.Customers.Length:N0} customers until {calibrationEnd:yyyy-MM-dd}; predicted: {calibrationEnd.AddDays(1):yyyy-MM-dd} to {holdoutEnd:yyyy-MM-dd}."
            )
        );
        Console.WriteLine(
            Report.Text(
                $"BG/NBD (weeks): r {buying.R:0.00000}, alpha {buying.Alpha:0.00000}, a {buying.A:0.00000}, b {buying.B:0.00000}, log likelihood {buying.LogLikelihood:0.0000}"
            )
        );
        Console.WriteLine(
            spend is null
                ? "Gamma-Gamma: too few customers paid twice."
                : Report.Text(
                    $"Gamma-Gamma: p {spend.P:0.00000}, q {spend.Q:0.00000}, gamma {spend.Gamma:0.00000}, log likelihood {spend.LogLikelihood:0.0000}"
                )
        );
        Console.WriteLine();
        Report.WriteTable(
            [
                [
                    "prediction",
                    "expected",
                    "observed",
                    "total error",
                    "interval",
                    "Spearman ±",
                    "top-decile share",
                    "interval",
                    "mean |error| ±",
                ],
                Row("purchases, bg-nbd", evaluation.BgNbd),
                Row("purchases, product", evaluation.Product),
                .. evaluation.Spend is { } money ? [Row("spend, product", money)] : Array.Empty<string[]>(),
            ],
            Console.Out
        );
        Console.WriteLine();
        Console.WriteLine(
            Report.Text(
                $"Total error: (expected − observed)/observed. Top-decile share: of what was observed, the part of the {evaluation.Customers.Length / 10.0:N1} customers with the highest predictions."
            )
        );
        Console.WriteLine("Intervals: 95 % of 1,000 draws of customers with replacement; the models are those of the one calibration.");
        if (!evaluation.Model.IsCorrected)
        {
            Console.WriteLine("The history is too short to learn a correction from: the product's purchases are those of BG/NBD.");
        }
    }

    private static string[] Row(string name, JudgedValues judged)
    {
        var (judgement, intervals) = judged;
        return
        [
            name,
            Report.Text($"{judgement.Expected:N1}"),
            Report.Text($"{judgement.Observed:N1}"),
            Report.Text($"{judgement.TotalError:+0.0 %;-0.0 %}"),
            Figures.Text(intervals.TotalError, "+0.0 %;-0.0 %"),
            Report.Text($"{judgement.Spearman:0.0000} ±{judgement.SpearmanError:.0000}"),
            Report.Text($"{judgement.TopDecileShare:0.0000}"),
            Figures.Text(intervals.TopDecileShare, "0.0000"),
            Report.Text($"{judgement.AbsoluteError.Mean:0.0000} ±{judgement.AbsoluteError.StandardError:.0000}"),
        ];
    }

    private static object Json(ValueEvaluation evaluation) =>
        new
        {
            Customers = evaluation.Customers.Length,
            BgNbd = evaluation.Model.Buying,
            GammaGamma = evaluation.Model.Spend,
            Corrected = evaluation.Model.IsCorrected,
            Purchases = new { BgNbd = Json(evaluation.BgNbd), Product = Json(evaluation.Product) },
            Spend = evaluation.Spend is { } spend ? Json(spend) : null,
        };

    private static object Json(JudgedValues judged) =>
        new
        {
            judged.Judgement.Expected,
            judged.Judgement.Observed,
            judged.Judgement.TotalError,
            TotalErrorInterval = Figures.Ends(judged.Intervals.TotalError),
            judged.Judgement.Spearman,
            judged.Judgement.SpearmanError,
            judged.Judgement.TopDecileShare,
            TopDecileShareInterval = Figures.Ends(judged.Intervals.TopDecileShare),
            judged.Judgement.AbsoluteError,
        };
}
