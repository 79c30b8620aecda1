using Marketing.Learning.Sentiment.NeuralNetworks;

namespace Marketing.Learning.Sentiment;

/// <summary>The algorithms that are built in here.</summary>
public static class TextClassifierTrainers
{
    /// <summary>Every built-in algorithm, in the order in which they are worth waiting for.</summary>
    public static IReadOnlyList<ITextClassifierTrainer> All { get; } =
    [new NeuralTextTrainer(TextArchitecture.Convolutional), new NeuralTextTrainer(TextArchitecture.Recurrent)];

    /// <summary>The trainer of this name, or null.</summary>
    public static ITextClassifierTrainer? Find(string algorithm) => All.FirstOrDefault(trainer => trainer.Algorithm == algorithm);
}
