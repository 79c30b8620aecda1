namespace Marketing.Learning.Clicks.Factorization;

/// <summary>Click models whose factorization machine another engine fits.</summary>
public static class FactorizationMachines
{
    /// <summary>A trainer like the built-in ones, to be judged beside them.</summary>
    public static IClickModelTrainer Trainer(FactorizationEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new EngineFfmTrainer(engine);
    }

    /// <summary>Reads back what such a model wrote, and has the engine look at its file.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a model's.</exception>
    public static IClickModel Read(FactorizationEngine engine, BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(reader);
        return EngineClickModel.Read(engine, reader);
    }
}
