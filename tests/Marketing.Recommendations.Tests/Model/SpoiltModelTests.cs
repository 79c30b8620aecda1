using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Model;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Recommendations.Tests.Model;

/// <summary>What must not take over after a night that went wrong, judged as the run judges.</summary>
public sealed class A_spoilt_model
{
    private const int Items = 80;
    private const int Categories = 8;
    private static readonly Progress<double> NoProgress = new();
    private readonly RecommendationsOptions _options = new() { Threads = 2 };
    private readonly TrainingData _data;
    private readonly IRecommenderTrainer _trainer = Trainer("item-cosine");

    public A_spoilt_model()
    {
        var catalogue = Enumerable
            .Range(0, Items)
            .ToDictionary(Id, item => new ItemDescription { Category = $"part {CategoryOf(item)} > shelf {item % 2}" });
        var table = Shop();
        var split = TimeSplit.Find(table, long.MaxValue, _options, 1000) ?? throw new InvalidOperationException();
        _data = new TrainingData(table, split, _options, catalogue);
    }

    [Fact]
    public void of_sound_data_is_published()
    {
        var healthy = Evaluate(_trainer);
        healthy.Refused.Should().BeNull();
        healthy.Metrics["categoryReach"].Should().BeGreaterThan(.9);
        Decide(healthy, serving: null).Should().Match<GateDecision>(d => d.Publish && d.Champion == "item-cosine");
        Decide(healthy, healthy.PerUnit).Publish.Should().BeTrue("it is not worse than itself");
    }

    [Fact]
    public void of_shuffled_data_is_refused_and_popular_takes_its_place()
    {
        var spoilt = Evaluate(new SpoiltTrainer(_trainer, SpoiltTrainer.Shuffle));
        Decide(spoilt, serving: null).Champion.Should().Be("popular");
        Decide(spoilt, Evaluate(_trainer).PerUnit).Publish.Should().BeFalse();
    }

    [Fact]
    public void of_one_day_does_not_replace_one_of_all_days()
    {
        var lastDay = SmallShop.Day;
        var spoilt = Evaluate(new SpoiltTrainer(_trainer, data => SpoiltTrainer.Keep(data, (_, time) => time >= Newest(data) - lastDay)));
        Decide(spoilt, Evaluate(_trainer).PerUnit).Publish.Should().BeFalse();
    }

    [Fact]
    public void of_one_category_is_refused_for_what_it_never_shows()
    {
        var spoilt = Evaluate(new SpoiltTrainer(_trainer, data => SpoiltTrainer.Keep(data, (item, _) => CategoryOf(Number(item)) == 3)));
        spoilt.Refused.Should().Contain("categories that none of its lists shows");
        Decide(spoilt, serving: null).Champion.Should().Be("popular");
        Decide(spoilt, Evaluate(_trainer).PerUnit).Publish.Should().BeFalse();
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
        Floors.WhyRefused(metrics, 1000, _options).Should().Contain("19 of 1,000");
        metrics["shown"] = 20;
        Floors.WhyRefused(metrics, 1000, _options).Should().BeNull();
        // Ten users have 100 places: 2 % of them are two items.
        metrics["users"] = 10;
        metrics["shown"] = 2;
        Floors.WhyRefused(metrics, 1000, _options).Should().BeNull();
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

    private static IRecommenderTrainer Trainer(string name) => RecommenderTrainers.Find(name) ?? throw new InvalidOperationException();

    private static string Id(int item) => $"i{item}";

    private static int CategoryOf(int item) => item / (Items / Categories);

    // The shop's own number of an item that the model numbers in the order of first events.
    private int Number(int item) => int.Parse(_data.Table.ItemIds[item].AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    private static long Newest(Histories data)
    {
        var newest = 0L;
        for (var user = 0; user < data.UserCount; user++)
        {
            newest = Math.Max(newest, data[user].Length == 0 ? 0 : data[user].Times[^1]);
        }

        return newest;
    }

    private Evaluation Evaluate(IRecommenderTrainer trainer) =>
        new RecommenderCandidate(trainer, _data, TimeSpan.FromSeconds(20)).Evaluate(trainer.Grid[0], NoProgress, CancellationToken.None);

    private GateDecision Decide(Evaluation evaluation, double[]? serving)
    {
        var popular = Evaluate(Trainer("popular"));
        return Gate.Decide(
            new GateInput
            {
                Metric = "ndcg@10",
                Contenders =
                [
                    new Contender("popular", IsBaseline: true, popular.PerUnit, popular.Refused),
                    new Contender("item-cosine", IsBaseline: false, evaluation.PerUnit, evaluation.Refused),
                ],
                Serving = serving is null ? null : new Incumbent(1, serving),
            }
        );
    }

    // 400 customers over 60 days, 12 purchases each: four in five from the two categories that a customer likes, the rest from anywhere.
    private static SubjectInteractions Shop()
    {
        var counter = 0UL;
        int Draw(int below) => (int)(SplitMix64.Uniform(17, counter++) * below);
        // As in most shops, the first of them sell far more than the last.
        int Popular(int below) => Math.Min(Draw(below), Math.Min(Draw(below), Draw(below)));
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

        return SmallShop.Of([.. events]);
    }
}
