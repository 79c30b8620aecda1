using System.Globalization;
using CsvHelper;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Sentiment;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>Every answer as <c>algorithm,row,label,score</c>, of several sets with the column <c>data</c> before them; rows count from 0, the score is the probability of positive. A bad row has no answer.</summary>
internal static class SentimentPredictions
{
    public static async Task WriteAsync(string path, IReadOnlyList<SentimentReport> reports, CancellationToken cancel)
    {
        await using var csv = new CsvWriter(Report.Create(path), CultureInfo.InvariantCulture);
        string[] columns = ["algorithm", "row", "label", "score"];
        foreach (var column in reports.Any(report => report.Request.Data is not null) ? ["data", .. columns] : columns)
        {
            csv.WriteField(column);
        }

        await csv.NextRecordAsync();
        foreach (var report in reports)
        {
            foreach (var algorithm in report.Algorithms)
            {
                await WriteAsync(csv, report, algorithm, cancel);
            }
        }
    }

    private static async Task WriteAsync(
        CsvWriter csv,
        SentimentReport report,
        SentimentAlgorithmReport algorithm,
        CancellationToken cancel
    )
    {
        for (var at = 0; at < (algorithm.Scores?.Count ?? 0); at++)
        {
            cancel.ThrowIfCancellationRequested();
            if (report.Request.Data is { } data)
            {
                csv.WriteField(data);
            }

            csv.WriteField(algorithm.Algorithm);
            csv.WriteField(report.Test.Rows[at]);
            csv.WriteField(Label(algorithm.Scores?.Predicted(at)));
            csv.WriteField(algorithm.Scores?.Probabilities[at][(int)SentimentLabel.Positive]);
            await csv.NextRecordAsync();
        }
    }

    private static string Label(SentimentLabel? label) =>
        label switch
        {
            SentimentLabel.Positive => "1",
            SentimentLabel.Negative => "0",
            _ => "neutral",
        };
}
