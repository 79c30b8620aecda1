using Marketing.Api.Commands.Evaluation;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>The table of several data sets. Each row is written as soon as it is known, so that a long run shows how far it is and keeps what it has when it ends early.</summary>
internal sealed class SentimentSetsTable(TextWriter writer)
{
    private static readonly (string Title, int Width)[] Head =
    [
        ("data", 24),
        ("classes", 7),
        ("algorithm", 18),
        ("accuracy", 14),
        ("macro F1", 14),
        ("AUC", 14),
        ("log loss", 14),
        ("calibration error", 17),
        ("by chance (95 %)", 16),
        ("tune s", 7),
        ("train s (CPU)", 16),
        ("predict texts/s", 15),
        ("peak MB", 7),
    ];

    private static readonly string[] Figures = ["accuracy", "macroF1", "auc", "logLoss", "calibrationError"];

    public void Start(SentimentRequest request, MachineReport machine)
    {
        writer.WriteLine(Report.Text($"Machine: {machine}"));
        writer.WriteLine(
            Report.Text(
                $"Macro F1 over the classes that occur; AUC of positive; calibration error over ten bins, and what it is by chance on average, and in 95 % of cases at most, when every probability is exactly right; ± one standard error by bootstrap; seed {request.Seed}, {request.Threads} threads."
            )
        );
        writer.WriteLine();
        Write([.. Head.Select(column => column.Title)]);
    }

    public void Add(string data, LabelledTextFile train, LabelledTextFile test, SentimentAlgorithmReport report)
    {
        if (report.Figures is not { } figures)
        {
            writer.WriteLine($"{data}  {report.Algorithm}: not applicable. {report.NotApplicable}");
            return;
        }

        Write([
            data,
            Report.Text($"{train.Texts.Classes}"),
            report.Chosen is null ? report.Algorithm : $"{report.Algorithm} = {report.Chosen}",
            .. Figures.Select(name => Report.Text($"{figures.ByName[name]:0.0000} ±{report.StandardErrors[name]:.0000}")),
            Report.Text($"{figures.CalibrationByChance:0.0000} ({report.MostCalibrationErrorByChance:0.0000})"),
            Report.Text($"{report.Tuning.Seconds:0.0}"),
            Report.Text($"{report.Training.Seconds:0.0} ({report.Training.CpuSeconds:0.0})"),
            Report.Text($"{test.Texts.Count / Math.Max(report.Prediction.Seconds, 1e-9):0}"),
            Report.Text($"{Math.Max(report.Training.PeakBytes, report.Prediction.PeakBytes) / 1048576:0}"),
        ]);
    }

    /// <param name="elapsed">Reading, tuning, training and judging of everything.</param>
    public void Finish(TimeSpan elapsed)
    {
        writer.WriteLine();
        writer.WriteLine(Report.Text($"Total: {elapsed:h\\:mm\\:ss}"));
    }

    private void Write(string[] cells)
    {
        writer.WriteLine(string.Join("  ", cells.Select((cell, at) => cell.PadRight(Head[at].Width))).TrimEnd());
        writer.Flush();
    }
}
