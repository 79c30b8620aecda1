using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Ranking;

/// <summary>How well items are found that nobody has had yet: those of the catalogue that come behind the items of the histories.</summary>
public static class NewItemEvaluation
{
    /// <summary>The users who should find a new item, with only their new items to find.</summary>
    /// <param name="users">All held-out users.</param>
    /// <param name="knownItems">Items with an event; indices from here on are new.</param>
    public static IReadOnlyList<HeldOutUser> Seekers(IReadOnlyList<HeldOutUser> users, int knownItems)
    {
        ArgumentNullException.ThrowIfNull(users);
        return
        [
            .. users
                .Select(user => (user.User, Relevant: Array.FindAll(user.Relevant, item => item >= knownItems)))
                .Where(user => user.Relevant.Length > 0)
                .Select(user => new HeldOutUser(user.User, user.Relevant, user.Relevant.Length)),
        ];
    }

    /// <summary>
    /// Lists of new items alone, as a shelf of arrivals or an e-mail shows them. Among equal scores a hash of the id decides: the order of a
    /// catalogue may itself be a ranking, and a model that does not know the items must not be credited with it.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="split">Histories and catalogue.</param>
    /// <param name="seekers">Of <see cref="Seekers"/>.</param>
    /// <param name="options">Cut-off and threads.</param>
    /// <param name="cancel">Looked at every few users.</param>
    public static RankingResult Among(
        IRecommender model,
        HeldOutSplit split,
        IReadOnlyList<HeldOutUser> seekers,
        RankingOptions options,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(seekers);
        ArgumentNullException.ThrowIfNull(options);
        var (known, all) = (split.Histories.ItemCount, split.ItemIds.Count);
        var k = Math.Min(options.K, all - known);
        var drawn = Enumerable.Range(known, all - known).OrderBy(item => SplitMix64.Mix(Splits.Hash(split.ItemIds[item]))).ToArray();
        var lists = new RankedList[seekers.Count];
        Workers.ForRows(
            seekers.Count,
            options.Threads,
            run: 8,
            () => (All: new float[all], New: new float[drawn.Length]),
            (at, own) =>
            {
                var scores = own.All;
                var seeker = seekers[at];
                Array.Clear(scores);
                model.Score(seeker.User < 0 ? default : split.Histories[seeker.User], scores.AsSpan(0, model.ItemCount));
                for (var place = 0; place < drawn.Length; place++)
                {
                    own.New[place] = scores[drawn[place]];
                }

                var (items, itemScores) = (new int[k], new float[k]);
                var count = TopItems.Select(own.New, items, itemScores);
                items = Array.ConvertAll(items[..count], place => drawn[place]);
                var isHit = Array.ConvertAll(items, item => Array.BinarySearch(seeker.Relevant, item) >= 0);
                lists[at] = new RankedList(items, itemScores[..count], RankingMetrics.Of(options.K, isHit, seeker.RelevantCount));
            },
            cancel
        );
        return new RankingResult(lists, all - known);
    }
}
