using Marketing.Learning.Sentiment.Base;
using Marketing.Learning.Sentiment.Linear;
using Marketing.Learning.Sentiment.NeuralNetworks;

namespace Marketing.Learning.Sentiment;

/// <summary>The algorithms of this build.</summary>
public static class TextClassifierTrainers
{
    private static readonly BaseTrainer Base = new();

    private static readonly EngineList<ITextClassifierTrainer> Engines = new(
        trainer => trainer.Algorithm,
        [
            new NaiveBayesTrainer(),
            new SvmTrainer(),
            new NbSvmTrainer(),
            new HybridTrainer(),
            new NeuralTextTrainer(TextArchitecture.Convolutional),
            new NeuralTextTrainer(TextArchitecture.Recurrent),
        ]
    );

    /// <summary>Every algorithm that learns: the built-in ones in the order in which they are worth waiting for, then those of other engines.</summary>
    public static IReadOnlyList<ITextClassifierTrainer> All => Engines.All;

    /// <summary><see cref="All"/>, and first <c>base</c>, which ships with the product and learns nothing from a shop's data.</summary>
    public static IReadOnlyList<ITextClassifierTrainer> WithBase => [Base, .. All];

    /// <summary>The trainer of this name (<c>base</c> too), or null.</summary>
    public static ITextClassifierTrainer? Find(string algorithm) => WithBase.FirstOrDefault(trainer => trainer.Algorithm == algorithm);

    /// <summary>Adds an engine's trainer, at the start of the process.</summary>
    public static void Join(ITextClassifierTrainer trainer) => Engines.Join(trainer);
}
