using Marketing.Learning.Recommenders;

namespace Marketing.Learning.Tests.Recommenders;

/// <summary>Small made-up histories.</summary>
internal static class SmallShops
{
    /// <summary>Users' events, oldest first: (item, weight); the time is the position.</summary>
    public static Histories Of(int itemCount, params (int Item, float Weight)[][] users) =>
        new(
            itemCount,
            [.. users.Aggregate(new List<long> { 0 }, (starts, user) => [.. starts, starts[^1] + user.Length])],
            [.. users.SelectMany(user => user.Select(e => e.Item))],
            [.. users.SelectMany(user => user.Select(e => e.Weight))],
            [.. users.SelectMany(user => user.Select((_, at) => (long)at))]
        );

    /// <summary>Every event of weight 1.</summary>
    public static Histories OfItems(int itemCount, params int[][] users) =>
        Of(itemCount, [.. users.Select(user => user.Select(item => (item, 1f)).ToArray())]);

    /// <summary>Random users with repeats, popular items more often, whole weights 1 to 5; user 0 has no events.</summary>
    public static Histories Random(int users, int items, int longest, ulong seed)
    {
        var counter = 0UL;
        double Next() => SplitMix64.Uniform(seed, counter++);
        return Of(
            items,
            [
                .. Enumerable
                    .Range(0, users)
                    .Select(user =>
                        Enumerable
                            .Range(0, user == 0 ? 0 : 1 + (int)(Next() * longest))
                            .Select(_ => ((int)(Next() * Next() * items), 1f + (int)(Next() * 5)))
                            .ToArray()
                    ),
            ]
        );
    }

    /// <summary>Even users like even items, odd users odd ones; each has all of his kind but one, which is therefore the answer.</summary>
    public static Histories Checkerboard(int size) =>
        OfItems(
            size,
            [
                .. Enumerable
                    .Range(0, size)
                    .Select(user => Enumerable.Range(0, size).Where(item => item % 2 == user % 2 && item != user).ToArray()),
            ]
        );

    /// <summary>The same, as a file without a column of times gives it.</summary>
    public static Histories WithoutTimes(Histories data)
    {
        var (items, weights) = (new List<int>(), new List<float>());
        var starts = new long[data.UserCount + 1];
        for (var user = 0; user < data.UserCount; user++)
        {
            items.AddRange(data[user].Items);
            weights.AddRange(data[user].Weights);
            starts[user + 1] = items.Count;
        }

        return new Histories(data.ItemCount, starts, [.. items], [.. weights], new long[items.Count]) { HasTimes = false };
    }

    public static float[] Scores(this IRecommender model, History history)
    {
        var scores = new float[model.ItemCount];
        Array.Fill(scores, float.NaN);
        model.Score(history, scores);
        return scores;
    }

    /// <summary>Sums of weights by item, in the order of the items.</summary>
    public static SortedDictionary<int, double> Sums(History history)
    {
        var sums = new SortedDictionary<int, double>();
        for (var at = 0; at < history.Length; at++)
        {
            sums[history.Items[at]] = sums.GetValueOrDefault(history.Items[at]) + history.Weights[at];
        }

        return sums;
    }

    public static List<SortedDictionary<int, double>> AllSums(this Histories histories) =>
        [.. Enumerable.Range(0, histories.UserCount).Select(user => Sums(histories[user]))];
}
