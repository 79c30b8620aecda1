namespace Marketing.Learning;

/// <summary>What a training is told besides data and settings.</summary>
/// <param name="Seed">Every random choice derives from it.</param>
/// <param name="Threads">Worker threads, at least 1.</param>
/// <param name="Progress">Told the share done, 0 to 1; may be null.</param>
/// <param name="Cancel">Looked at once an epoch.</param>
public sealed record TrainingControl(ulong Seed, int Threads, Action<double>? Progress, CancellationToken Cancel)
{
    /// <summary>Told what a training tried by itself and what it gave, as it goes; may be null.</summary>
    public Action<InnerTrial>? Tried { get; init; }

    /// <summary>Says after each try whether the time for trying is over: then the best so far is taken. Null: never.</summary>
    public Func<bool>? IsLate { get; init; }

    /// <summary>
    /// How long one training may take. A trainer whose work would be more bounds it beforehand, by counts and a reference speed and not by a clock, so
    /// that the same data, settings, seed and budget give the same model on every machine. Null: no bound.
    /// </summary>
    public TimeSpan? Budget { get; init; }
}

/// <summary>One thing that a training tried by itself, on a part of its own data.</summary>
/// <param name="Settings">What was tried: <c>als.Factors</c>, <c>Trees</c>, <c>Epoch</c>, …</param>
/// <param name="Score">What it gave, higher is better; of one kind among trials with the same names.</param>
public sealed record InnerTrial(IReadOnlyDictionary<string, double> Settings, double Score);
