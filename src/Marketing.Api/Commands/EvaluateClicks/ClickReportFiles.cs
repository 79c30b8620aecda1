using Marketing.Api.Commands.Evaluation;

namespace Marketing.Api.Commands.EvaluateClicks;

/// <summary>The report as table, as data, and row by row.</summary>
internal static class ClickReportFiles
{
    public static void WriteTable(ClickReport report, TextWriter writer)
    {
        writer.WriteLine($"Machine: {report.Machine}");
        writer.WriteLine(
            Report.Text(
                $"Train: {report.Train.Rows:N0} rows, {report.Train.Clicks:N0} clicks, {report.Train.Fields} features. Test: {report.Test.Rows:N0} rows, {report.Test.Clicks:N0} clicks. Seed {report.Seed}; ± one standard error; rows/s = rows learnt, each pass counted, by the whole time of training."
            )
        );
        writer.WriteLine();
        List<string[]> rows =
        [
            [
                "algorithm",
                "log loss",
                "norm. entropy",
                "AUC",
                "expected/observed",
                "train s (CPU)",
                "rows/s",
                "predict rows/s",
                "MiB",
                "settings",
            ],
        ];
        foreach (var algorithm in report.Algorithms)
        {
            if (algorithm.Metrics is { } metrics)
            {
                rows.Add([
                    algorithm.Algorithm,
                    Report.Text($"{metrics.LogLoss.Mean:0.00000} ±{metrics.LogLoss.StandardError:.00000}"),
                    Report.Text($"{metrics.NormalizedEntropy:0.0000}"),
                    Report.Text($"{metrics.Auc:0.00000} ±{metrics.AucStandardError:.00000}"),
                    Report.Text($"{metrics.ExpectedOverObserved:0.0000} ±{metrics.ExpectedOverObservedStandardError:.0000}"),
                    Report.Text($"{algorithm.Training.Seconds:0.00} ({algorithm.Training.CpuSeconds:0.00})"),
                    Report.Text($"{algorithm.RowsPerSecond:N0}"),
                    Report.Text($"{algorithm.RowsPerSecondToPredict:N0}"),
                    Report.Text($"{Math.Max(algorithm.Training.PeakBytes, algorithm.Prediction.PeakBytes) / 1048576:0}"),
                    string.Join(" ", algorithm.Settings.Select(setting => Report.Text($"{setting.Key}={setting.Value:0.######}"))),
                ]);
            }
        }

        Report.WriteTable(rows, writer);
        foreach (var algorithm in report.Algorithms.Where(a => a.NotApplicable is not null))
        {
            writer.WriteLine($"{algorithm.Algorithm}: not applicable. {algorithm.NotApplicable}");
        }
    }

    public static object Json(ClickReport report) =>
        new
        {
            report.Machine,
            report.Seed,
            Data = new
            {
                report.Train.Rows,
                report.Train.Clicks,
                Features = report.Train.Encoding.Fields,
                TestRows = report.Test.Rows,
                TestClicks = report.Test.Clicks,
            },
            Algorithms = report.Algorithms.Select(Of),
        };

    /// <summary><c>algorithm,row,score</c>; rows of the test file count from 0.</summary>
    public static async Task WritePredictionsAsync(string path, ClickReport report, CancellationToken cancel)
    {
        await using var text = Report.Create(path);
        await text.WriteAsync("algorithm,row,score\n".AsMemory(), cancel);
        foreach (var algorithm in report.Algorithms)
        {
            for (var row = 0; row < algorithm.Scores.Length; row++)
            {
                await text.WriteAsync(Report.Text($"{algorithm.Algorithm},{row},{algorithm.Scores[row]:R}\n").AsMemory(), cancel);
            }
        }
    }

    private static object Of(ClickAlgorithmReport algorithm) =>
        algorithm.Metrics is not { } metrics
            ? new { algorithm.Algorithm, algorithm.NotApplicable }
            : new
            {
                algorithm.Algorithm,
                algorithm.Settings,
                Metrics = new
                {
                    LogLoss = metrics.LogLoss.Mean,
                    metrics.NormalizedEntropy,
                    metrics.Auc,
                    metrics.ExpectedOverObserved,
                },
                StandardErrors = new
                {
                    LogLoss = metrics.LogLoss.StandardError,
                    Auc = metrics.AucStandardError,
                    ExpectedOverObserved = metrics.ExpectedOverObservedStandardError,
                },
                algorithm.RowsPerSecond,
                PredictRowsPerSecond = algorithm.RowsPerSecondToPredict,
                algorithm.RowsLearnt,
                TrainSeconds = algorithm.Training.Seconds,
                TrainCpuSeconds = algorithm.Training.CpuSeconds,
                PredictSeconds = algorithm.Prediction.Seconds,
                PredictCpuSeconds = algorithm.Prediction.CpuSeconds,
                PeakMemoryBytes = Math.Max(algorithm.Training.PeakBytes, algorithm.Prediction.PeakBytes),
            };
}
