namespace Marketing.Learning;

/// <summary>What a training is told besides data and settings.</summary>
/// <param name="Seed">Every random choice derives from it.</param>
/// <param name="Threads">Worker threads, at least 1.</param>
/// <param name="Progress">Told the share done, 0 to 1; may be null.</param>
/// <param name="Cancel">Looked at once an epoch.</param>
public sealed record TrainingControl(ulong Seed, int Threads, Action<double>? Progress, CancellationToken Cancel);
