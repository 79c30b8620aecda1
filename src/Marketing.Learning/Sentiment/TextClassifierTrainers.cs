using Marketing.Learning.Sentiment.Base;
using Marketing.Learning.Sentiment.Linear;
using Marketing.Learning.Sentiment.NeuralNetworks;

namespace Marketing.Learning.Sentiment;

/// <summary>The algorithms that are built in here.</summary>
public static class TextClassifierTrainers
{
    /// <summary>Every built-in algorithm that learns, in the order in which they are worth waiting for.</summary>
    public static IReadOnlyList<ITextClassifierTrainer> All { get; } =
    [
        new NaiveBayesTrainer(),
        new SvmTrainer(),
        new NbSvmTrainer(),
        new HybridTrainer(),
        new NeuralTextTrainer(TextArchitecture.Convolutional),
        new NeuralTextTrainer(TextArchitecture.Recurrent),
    ];

    /// <summary><see cref="All"/>, and first <c>base</c>, which ships with the product and learns nothing from a shop's data.</summary>
    public static IReadOnlyList<ITextClassifierTrainer> WithBase { get; } = [new BaseTrainer(), .. All];

    /// <summary>The trainer of this name (<c>base</c> too), or null.</summary>
    public static ITextClassifierTrainer? Find(string algorithm) => WithBase.FirstOrDefault(trainer => trainer.Algorithm == algorithm);
}
