using Marketing.DemoShop;
using Marketing.Learning;
using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders;

namespace Marketing.Recommendations.Tests.DemoShop;

/// <summary>The simulation knows what its customers like. Learnt from 11 months of views and purchases, asked about the last three weeks.</summary>
public sealed class Models_on_the_demo_shop(Models_on_the_demo_shop.LearntYear year) : IClassFixture<Models_on_the_demo_shop.LearntYear>
{
    [Fact]
    public void Als_finds_far_more_than_popular()
    {
        var (popular, als) = (year.Ndcg("popular"), year.Ndcg("als"));
        als.Mean.Should().BeGreaterThan(3 * popular.Mean);
        // Clearly: more than five standard errors of the difference, taken as if the two were independent.
        (als.Mean - popular.Mean)
            .Should()
            .BeGreaterThan(5 * Math.Sqrt((als.StandardError * als.StandardError) + (popular.StandardError * popular.StandardError)));
    }

    [Fact]
    public void Item_cosine_finds_far_more_than_popular() =>
        year.Ndcg("item-cosine").Mean.Should().BeGreaterThan(3 * year.Ndcg("popular").Mean);

    [Fact]
    public void No_model_finds_more_than_the_truth_knows() =>
        year.Ndcg("als").Mean.Should().BeLessThan(year.NdcgOfTheTruth()).And.BeGreaterThan(0.4 * year.NdcgOfTheTruth());

    public sealed class LearntYear
    {
        private const int SplitDay = 344;
        private readonly SimulatedShop _shop = new(new DateOnly(2026, 3, 1));
        private readonly List<string> _users;
        private readonly Histories _histories;
        private readonly List<HeldOutUser> _asked;
        private readonly Dictionary<string, Estimate> _figures = [];

        public LearntYear()
        {
            var split = new DateTimeOffset(_shop.FirstDay.AddDays(SplitDay), default, TimeSpan.Zero);
            var index = _shop.Products.Select((product, at) => (product.ItemId, at)).ToDictionary();
            var interactions = _shop
                .Events()
                .DistinctBy(e => e.Id)
                .Where(e => e is { UserId: not null, Type: DemoEventType.View or DemoEventType.Purchase })
                .Select(e => (User: e.UserId!, Item: index[e.ItemId!], e.OccurredAt, Weight: e.Type == DemoEventType.Purchase ? 5f : 1f))
                .ToList();
            var before = interactions.Where(e => e.OccurredAt < split).GroupBy(e => e.User).ToList();
            var after = interactions.Where(e => e.OccurredAt >= split).ToLookup(e => e.User, e => e.Item);
            _users = [.. before.Select(user => user.Key)];
            _histories = new Histories(
                _shop.Products.Count,
                [0, .. Running(before.Select(user => user.Count()))],
                [.. before.SelectMany(user => user.Select(e => e.Item))],
                [.. before.SelectMany(user => user.Select(e => e.Weight))],
                [.. before.SelectMany(user => user.Select(e => e.OccurredAt.ToUnixTimeSeconds()))]
            );
            _asked =
            [
                .. before
                    .Select((user, at) => (at, Found: after[user.Key].Except(user.Select(e => e.Item)).Order().ToArray()))
                    .Where(user => user.Found.Length > 0)
                    .Select(user => new HeldOutUser(user.at, user.Found, user.Found.Length)),
            ];
        }

        /// <summary>NDCG@10 of the algorithm's first setting, over everybody who met something new in the last three weeks.</summary>
        public Estimate Ndcg(string algorithm)
        {
            if (!_figures.TryGetValue(algorithm, out var figure))
            {
                var trainer = RecommenderTrainers.Find(algorithm)!;
                var model = trainer.Train(_histories, trainer.Grid[0], new TrainingControl(1, 2, Progress: null, CancellationToken.None));
                var result = RankingEvaluation.Evaluate(
                    model,
                    _histories,
                    _asked,
                    new RankingOptions(10, AllowSeen: false, 2),
                    CancellationToken.None
                );
                figure = _figures[algorithm] = result.Figures()["ndcg"];
            }

            return figure;
        }

        /// <summary>The same for a list by the affinity that the simulation itself uses: nobody can know more.</summary>
        public double NdcgOfTheTruth() =>
            _asked.Average(asked =>
            {
                var seen = _histories[asked.User].Items.ToArray().ToHashSet();
                var list = Enumerable
                    .Range(0, _shop.Products.Count)
                    .Where(item => !seen.Contains(item))
                    .OrderByDescending(item => _shop.Truth.Affinity(_users[asked.User], _shop.Products[item].ItemId, SplitDay + 10))
                    .Take(10);
                var gain = list.Select((item, at) => Array.BinarySearch(asked.Relevant, item) >= 0 ? 1 / Math.Log2(at + 2) : 0).Sum();
                return gain / Enumerable.Range(0, Math.Min(10, asked.RelevantCount)).Sum(at => 1 / Math.Log2(at + 2));
            });

        private static IEnumerable<long> Running(IEnumerable<int> counts)
        {
            var total = 0L;
            foreach (var count in counts)
            {
                yield return total += count;
            }
        }
    }
}
