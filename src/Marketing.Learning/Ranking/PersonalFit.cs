using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Ranking;

/// <summary>
/// Whether lists fit the users they are made for, or anybody: each user is judged once by the list for his own history and once by the list for
/// another's, both without what either of the two has. A model that learned nothing of tastes does as well on the wrong history as on the right one,
/// whatever it knows of popularity.
/// </summary>
public static class PersonalFit
{
    /// <summary>Judges both ways.</summary>
    /// <param name="model">The model.</param>
    /// <param name="histories">What the users did before.</param>
    /// <param name="users">Who is judged; those without a history are left out.</param>
    /// <param name="most">Users judged at most, chosen by hash.</param>
    /// <param name="options">Cut-off and threads; what either user has is never listed.</param>
    /// <param name="cancel">Looked at every few users.</param>
    /// <returns>NDCG at k by the own history and by the other's, in one order. Both empty for fewer than two users with a history.</returns>
    public static (double[] Own, double[] Other) Of(
        IRecommender model,
        Histories histories,
        IReadOnlyList<HeldOutUser> users,
        int most,
        RankingOptions options,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(options);
        // In a drawn order each is paired with the next: nobody with himself, and neighbours have nothing to do with each other.
        var circle = users
            .Where(user => user.User >= 0 && histories[user.User].Length > 0)
            .OrderBy(user => SplitMix64.Mix((ulong)user.User))
            .Take(most)
            .ToArray();
        if (circle.Length < 2)
        {
            return ([], []);
        }

        var (own, other) = (new double[circle.Length], new double[circle.Length]);
        Workers.ForRows(
            circle.Length,
            options.Threads,
            run: 8,
            () => new float[model.ItemCount],
            (at, scores) =>
            {
                var (self, stranger) = (circle[at], circle[(at + 1) % circle.Length]);
                own[at] = Ndcg(model, histories, self, self.User, stranger.User, options.K, scores);
                other[at] = Ndcg(model, histories, self, stranger.User, self.User, options.K, scores);
            },
            cancel
        );
        return (own, other);
    }

    private static double Ndcg(IRecommender model, Histories histories, HeldOutUser judge, int asker, int beside, int k, float[] scores)
    {
        model.Score(histories[asker], scores);
        foreach (var user in (ReadOnlySpan<int>)[asker, beside])
        {
            foreach (var item in histories[user].Items)
            {
                scores[item] = float.NegativeInfinity;
            }
        }

        var length = Math.Min(k, model.ItemCount);
        var (items, best) = (new int[length], new float[length]);
        var count = TopItems.Select(scores, items, best);
        var isHit = Array.ConvertAll(items[..count], item => Array.BinarySearch(judge.Relevant, item) >= 0);
        return RankingMetrics.Of(k, isHit, judge.RelevantCount).Ndcg;
    }
}
