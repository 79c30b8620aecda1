namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Text classifiers whose hyperplanes another engine fits.</summary>
public static class LinearTextModels
{
    /// <summary>A trainer like the built-in ones, to be judged beside them.</summary>
    public static ITextClassifierTrainer Trainer(LinearTextEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new EngineLinearTrainer(engine);
    }

    /// <summary>Reads back what such a model wrote, and has the engine compare its files with the hyperplanes.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a model's.</exception>
    public static ITextClassifier Read(LinearTextEngine engine, BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(reader);
        return EngineTextModel.Read(engine, reader);
    }
}
