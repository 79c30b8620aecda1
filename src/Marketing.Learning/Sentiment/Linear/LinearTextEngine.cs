namespace Marketing.Learning.Sentiment.Linear;

/// <summary>
/// Another engine that lays hyperplanes between texts. Texts become features, held-out folds, calibration, serving and evidence as they do for <c>svm</c>; only
/// the fit is the engine's.
/// </summary>
public sealed record LinearTextEngine
{
    /// <summary>Name as in <c>evaluate sentiment --algorithm</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Settings of the fit; those of the features come after them.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>The settings tried when none are given, the default first.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; init; }

    /// <summary>True: (1 + ln count) · idf, each text scaled to length 1. False: a feature that occurs is 1.</summary>
    public required bool TfIdf { get; init; }

    /// <summary>Fits one hyperplane. Called from several threads; the same texts, settings and seed must give the same hyperplane.</summary>
    public required Func<LinearTextProblem, IReadOnlyDictionary<string, double>, TrainingControl, LinearTextPlane> Fit { get; init; }

    /// <summary>Throws <see cref="InvalidDataException"/> when a file that is read back is not that of its hyperplane.</summary>
    public required Action<LinearTextPlane> Verify { get; init; }
}

/// <summary>A hyperplane that an engine fitted: a text's margin is Σ value · weight + intercept, above 0 for the positive side.</summary>
/// <param name="Weights">Shape [features].</param>
/// <param name="Intercept">Margin of a text without features.</param>
/// <param name="File">The engine's own file of it.</param>
public sealed record LinearTextPlane(float[] Weights, double Intercept, byte[] File);
