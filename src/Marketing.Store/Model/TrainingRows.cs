namespace Marketing.Store;

/// <summary>One training run.</summary>
public sealed class TrainingRunRow
{
    /// <summary>Version 7, so ordered by time.</summary>
    public Guid RunId { get; set; }

    /// <summary><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</summary>
    public required string State { get; set; }

    /// <summary>Who asked: <c>api</c>, <c>cli</c>, <c>schedule</c>, <c>demo</c>.</summary>
    public required string Trigger { get; set; }

    /// <summary>0 to 1.</summary>
    public double Progress { get; set; }

    /// <summary>The models asked for.</summary>
    public string[] Models { get; set; } = [];

    /// <summary>Publish even if the gate says no.</summary>
    public bool Force { get; set; }

    /// <summary>Grows with each run that takes the lock; a run with an older token cannot publish.</summary>
    public long FencingToken { get; set; }

    /// <summary>Set by a request to cancel; the running process looks at it.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>The report per model (candidates, figures, reasons): the JSON that <c>GET /models/runs/{runId}</c> shows.</summary>
    public string Report { get; set; } = "[]";

    /// <summary>Why it failed.</summary>
    public string? Error { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Last sign of life of the running process, UTC.</summary>
    public DateTimeOffset? HeartbeatAt { get; set; }
}

/// <summary>One trained, kept version of a model. Never changed after its insert but for <see cref="PublishedAt"/>.</summary>
public sealed class ModelVersionRow
{
    /// <summary>The model's name: <c>recommendations</c>, …</summary>
    public required string Model { get; set; }

    /// <summary>1, 2, 3, … within the model.</summary>
    public int Version { get; set; }

    /// <summary>The run that made it.</summary>
    public Guid RunId { get; set; }

    /// <summary>The winning candidate.</summary>
    public required string Algorithm { get; set; }

    /// <summary><c>built-in</c> or <c>mlnet</c>.</summary>
    public required string Engine { get; set; }

    /// <summary>Figures, JSON object of numbers.</summary>
    public string Metrics { get; set; } = "{}";

    /// <summary>Parameters, seed included, JSON object.</summary>
    public string Parameters { get; set; } = "{}";

    /// <summary>What was read: counts, first and newest time, JSON object.</summary>
    public string Data { get; set; } = "{}";

    /// <summary>Newest <c>occurred_at</c> that was read, UTC.</summary>
    public DateTimeOffset? Watermark { get; set; }

    /// <summary>Length of the artefact's payload in bytes.</summary>
    public long Size { get; set; }

    /// <summary>SHA-256 of the artefact's payload, lower-case hex.</summary>
    public required string Checksum { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last began to serve (publication or rollback to it), UTC; null: kept, never served.</summary>
    public DateTimeOffset? PublishedAt { get; set; }
}

/// <summary>A piece of an artefact.</summary>
public sealed class ArtefactChunkRow
{
    /// <summary>The model's name.</summary>
    public required string Model { get; set; }

    /// <summary>The model's version.</summary>
    public int Version { get; set; }

    /// <summary>0, 1, 2, …</summary>
    public int Ordinal { get; set; }

    /// <summary>At most 4 MiB.</summary>
    public required byte[] Bytes { get; set; }
}

/// <summary>Which version serves: one row a model.</summary>
public sealed class ServingRow
{
    /// <summary>The model's name.</summary>
    public required string Model { get; set; }

    /// <summary>The version that serves.</summary>
    public int Version { get; set; }

    /// <summary>Token of the run or rollback that set it; only a higher or equal one may change it.</summary>
    public long FencingToken { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary><c>publish</c> or <c>rollback</c>.</summary>
    public required string Reason { get; set; }
}
