using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Ranking;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>The report as text, as wide as it needs to be.</summary>
internal static class EvaluationTable
{
    public static void Write(EvaluationReport report, TextWriter writer)
    {
        var (split, k) = (report.Data.Split, report.Request.K);
        var newUsers = split.Users.Count(user => user.User < 0);
        writer.WriteLine(Report.Text($"Machine: {report.Machine}"));
        writer.WriteLine(
            Report.Text(
                $"Train: {split.Train.RowCount:N0} rows, {split.Train.UserIds.Count:N0} users, {split.Train.ItemIds.Count:N0} items. {report.Data.Test}: {split.Users.Count:N0} users, {newUsers:N0} of them new, {split.Users.Sum(u => u.RelevantCount):N0} items to find, {report.Data.UnknownPairs:N0} of them unknown to train."
            )
        );
        if (report.Data.Catalogue is { } catalogue)
        {
            writer.WriteLine(
                Report.Text(
                    $"Items: {catalogue.Count:N0}, {split.ItemIds.Count - split.Train.ItemIds.Count:N0} of them without a row in train."
                )
            );
        }

        writer.WriteLine(
            Report.Text(
                $"Full catalogue, k = {k}, {(report.Request.AllowSeen ? "items of train allowed" : "items of train left out")}, seed {report.Request.Seed}; ± one standard error over users; seconds of wall clock (CPU), peak memory of the process."
            )
        );
        writer.WriteLine();
        Report.WriteTable(Rows(report, newUsers), writer);
        foreach (var algorithm in report.Algorithms.Where(a => a.NotApplicable is not null))
        {
            writer.WriteLine(Report.Text($"{algorithm.Algorithm}: not applicable. {algorithm.NotApplicable}"));
        }
    }

    private static List<string[]> Rows(EvaluationReport report, int newUsers)
    {
        var k = report.Request.K;
        List<string[]> rows =
        [
            [
                "algorithm",
                Report.Text($"precision@{k}"),
                Report.Text($"recall@{k}"),
                Report.Text($"F1@{k}"),
                Report.Text($"NDCG@{k}"),
                Report.Text($"MAP@{k}"),
                Report.Text($"hit rate@{k}"),
                "coverage",
                "tune s",
                "train s (CPU)",
                "predict s (CPU)",
                "peak MB",
                "settings",
            ],
        ];
        foreach (var algorithm in report.Algorithms)
        {
            if (algorithm.Result is not { } result)
            {
                continue;
            }

            rows.Add(Row(algorithm, result));
            if (newUsers > 0 && newUsers < report.Data.Split.Users.Count)
            {
                rows.Add(GroupRow("  known users", report, result, user => user.User >= 0));
                rows.Add(GroupRow("  new users", report, result, user => user.User < 0));
            }

            if (algorithm is { NewItems: { } newItems, AmongNewItems: { } amongNewItems })
            {
                rows.Add(["  new items", .. Figures(newItems.Figures())]);
                rows.Add(["  among new items", .. Figures(amongNewItems.Figures())]);
            }
        }

        return rows;
    }

    private static string[] Row(AlgorithmReport algorithm, RankingResult result)
    {
        var settings = string.Join(' ', algorithm.Settings.Select(setting => Report.Text($"{setting.Key}={setting.Value}")));
        return
        [
            algorithm.Algorithm,
            .. Figures(result.Figures()),
            Report.Text($"{result.Coverage:0.0000}"),
            Report.Text($"{algorithm.Tuning.Seconds:0.00}"),
            Report.Text($"{algorithm.Training.Seconds:0.00} ({algorithm.Training.CpuSeconds:0.00})"),
            Report.Text($"{algorithm.Prediction.Seconds:0.00} ({algorithm.Prediction.CpuSeconds:0.00})"),
            Report.Text($"{Math.Max(algorithm.Training.PeakBytes, algorithm.Prediction.PeakBytes) / 1048576:0}"),
            algorithm.Chosen is null ? settings : $"= {algorithm.Chosen} {settings}",
        ];
    }

    private static string[] GroupRow(string name, EvaluationReport report, RankingResult result, Func<HeldOutUser, bool> belongs) =>
        [name, .. Figures(Part(report, result, belongs).Figures())];

    internal static RankingResult Part(EvaluationReport report, RankingResult result, Func<HeldOutUser, bool> belongs) =>
        result with
        {
            Lists = [.. result.Lists.Where((_, at) => belongs(report.Data.Split.Users[at]))],
        };

    private static IEnumerable<string> Figures(IReadOnlyDictionary<string, Estimate> figures) =>
        RankingMetrics.Names.Select(name => Report.Text($"{figures[name].Mean:0.00000} ±{figures[name].StandardError:.00000}"));
}
