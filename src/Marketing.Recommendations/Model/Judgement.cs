using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders;
using Marketing.Training;

namespace Marketing.Recommendations.Model;

/// <summary>Judges a recommender on a split: the full catalogue is ranked for every user, without what he knows.</summary>
internal static class Judgement
{
    public const string Primary = "ndcg@10";
    public const int K = 10;
    private const int MostMisdirected = 1000;

    // EVALUATION's names of the metrics, and those that the registry shows.
    private static readonly (string Figure, string Shown)[] Names =
    [
        ("ndcg", Primary),
        ("recall", "recall@10"),
        ("precision", "precision@10"),
        ("map", "map@10"),
        ("f1", "f1@10"),
        ("hitRate", "hit@10"),
    ];

    /// <summary>Only the primary metric, for tuning.</summary>
    public static double Quick(IRecommender model, Histories histories, TimeSplit split, int threads, CancellationToken cancel) =>
        RankingEvaluation
            .Evaluate(model, histories, split.Users, new RankingOptions(K, AllowSeen: false, threads), cancel)
            .Figures()["ndcg"]
            .Mean;

    /// <summary>How the lists fit those they are made for, and others.</summary>
    public static Misdirection Misdirected(IRecommender model, Histories histories, TimeSplit split, int threads, CancellationToken cancel)
    {
        var options = new RankingOptions(K, AllowSeen: false, threads);
        var (own, others) = PersonalFit.Of(model, histories, split.Users, MostMisdirected, options, cancel);
        return new Misdirection(own, others);
    }

    /// <summary>All figures.</summary>
    /// <param name="model">Trained on <paramref name="histories"/> or on something older.</param>
    /// <param name="histories">The users' histories before the split.</param>
    /// <param name="users">Who is judged; <c>User</c> indexes <paramref name="histories"/>.</param>
    /// <param name="newUsers">Users without a history.</param>
    /// <param name="popularity">Of the items before the split, for novelty. Shape [items].</param>
    /// <param name="categoryOf">First part of the category path by item index, for the reach; null unknown.</param>
    /// <param name="threads">Worker threads.</param>
    /// <param name="cancel">Looked at every few users.</param>
    public static Evaluation Of(
        IRecommender model,
        Histories histories,
        IReadOnlyList<HeldOutUser> users,
        IReadOnlyList<HeldOutUser> newUsers,
        int[] popularity,
        IReadOnlyList<string?> categoryOf,
        int threads,
        CancellationToken cancel
    )
    {
        var options = new RankingOptions(K, AllowSeen: false, threads);
        var result = RankingEvaluation.Evaluate(model, histories, users, options, cancel);
        var figures = result.Figures();
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (figure, name) in Names)
        {
            metrics[name] = figures[figure].Mean;
        }

        metrics["ndcg@10.standardError"] = figures["ndcg"].StandardError;
        metrics["coverage"] = result.Coverage;
        metrics["novelty"] = Novelty(result, popularity);
        metrics["users"] = users.Count;
        var shown = Floors.ShownBy(result, model.Floor);
        metrics[Floors.Shown] = shown.Count;
        if (Floors.ReachOf(shown, users, categoryOf) is { } reach)
        {
            metrics[Floors.CategoryReach] = reach;
        }

        if (newUsers.Count > 0)
        {
            var coldResult = RankingEvaluation.Evaluate(model, histories, newUsers, options, cancel);
            metrics["newUsers.ndcg@10"] = coldResult.Figures()["ndcg"].Mean;
            metrics["newUsers"] = newUsers.Count;
        }

        return new Evaluation
        {
            Metrics = metrics,
            PerUnit = result.PerUser(m => m.Ndcg),
            Parameters = new Dictionary<string, double>(StringComparer.Ordinal),
        };
    }

    /// <summary>Mean over the listed items of −log₂ of the share of subjects who know the item: 0 where all know it.</summary>
    private static double Novelty(RankingResult result, int[] subjectsOf)
    {
        var most = Math.Max(1, subjectsOf.Length == 0 ? 1 : subjectsOf.Max());
        var (sum, count) = (0.0, 0L);
        foreach (var list in result.Lists)
        {
            foreach (var item in list.Items)
            {
                var knowers = item < subjectsOf.Length ? subjectsOf[item] : 0;
                sum -= Math.Log2((knowers + 1.0) / (most + 1.0));
                count++;
            }
        }

        return count == 0 ? 0 : sum / count;
    }
}
