using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Content;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>
/// Cuts off the newest part, trains the parts on the rest, learns the blend from what the users did next, then trains the parts again on
/// everything.
/// </summary>
internal sealed class HybridTrainer : IRecommenderTrainer
{
    public string Algorithm => HybridRecommender.Name;

    public string Engine => "built-in";

    public bool LearnsFromDescriptions => true;

    public IReadOnlyList<Setting> Settings { get; } =
    [
        new("L2", 10, 0, 1e6, IsWhole: false, "Distrust of weights that differ from an even blend."),
        new("Trees", 200, 0, 2000, IsWhole: true, "Most trees on top of the linear blend; a fifth of the users decides how many help."),
        new("Users", 3000, 10, 1_000_000, IsWhole: true, "Users that the blend learns from, by hash; up to four times as many are asked."),
        new("EaseItems", 13_000, 0, 14_000, IsWhole: true, "With more items, ease is not among the parts."),
    ];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [new Dictionary<string, double>()];

    public string? WhyNotApplicable(Histories data) => null;

    public long EstimatedBytes(Histories data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var plan = HybridPlan.For(data, (int)Settings.Single(setting => setting.Name == "EaseItems").Default);
        var lists = (long)Math.Min(data.UserCount, Settings.Single(setting => setting.Name == "Users").Default);
        return TrainingBytes.Copy(data)
            + plan.Models.Sum(model => model.Trainer.EstimatedBytes(data))
            + (lists * HybridLearner.BytesOfAList(plan.Views.Count, data.ItemCount));
    }

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        control.Cancel.ThrowIfCancellationRequested();
        var plan = HybridPlan.For(data, (int)resolved["EaseItems"]);
        var cut = PastAndNext.Cut(data, control.Seed);
        var learner = new HybridLearner(plan, cut, (int)resolved["Users"], control with { Progress = Share(control, 0, .4) });
        var (linear, trees) = learner.Blend(resolved["L2"], (int)resolved["Trees"]);
        control.Progress?.Invoke(.6);
        var models = learner.Plan.Train(data, control with { Progress = Share(control, .6, 1) });
        return new HybridRecommender(
            models,
            plan.Views,
            WithKin(Trends(data), models, control.Cancel),
            ItemTraits.Of(data),
            learner.Scales,
            linear,
            trees,
            learner.Cold(resolved["L2"])
        );
    }

    public static ItemTrends Trends(Histories data)
    {
        var items = SparseRows.FromHistories(data, int.MaxValue, withValues: false).Transpose();
        return ItemTrends.Of(data, PopularRecommender.Count(items).UserCounts);
    }

    /// <summary>Where descriptions are known.</summary>
    public static ItemTrends WithKin(ItemTrends trends, IReadOnlyList<IRecommender> models, CancellationToken cancel) =>
        models.OfType<ContentRecommender>().FirstOrDefault() is { } content ? trends.WithKin(content.Space, cancel) : trends;

    private static Action<double> Share(TrainingControl control, double from, double to) =>
        share => control.Progress?.Invoke(from + (share * (to - from)));
}
