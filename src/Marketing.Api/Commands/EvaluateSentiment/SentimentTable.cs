using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Sentiment.Judging;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>The report as text, as wide as it needs to be.</summary>
internal static class SentimentTable
{
    private static readonly string[] Head =
    [
        "algorithm",
        "accuracy",
        "precision",
        "recall",
        "F1",
        "macro F1",
        "AUC",
        "log loss",
        "calibration error",
        "by chance (95 %)",
        "tune s",
        "train s (CPU)",
        "train texts/s",
        "predict texts/s",
        "peak MB",
        "settings",
    ];

    public static void Write(SentimentReport report, TextWriter writer)
    {
        var (train, test) = (report.Train, report.Test);
        writer.WriteLine(Report.Text($"Machine: {report.Machine}"));
        writer.WriteLine(
            Report.Text(
                $"Train: {train.Texts.Count:N0} texts, {train.BadRows:N0} bad rows left out. {test.Name}: {test.Texts.Count:N0} texts, {test.BadRows:N0} bad rows left out."
            )
        );
        foreach (var file in (LabelledTextFile[])[train, test])
        {
            if (file.FirstFault is { } fault)
            {
                writer.WriteLine(Report.Text($"{file.Name}: first bad row, {fault}"));
            }
        }

        writer.WriteLine(
            Report.Text(
                $"Precision, recall, F1 and AUC of positive; macro F1 over the classes that occur; calibration error over ten bins, and what it is by chance on average, and in 95 % of cases at most, when every probability is exactly right; ± one standard error by bootstrap; seed {report.Request.Seed}; seconds of wall clock (CPU), peak memory of the process."
            )
        );
        writer.WriteLine();
        List<string[]> rows = [Head];
        foreach (var algorithm in report.Algorithms)
        {
            if (algorithm.Figures is { } figures)
            {
                rows.Add(Row(report, algorithm, figures));
            }
        }

        Report.WriteTable(rows, writer);
        foreach (var algorithm in report.Algorithms.Where(algorithm => algorithm.NotApplicable is not null))
        {
            writer.WriteLine(Report.Text($"{algorithm.Algorithm}: not applicable. {algorithm.NotApplicable}"));
        }
    }

    private static string[] Row(SentimentReport report, SentimentAlgorithmReport algorithm, SentimentFigures figures)
    {
        var settings = string.Join(' ', algorithm.Settings.Select(setting => Report.Text($"{setting.Key}={setting.Value}")));
        return
        [
            algorithm.Algorithm,
            .. figures
                .ByName.Where(figure => figure.Key != "calibrationByChance")
                .Select(figure => Report.Text($"{figure.Value:0.0000} ±{algorithm.StandardErrors[figure.Key]:.0000}")),
            Report.Text($"{figures.CalibrationByChance:0.0000} ({algorithm.MostCalibrationErrorByChance:0.0000})"),
            Report.Text($"{algorithm.Tuning.Seconds:0.00}"),
            Report.Text($"{algorithm.Training.Seconds:0.00} ({algorithm.Training.CpuSeconds:0.00})"),
            Report.Text($"{report.Train.Texts.Count / Math.Max(algorithm.Training.Seconds, 1e-9):0}"),
            Report.Text($"{report.Test.Texts.Count / Math.Max(algorithm.Prediction.Seconds, 1e-9):0}"),
            Report.Text($"{Math.Max(algorithm.Training.PeakBytes, algorithm.Prediction.PeakBytes) / 1048576:0}"),
            algorithm.Chosen is null ? settings : $"= {algorithm.Chosen} {settings}",
        ];
    }
}
