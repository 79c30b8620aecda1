namespace Marketing.Recommendations.Model;

/// <summary>
/// Item-to-item lists by cosine, |Gi∩Gj| ÷ (√(|Gi||Gj|) + shrink), over an inverted index. Cost: Σ over groups of their size squared.
/// </summary>
internal static class ItemPairs
{
    /// <summary>Builds the lists.</summary>
    /// <param name="groups">What belongs together.</param>
    /// <param name="itemCount">Number of item indices.</param>
    /// <param name="neighbours">Neighbours kept an item, at most.</param>
    /// <param name="shrink">Distrust of pairs that few groups hold.</param>
    /// <param name="minimum">Groups that must hold both items.</param>
    /// <param name="threads">Worker threads; the result does not depend on them.</param>
    /// <param name="cancel">Looked at every few items.</param>
    public static NeighbourLists Build(
        ItemGroups groups,
        int itemCount,
        int neighbours,
        double shrink,
        int minimum,
        int threads,
        CancellationToken cancel
    )
    {
        var (starts, groupsAt) = Invert(groups, itemCount);
        var groupsOf = new int[itemCount];
        for (var item = 0; item < itemCount; item++)
        {
            groupsOf[item] = starts[item + 1] - starts[item];
        }

        var lists = new (int[] Items, float[] Scores, int[] Together)[itemCount];
        Parallel.For(
            0,
            itemCount,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = threads,
                CancellationToken = cancel,
                TaskScheduler = TaskScheduler.Current,
            },
            () => (Together: new int[itemCount], Touched: new List<int>()),
            (item, _, scratch) =>
            {
                foreach (var group in groupsAt.AsSpan(starts[item], groupsOf[item]))
                {
                    foreach (var other in groups[group])
                    {
                        if (scratch.Together[other]++ == 0)
                        {
                            scratch.Touched.Add(other);
                        }
                    }
                }

                lists[item] = Best(item, scratch.Together, scratch.Touched, groupsOf, neighbours, shrink, minimum);
                foreach (var other in scratch.Touched)
                {
                    scratch.Together[other] = 0;
                }

                scratch.Touched.Clear();
                return scratch;
            },
            _ => { }
        );
        return Join(lists, groupsOf, groups.Count);
    }

    private static (int[] Items, float[] Scores, int[] Together) Best(
        int item,
        int[] together,
        List<int> touched,
        int[] groupsOf,
        int neighbours,
        double shrink,
        int minimum
    )
    {
        var best = touched
            .Where(other => other != item && together[other] >= minimum)
            .Select(other =>
                (Item: other, Score: (float)(together[other] / (Math.Sqrt((double)groupsOf[item] * groupsOf[other]) + shrink)))
            )
            .OrderByDescending(pair => pair.Score)
            .ThenBy(pair => pair.Item)
            .Take(neighbours)
            .ToArray();
        return (
            Array.ConvertAll(best, pair => pair.Item),
            Array.ConvertAll(best, pair => pair.Score),
            Array.ConvertAll(best, pair => together[pair.Item])
        );
    }

    private static (int[] Starts, int[] Groups) Invert(ItemGroups groups, int itemCount)
    {
        var starts = new int[itemCount + 1];
        for (var group = 0; group < groups.Count; group++)
        {
            foreach (var item in groups[group])
            {
                starts[item + 1]++;
            }
        }

        for (var item = 0; item < itemCount; item++)
        {
            starts[item + 1] += starts[item];
        }

        var next = starts.AsSpan(0, itemCount).ToArray();
        var at = new int[starts[^1]];
        for (var group = 0; group < groups.Count; group++)
        {
            foreach (var item in groups[group])
            {
                at[next[item]++] = group;
            }
        }

        return (starts, at);
    }

    private static NeighbourLists Join((int[] Items, float[] Scores, int[] Together)[] lists, int[] groupsOf, int groupCount)
    {
        var starts = new int[lists.Length + 1];
        for (var item = 0; item < lists.Length; item++)
        {
            starts[item + 1] = starts[item] + lists[item].Items.Length;
        }

        return new NeighbourLists(
            starts,
            [.. lists.SelectMany(list => list.Items)],
            [.. lists.SelectMany(list => list.Scores)],
            [.. lists.SelectMany(list => list.Together)],
            groupsOf,
            groupCount
        );
    }
}
