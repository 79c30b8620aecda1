namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>The report as data.</summary>
internal static class SentimentJson
{
    /// <summary>Several sets: <c>seconds</c> of the whole run and <c>sets</c>, each like the report of two files with its name as <c>data</c>.</summary>
    public static object Of(IReadOnlyList<SentimentReport> sets, TimeSpan elapsed) =>
        new { Seconds = elapsed.TotalSeconds, Sets = sets.Select(Of) };

    public static object Of(SentimentReport report) =>
        new
        {
            report.Request.Data,
            report.Machine,
            report.Request.Seed,
            Train = Of(report.Train),
            Test = Of(report.Test),
            Algorithms = report.Algorithms.Select(algorithm => Of(algorithm, report)),
        };

    private static object Of(LabelledTextFile file) =>
        new
        {
            file.Name,
            Texts = file.Texts.Count,
            file.Texts.Classes,
            file.BadRows,
            file.FirstFault,
        };

    private static object Of(SentimentAlgorithmReport algorithm, SentimentReport report) =>
        algorithm.Figures is not { } figures
            ? new { algorithm.Algorithm, algorithm.NotApplicable }
            : new
            {
                algorithm.Algorithm,
                algorithm.Chosen,
                algorithm.Settings,
                Metrics = figures.ByName,
                algorithm.StandardErrors,
                algorithm.MostCalibrationErrorByChance,
                TuneSeconds = algorithm.Tuning.Seconds,
                TrainSeconds = algorithm.Training.Seconds,
                TrainCpuSeconds = algorithm.Training.CpuSeconds,
                TrainTextsPerSecond = report.Train.Texts.Count / Math.Max(algorithm.Training.Seconds, 1e-9),
                PredictSeconds = algorithm.Prediction.Seconds,
                PredictCpuSeconds = algorithm.Prediction.CpuSeconds,
                PredictTextsPerSecond = report.Test.Texts.Count / Math.Max(algorithm.Prediction.Seconds, 1e-9),
                PeakMemoryBytes = Math.Max(algorithm.Training.PeakBytes, algorithm.Prediction.PeakBytes),
                algorithm.Trials,
            };
}
