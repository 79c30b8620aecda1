using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Ranking;

/// <summary>Ranks the full catalogue for held-out users and judges the lists.</summary>
public static class RankingEvaluation
{
    /// <summary>Asks a model for every user's list.</summary>
    /// <param name="model">The model.</param>
    /// <param name="histories">What the users did before; the model may have been trained on it or not.</param>
    /// <param name="users">Who is asked for, and what they should find.</param>
    /// <param name="options">Cut-off and the rest.</param>
    /// <param name="cancel">Looked at every few users.</param>
    /// <returns>The lists and their figures, in the order of <paramref name="users"/>, whatever the number of threads.</returns>
    public static RankingResult Evaluate(
        IRecommender model,
        Histories histories,
        IReadOnlyList<HeldOutUser> users,
        RankingOptions options,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(options);
        var k = Math.Min(options.K, model.ItemCount);
        var lists = new RankedList[users.Count];
        Workers.ForRows(
            users.Count,
            options.Threads,
            run: 8,
            () => new float[model.ItemCount],
            (at, scores) => lists[at] = Rank(model, histories, users[at], k, options, scores),
            cancel
        );
        return new RankingResult(lists, histories.ItemCount);
    }

    private static RankedList Rank(IRecommender model, Histories histories, HeldOutUser user, int k, RankingOptions options, float[] scores)
    {
        var history = user.User < 0 ? default : histories[user.User];
        model.Score(history, scores);
        if (!options.AllowSeen)
        {
            foreach (var seen in history.Items)
            {
                scores[seen] = float.NegativeInfinity;
            }
        }

        var (items, itemScores) = (new int[k], new float[k]);
        var count = TopItems.Select(scores, items, itemScores);
        Array.Resize(ref items, count);
        Array.Resize(ref itemScores, count);
        var isHit = Array.ConvertAll(items, item => Array.BinarySearch(user.Relevant, item) >= 0);
        return new RankedList(items, itemScores, RankingMetrics.Of(options.K, isHit, user.RelevantCount));
    }
}

/// <summary>How lists are made for an evaluation.</summary>
/// <param name="K">Cut-off, at least 1.</param>
/// <param name="AllowSeen">Whether items of the user's history may be listed.</param>
/// <param name="Threads">Worker threads, at least 1.</param>
public sealed record RankingOptions(int K, bool AllowSeen, int Threads);

/// <summary>One user's list.</summary>
/// <param name="Items">Dense item indices, best first; fewer than k only when the catalogue has no more.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Metrics">How good it is.</param>
public sealed record RankedList(int[] Items, float[] Scores, RankingMetrics Metrics);

/// <summary>All users' lists.</summary>
/// <param name="Lists">In the order of the users asked for.</param>
/// <param name="ItemCount">Items that the histories know.</param>
public sealed record RankingResult(IReadOnlyList<RankedList> Lists, int ItemCount)
{
    /// <summary>Distinct items listed / items that the histories know; above 1 only when nearly everything is listed, new items too.</summary>
    public double Coverage => ItemCount == 0 ? 0 : (double)Lists.SelectMany(list => list.Items).Distinct().Count() / ItemCount;

    /// <summary>One metric of each user, in the order of the users.</summary>
    public double[] PerUser(Func<RankingMetrics, double> metric) => [.. Lists.Select(list => metric(list.Metrics))];

    /// <summary>Mean and standard error over users, by the names of <see cref="RankingMetrics.Names"/>.</summary>
    public IReadOnlyDictionary<string, Estimate> Figures()
    {
        var rows = Lists.Select(list => list.Metrics.ToArray()).ToArray();
        return RankingMetrics.Names.Select((name, at) => (name, Estimate.Of([.. rows.Select(row => row[at])]))).ToDictionary();
    }
}
