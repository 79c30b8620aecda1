using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Popular;

/// <summary>Counts the distinct users of each item.</summary>
internal sealed class PopularTrainer : IRecommenderTrainer
{
    public string Algorithm => PopularRecommender.Name;

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings => [];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [new Dictionary<string, double>()];

    public string? WhyNotApplicable(Histories data) => null;

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        Setting.Resolve(Algorithm, Settings, settings);
        return PopularRecommender.Count(SparseRows.FromHistories(data, int.MaxValue, withValues: false).Transpose());
    }
}
