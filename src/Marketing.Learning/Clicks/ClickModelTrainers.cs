using Marketing.Learning.Clicks.Factorization;
using Marketing.Learning.Clicks.Linear;

namespace Marketing.Learning.Clicks;

/// <summary>The algorithms of this build.</summary>
public static class ClickModelTrainers
{
    private static readonly EngineList<IClickModelTrainer> Engines = new(
        trainer => trainer.Algorithm,
        [new FtrlTrainer(), new FfmTrainer()]
    );

    /// <summary>Every algorithm: the built-in ones in the order in which they are worth waiting for, then those of other engines.</summary>
    public static IReadOnlyList<IClickModelTrainer> All => Engines.All;

    /// <summary>The trainer of this name, or null.</summary>
    public static IClickModelTrainer? Find(string algorithm) => Engines.Find(algorithm);

    /// <summary>Adds an engine's trainer, at the start of the process.</summary>
    public static void Join(IClickModelTrainer trainer) => Engines.Join(trainer);
}
