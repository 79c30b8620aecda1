using System.Globalization;
using CsvHelper;
using Marketing.Api.Commands.Evaluation;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>Every list as <c>algorithm,user_id,rank,item_id,score</c>; rank 1 is best.</summary>
internal static class PredictionFile
{
    public static async Task WriteAsync(string path, EvaluationReport report, CancellationToken cancel)
    {
        await using var csv = new CsvWriter(Report.Create(path), CultureInfo.InvariantCulture);
        foreach (var column in (string[])["algorithm", "user_id", "rank", "item_id", "score"])
        {
            csv.WriteField(column);
        }

        await csv.NextRecordAsync();
        var (users, items) = (report.Data.Split.UserIds, report.Data.Split.ItemIds);
        foreach (var algorithm in report.Algorithms)
        {
            for (var user = 0; user < (algorithm.Result?.Lists.Count ?? 0); user++)
            {
                cancel.ThrowIfCancellationRequested();
                var list = algorithm.Result?.Lists[user];
                for (var rank = 0; rank < list?.Items.Length; rank++)
                {
                    csv.WriteField(algorithm.Algorithm);
                    csv.WriteField(users[user]);
                    csv.WriteField(rank + 1);
                    csv.WriteField(items[list.Items[rank]]);
                    csv.WriteField(list.Scores[rank]);
                    await csv.NextRecordAsync();
                }
            }
        }
    }
}
