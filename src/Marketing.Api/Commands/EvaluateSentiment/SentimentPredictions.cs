using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using Marketing.Learning.Sentiment;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>Every answer as <c>algorithm,row,label,score</c>; rows count from 0, the score is the probability of positive. A bad row has no answer.</summary>
internal static class SentimentPredictions
{
    public static async Task WriteAsync(string path, SentimentReport report, CancellationToken cancel)
    {
        await using var file = File.Create(path);
        await using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionLevel.Fastest)
            : file;
        await using var text = new StreamWriter(stream);
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture);
        foreach (var column in (string[])["algorithm", "row", "label", "score"])
        {
            csv.WriteField(column);
        }

        await csv.NextRecordAsync();
        foreach (var algorithm in report.Algorithms)
        {
            for (var at = 0; at < (algorithm.Scores?.Count ?? 0); at++)
            {
                cancel.ThrowIfCancellationRequested();
                csv.WriteField(algorithm.Algorithm);
                csv.WriteField(report.Test.Rows[at]);
                csv.WriteField(Label(algorithm.Scores?.Predicted(at)));
                csv.WriteField(algorithm.Scores?.Probabilities[at][(int)SentimentLabel.Positive]);
                await csv.NextRecordAsync();
            }
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
