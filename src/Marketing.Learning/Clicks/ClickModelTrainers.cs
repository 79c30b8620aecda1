using Marketing.Learning.Clicks.Factorization;
using Marketing.Learning.Clicks.Linear;

namespace Marketing.Learning.Clicks;

/// <summary>The algorithms that are built in here.</summary>
public static class ClickModelTrainers
{
    /// <summary>Every built-in algorithm, in the order in which they are worth waiting for.</summary>
    public static IReadOnlyList<IClickModelTrainer> All { get; } = [new FtrlTrainer(), new FfmTrainer()];

    /// <summary>The trainer of this name, or null.</summary>
    public static IClickModelTrainer? Find(string algorithm) => All.FirstOrDefault(trainer => trainer.Algorithm == algorithm);
}
