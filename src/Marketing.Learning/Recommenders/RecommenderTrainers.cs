using Marketing.Learning.Recommenders.Content;
using Marketing.Learning.Recommenders.Factors;
using Marketing.Learning.Recommenders.Hybrid;
using Marketing.Learning.Recommenders.Neighbours;
using Marketing.Learning.Recommenders.Popular;
using Marketing.Learning.Recommenders.Sequences;

namespace Marketing.Learning.Recommenders;

/// <summary>The algorithms that are built in here.</summary>
public static class RecommenderTrainers
{
    /// <summary>Every built-in algorithm, the baseline first, then in the order in which they are worth waiting for.</summary>
    public static IReadOnlyList<IRecommenderTrainer> All { get; } =
    [
        new PopularTrainer(),
        new TransitionsTrainer(),
        new ItemCosineTrainer(),
        new UserNeighbourTrainer(UserSimilarity.Cosine),
        new UserNeighbourTrainer(UserSimilarity.Pearson),
        new ContentTrainer(),
        new AlsTrainer(),
        new EaseTrainer(),
        new HybridTrainer(),
    ];

    /// <summary>The trainer of this name, or null.</summary>
    public static IRecommenderTrainer? Find(string algorithm) => All.FirstOrDefault(trainer => trainer.Algorithm == algorithm);
}
