using System.Text.Json;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>The report as data.</summary>
internal static class SentimentJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string path, SentimentReport report, CancellationToken cancel)
    {
        await using var file = File.Create(path);
        var content = new
        {
            report.Machine,
            report.Request.Seed,
            Train = Of(report.Train),
            Test = Of(report.Test),
            Algorithms = report.Algorithms.Select(algorithm => Of(algorithm, report)),
        };
        await JsonSerializer.SerializeAsync(file, content, Options, cancel);
    }

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
