using Marketing.Learning.Recommenders.Content;
using Marketing.Learning.Recommenders.Factors;
using Marketing.Learning.Recommenders.Gru;
using Marketing.Learning.Recommenders.Hybrid;
using Marketing.Learning.Recommenders.Neighbours;
using Marketing.Learning.Recommenders.Popular;
using Marketing.Learning.Recommenders.Sequences;

namespace Marketing.Learning.Recommenders;

/// <summary>The algorithms that are built in here.</summary>
public static class RecommenderTrainers
{
    private static readonly EngineList<IRecommenderTrainer> Engines = new(
        trainer => trainer.Algorithm,
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
            new GruTrainer(),
        ]
    );

    /// <summary>Every algorithm of this build: the baseline first, then in the order in which they are worth waiting for, other engines last.</summary>
    public static IReadOnlyList<IRecommenderTrainer> All => Engines.All;

    /// <summary>The trainer of this name, or null.</summary>
    public static IRecommenderTrainer? Find(string algorithm) => Engines.Find(algorithm);

    /// <summary>Adds an engine's trainer, at the start of the process.</summary>
    public static void Join(IRecommenderTrainer trainer) => Engines.Join(trainer);
}
