using Marketing.Learning;
using Marketing.Learning.Recommenders;

namespace Marketing.Recommendations.Tests.Model;

/// <summary>An algorithm of which every try is said to take as many operations.</summary>
internal sealed class CountedTrainer(string algorithm, double operations) : IRecommenderTrainer
{
    private readonly IRecommenderTrainer _trainer =
        RecommenderTrainers.Find(algorithm) ?? throw new ArgumentException("Unknown.", nameof(algorithm));

    public string Algorithm => _trainer.Algorithm;

    public string Engine => _trainer.Engine;

    public IReadOnlyList<Setting> Settings => _trainer.Settings;

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid => _trainer.Grid;

    public string? WhyNotApplicable(Histories data) => _trainer.WhyNotApplicable(data);

    public double? Operations(Histories data, IReadOnlyDictionary<string, double> settings) => operations;

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control) =>
        _trainer.Train(data, settings, control);
}
