using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using static Marketing.Recommendations.Tests.Serving.TestShelf;

namespace Marketing.Recommendations.Tests.Serving;

/// <summary>A list takes memory for what is in it, not for what it was chosen from.</summary>
public sealed class The_memory_of_ranking
{
    private static readonly Visitor Viewer = Seen(("i1", EventType.View), ("i4", EventType.Cart));

    [Theory]
    [InlineData("als")]
    [InlineData("item-cosine")]
    [InlineData("hybrid")]
    public void does_not_grow_with_the_catalogue(string algorithm)
    {
        var (small, large) = (BytesOfAList(algorithm, 1_000), BytesOfAList(algorithm, 8_000));
        large.Should().BeLessThan(small + 4_096, "eight times the items would be 28 KB more for one column of scores");
        small.Should().BeLessThan(64 * 1024);
    }

    private static long BytesOfAList(string algorithm, int items)
    {
        var shelf = Of(
            [.. Enumerable.Range(0, items).Select(item => ($"i{item}", 1f / (item + 1), 0f))],
            [],
            champion: Trained(algorithm, items)
        );
        var request = new RankRequest { N = 10 };
        var least = long.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            // The first rounds fill the pools; a round in which the collector emptied them is no measure either.
            var before = GC.GetAllocatedBytesForCurrentThread();
            Rank(shelf, Viewer, request);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    // 200 customers with six items each, all among the first 500.
    private static IRecommender Trained(string algorithm, int itemCount)
    {
        var items = Enumerable.Range(0, 1200).Select(at => (int)(SplitMix64.At(3, (ulong)at) % 500)).ToArray();
        var data = new Histories(
            itemCount,
            [.. Enumerable.Range(0, 201).Select(user => 6L * user)],
            items,
            [.. Enumerable.Repeat(1f, items.Length)],
            [.. Enumerable.Range(0, items.Length).Select(at => 1000L * (at % 6))]
        );
        var trainer = RecommenderTrainers.Find(algorithm) ?? throw new InvalidOperationException();
        IReadOnlyDictionary<string, double> settings =
            algorithm == "hybrid" ? new Dictionary<string, double> { ["Trees"] = 5, ["EaseItems"] = 0 } : trainer.Grid[0];
        return trainer.Train(data, settings, new TrainingControl(1, 2, null, CancellationToken.None));
    }
}
