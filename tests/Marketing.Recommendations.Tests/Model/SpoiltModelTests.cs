using System.Globalization;
using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Model;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Recommendations.Tests.Model;

/// <summary>What must not take over after a night that went wrong, judged as the run judges.</summary>
public sealed class A_spoilt_model
{
    private static readonly Progress<double> NoProgress = new();
    private static readonly RecommendationsOptions Options = new() { Threads = 2 };

    /// <summary>A shop in which the first items sell far more than the last, and one in which all sell alike: there <c>popular</c> is no better than chance.</summary>
    public enum Demand
    {
        Uneven,
        Even,
    }

    [Theory]
    [InlineData(Demand.Uneven)]
    [InlineData(Demand.Even)]
    public void of_sound_data_is_published(Demand demand)
    {
        var shop = new Shop(demand, seed: 17);
        var healthy = shop.Evaluate("item-cosine", data => data);
        healthy.Refused.Should().BeNull();
        healthy.Metrics["categoryReach"].Should().BeGreaterThan(.9);
        shop.Decide(healthy, serving: null).Should().Match<GateDecision>(d => d.Publish && d.Champion == "candidate");
        shop.Decide(healthy, healthy.PerUnit).Publish.Should().BeTrue("it is not worse than itself");
    }

    [Theory]
    [InlineData(Demand.Uneven, "item-cosine")]
    [InlineData(Demand.Uneven, "als")]
    [InlineData(Demand.Even, "item-cosine")]
    [InlineData(Demand.Even, "als")]
    [InlineData(Demand.Even, "transitions")]
    public void of_shuffled_data_is_refused_and_popular_takes_its_place(Demand demand, string algorithm)
    {
        // Several shops and several ways to shuffle: no luck of one draw.
        for (var seed = 1UL; seed <= 6; seed++)
        {
            var shop = new Shop(demand, seed);
            var spoilt = shop.Evaluate(algorithm, data => SpoiltTrainer.Shuffle(data, seed));
            shop.Decide(spoilt, serving: null).Champion.Should().Be("popular");
            shop.Decide(spoilt, shop.Evaluate(algorithm, data => data).PerUnit).Publish.Should().BeFalse();
        }
    }

    [Theory]
    [InlineData(Demand.Uneven)]
    [InlineData(Demand.Even)]
    public void of_one_day_does_not_replace_one_of_all_days(Demand demand)
    {
        var shop = new Shop(demand, seed: 17);
        var spoilt = shop.Evaluate("item-cosine", SpoiltTrainer.LastDay);
        shop.Decide(spoilt, shop.Evaluate("item-cosine", data => data).PerUnit).Publish.Should().BeFalse();
    }

    [Theory]
    [InlineData(Demand.Uneven)]
    [InlineData(Demand.Even)]
    public void of_one_category_is_refused_for_what_it_never_shows(Demand demand)
    {
        var shop = new Shop(demand, seed: 17);
        var spoilt = shop.Evaluate("item-cosine", data => SpoiltTrainer.Keep(data, (item, _) => shop.CategoryAt(item) == 3));
        spoilt.Refused.Should().Contain("categories that none of its lists shows");
        shop.Decide(spoilt, serving: null).Champion.Should().Be("popular");
        shop.Decide(spoilt, shop.Evaluate("item-cosine", data => data).PerUnit).Publish.Should().BeFalse();
    }

    [Fact]
    public void that_shows_everybody_the_same_few_items_is_below_the_floor_of_coverage()
    {
        // 200 users × 10 places could show all of 1,000 items; 2 % of them are 20.
        var metrics = new Dictionary<string, double>
        {
            ["users"] = 200,
            ["shown"] = 19,
            ["novelty"] = 1,
        };
        Floors.WhyRefused(metrics, 1000, Options).Should().Contain("19 of 1,000");
        metrics["shown"] = 20;
        Floors.WhyRefused(metrics, 1000, Options).Should().BeNull();
        // Ten users have 100 places: 2 % of them are two items.
        metrics["users"] = 10;
        metrics["shown"] = 2;
        Floors.WhyRefused(metrics, 1000, Options).Should().BeNull();
    }

    [Fact]
    public void that_shows_only_what_everybody_knows_is_below_the_floor_of_novelty()
    {
        var metrics = new Dictionary<string, double>
        {
            ["users"] = 200,
            ["shown"] = 500,
            ["novelty"] = .4,
        };
        Floors.WhyRefused(metrics, 1000, new RecommendationsOptions { MinimumNovelty = .5 }).Should().Contain("0.4 bits");
        Floors.WhyRefused(metrics, 1000, new RecommendationsOptions { MinimumNovelty = .3 }).Should().BeNull();
    }

    // 400 customers over 60 days, 12 purchases each: four in five from the two categories that a customer likes, the rest from anywhere.
    private sealed class Shop
    {
        private const int Items = 80;
        private const int Categories = 8;
        private readonly TrainingData _data;
        private readonly Evaluation _popular;
        private readonly ulong _seed;
        private ulong _drawn;

        public Shop(Demand demand, ulong seed)
        {
            _seed = seed;
            int Popular(int below) => demand is Demand.Even ? Draw(below) : Math.Min(Draw(below), Math.Min(Draw(below), Draw(below)));
            var events = new List<(string, string, EventType, double)>();
            for (var user = 0; user < 400; user++)
            {
                int[] liked = [Popular(Categories), Popular(Categories)];
                for (var at = 0; at < 12; at++)
                {
                    var category = Draw(5) == 0 ? Popular(Categories) : liked[Draw(2)];
                    var item = (category * (Items / Categories)) + Popular(Items / Categories);
                    events.Add(($"u{user}", Id(item), EventType.Purchase, Draw(6000) / 100.0));
                }
            }

            var table = SmallShop.Of([.. events]);
            var catalogue = Enumerable
                .Range(0, Items)
                .ToDictionary(Id, item => new ItemDescription { Category = $"part {CategoryOf(item)} > shelf {item % 2}" });
            var split = TimeSplit.Find(table, long.MaxValue, Options, 1000) ?? throw new InvalidOperationException();
            _data = new TrainingData(table, split, Options, catalogue);
            _popular = Evaluate("popular", data => data);
        }

        // The shop's own number of an item that the model numbers in the order of first events.
        public int CategoryAt(int item) => CategoryOf(int.Parse(_data.Table.ItemIds[item].AsSpan(1), CultureInfo.InvariantCulture));

        public Evaluation Evaluate(string algorithm, Func<Histories, Histories> spoil)
        {
            var trainer = RecommenderTrainers.Find(algorithm) ?? throw new InvalidOperationException();
            var candidate = new RecommenderCandidate(new SpoiltTrainer(trainer, spoil), _data, TimeSpan.FromSeconds(20));
            return candidate.Evaluate(
                trainer.Grid.Count > 0 ? trainer.Grid[0] : new Dictionary<string, double>(),
                NoProgress,
                CancellationToken.None
            );
        }

        public GateDecision Decide(Evaluation evaluation, double[]? serving) =>
            Gate.Decide(
                new GateInput
                {
                    Metric = "ndcg@10",
                    Contenders =
                    [
                        new Contender("popular", IsBaseline: true, _popular.PerUnit, _popular.Refused),
                        new Contender("candidate", IsBaseline: false, evaluation.PerUnit, evaluation.Refused, evaluation.Misdirected),
                    ],
                    Serving = serving is null ? null : new Incumbent(1, serving),
                }
            );

        private static string Id(int item) => $"i{item}";

        private static int CategoryOf(int item) => item / (Items / Categories);

        private int Draw(int below) => (int)(SplitMix64.Uniform(_seed, _drawn++) * below);
    }
}
