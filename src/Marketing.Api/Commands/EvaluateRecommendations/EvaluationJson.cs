using Marketing.Learning.Ranking;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>The report as data.</summary>
internal static class EvaluationJson
{
    public static object Of(EvaluationReport report)
    {
        var split = report.Data.Split;
        return new
        {
            report.Machine,
            report.Request.K,
            report.Request.Seed,
            report.Request.AllowSeen,
            Data = new
            {
                report.Data.Test,
                Rows = split.Train.RowCount,
                Users = split.Train.UserIds.Count,
                Items = split.Train.ItemIds.Count,
                TestUsers = split.Users.Count,
                NewUsers = split.Users.Count(user => user.User < 0),
                TestItems = split.Users.Sum(user => user.RelevantCount),
                UnknownTestItems = report.Data.UnknownPairs,
                CatalogueItems = report.Data.Catalogue?.Count,
            },
            Algorithms = report.Algorithms.Select(algorithm => Of(algorithm, report)),
        };
    }

    private static object Of(AlgorithmReport algorithm, EvaluationReport report) =>
        algorithm.Result is not { } result
            ? new { algorithm.Algorithm, algorithm.NotApplicable }
            : new
            {
                algorithm.Algorithm,
                algorithm.Chosen,
                algorithm.Settings,
                Users = result.Lists.Count,
                Metrics = Means(result),
                StandardErrors = result.Figures().ToDictionary(figure => figure.Key, figure => figure.Value.StandardError),
                result.Coverage,
                KnownUsers = Group(report, result, user => user.User >= 0),
                NewUsers = Group(report, result, user => user.User < 0),
                NewItems = Whole(algorithm.NewItems),
                AmongNewItems = Whole(algorithm.AmongNewItems),
                TuneSeconds = algorithm.Tuning.Seconds,
                TrainSeconds = algorithm.Training.Seconds,
                TrainCpuSeconds = algorithm.Training.CpuSeconds,
                PredictSeconds = algorithm.Prediction.Seconds,
                PredictCpuSeconds = algorithm.Prediction.CpuSeconds,
                PeakMemoryBytes = Math.Max(algorithm.Training.PeakBytes, algorithm.Prediction.PeakBytes),
                Trials = algorithm.Trials.Select(trial => new
                {
                    trial.Settings,
                    Ndcg = trial.Ndcg.Mean,
                    NdcgStandardError = trial.Ndcg.StandardError,
                    Users = trial.PerUser.Length,
                }),
                algorithm.InnerTrials,
            };

    private static object? Group(EvaluationReport report, RankingResult all, Func<HeldOutUser, bool> belongs) =>
        Whole(EvaluationTable.Part(report, all, belongs));

    private static object? Whole(RankingResult? part) =>
        part is null
            ? null
            : new
            {
                Users = part.Lists.Count,
                Metrics = part.Lists.Count == 0 ? null : Means(part),
                StandardErrors = part.Lists.Count == 0 ? null : part.Figures().ToDictionary(f => f.Key, f => f.Value.StandardError),
            };

    private static Dictionary<string, double> Means(RankingResult result) =>
        result.Figures().ToDictionary(figure => figure.Key, figure => figure.Value.Mean);
}
