using Npgsql;

namespace Marketing.Training;

/// <summary>A model that the nightly run trains. One registration a model name; the pipeline knows nothing else of it.</summary>
public interface ITrainableModel
{
    /// <summary>The model's name: <c>recommendations</c>, <c>sentiment</c>, …</summary>
    string Name { get; }

    /// <summary>Engines whose candidates take part in this build: <c>built-in</c>, <c>mlnet</c>.</summary>
    IReadOnlyList<string> Engines => ["built-in"];

    /// <summary>Reads what the candidates learn from, all of it inside one repeatable-read transaction.</summary>
    /// <param name="snapshot">Connection inside that transaction; read only.</param>
    /// <param name="cancel">Cancels the read.</param>
    Task<TrainingMaterial> ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel);
}

/// <summary>What one run read for one model, already split at one instant: candidates learn before it and are judged after it.</summary>
public sealed record TrainingMaterial
{
    /// <summary>Counts, first and newest time, split instant, …; shown as they are in the run and the version.</summary>
    public required IReadOnlyDictionary<string, object> Data { get; init; }

    /// <summary>Newest event time that was read.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>The instant that divides training from evaluation.</summary>
    public DateTimeOffset? SplitAt { get; init; }

    /// <summary>Null, or why nothing can be trained from this ("recommendations need 1,000 interactions by 25 users: …").</summary>
    public string? NotTrainable { get; init; }

    /// <summary>True when the model answers without ever having been trained (sentiment has a base): too little data is then told in the run, but fails nothing.</summary>
    public bool ServesUntrained { get; init; }

    /// <summary>In the order of training, fast ones first.</summary>
    public required IReadOnlyList<ICandidate> Candidates { get; init; }

    /// <summary>Name of the metric that the gate compares, higher is better: a key of <see cref="Evaluation.Metrics"/>.</summary>
    public required string PrimaryMetric { get; init; }

    /// <summary>
    /// Judges an artefact that serves on the same held-out days; null when it cannot be judged (it knows too little of today's data).
    /// Called only when its watermark is not after <see cref="SplitAt"/>: a model that has seen the held-out days would flatter itself.
    /// </summary>
    public Func<Stream, CancellationToken, Evaluation?>? EvaluateServing { get; init; }
}

/// <summary>One way to train a model: an algorithm of an engine.</summary>
public interface ICandidate
{
    /// <summary>As in <c>evaluate --algorithm</c>.</summary>
    string Algorithm { get; }

    /// <summary><c>built-in</c> or <c>mlnet</c>.</summary>
    string Engine { get; }

    /// <summary>True for the one that any other must beat (<c>popular</c>).</summary>
    bool IsBaseline { get; }

    /// <summary>Null, or why this algorithm cannot learn from the data.</summary>
    string? NotApplicable { get; }

    /// <summary>
    /// Bytes that training will need beyond the material already read, as well as it can be told beforehand; 0 when it is small.
    /// Above <c>Training:MemoryLimitMegabytes</c> the candidate is not trained and the run says so.
    /// </summary>
    long EstimatedMemory => 0;

    /// <summary>Tunes and trains on the part before the split and judges on the part after it.</summary>
    /// <param name="parameters">Fixed parameters (the serving version's recipe), or null to tune.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <param name="cancel">Looked at at least once an epoch.</param>
    Evaluation Evaluate(IReadOnlyDictionary<string, double>? parameters, IProgress<double> progress, CancellationToken cancel);

    /// <summary>Trains on everything with the evaluated parameters and writes the artefact's payload.</summary>
    void Refit(Evaluation evaluated, Stream artefact, IProgress<double> progress, CancellationToken cancel);
}

/// <summary>How good a candidate is, on held-out data.</summary>
public sealed record Evaluation
{
    /// <summary>Figures by name (<c>ndcg@10</c>, <c>recall@10</c>, <c>coverage</c>, …).</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The primary metric of each unit (user), in one order for all candidates of a run: the gate's paired bootstrap draws from it.</summary>
    public required double[] PerUnit { get; init; }

    /// <summary>Parameters that were chosen, the seed included.</summary>
    public required IReadOnlyDictionary<string, double> Parameters { get; init; }

    /// <summary>What was tried on the way, and what it gave.</summary>
    public IReadOnlyList<Trial> Trials { get; init; } = [];

    /// <summary>Null, or why this candidate must not be published whatever its primary metric (a coverage or novelty floor, …).</summary>
    public string? Refused { get; init; }

    /// <summary>Null, or how the candidate does when it takes units for others: what the gate tells luck from learning by.</summary>
    public Misdirection? Misdirected { get; init; }
}

/// <summary>The primary metric of the same units, all or some, answered in two ways. Both empty when there are too few units.</summary>
/// <param name="Own">By what is known of the unit itself. Shape [n].</param>
/// <param name="Others">By what is known of another unit, else judged the same. Shape [n].</param>
public sealed record Misdirection(double[] Own, double[] Others);

/// <summary>One setting tried during tuning.</summary>
public sealed record Trial(IReadOnlyDictionary<string, double> Parameters, double Score, double Seconds);
