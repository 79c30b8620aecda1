using System.Text.Json;
using System.Text.Json.Serialization;

namespace Marketing.Training;

/// <summary>How far a run, or one model in it, has come.</summary>
public enum RunState
{
    /// <summary>Has not begun.</summary>
    Queued,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Trained; published or not.</summary>
    Succeeded,

    /// <summary>Not trained; the reason says why.</summary>
    Failed,

    /// <summary>Stopped by request, or because its process stopped.</summary>
    Canceled,
}

/// <summary>What a run did for one model.</summary>
public sealed record ModelReport
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>How far it has come.</summary>
    public RunState State { get; init; }

    /// <summary>What is going on just now ("training als"); null when nothing is.</summary>
    public string? Stage { get; init; }

    /// <summary>In the order of training.</summary>
    public IReadOnlyList<CandidateReport> Candidates { get; init; } = [];

    /// <summary>The version that serves, judged on the same held-out data; null when nothing serves.</summary>
    public ServingReport? Serving { get; init; }

    /// <summary>Algorithm of the best candidate; null before the decision.</summary>
    public string? Champion { get; init; }

    /// <summary>Whether it serves now.</summary>
    public bool Published { get; init; }

    /// <summary>The version it became; null when it was not published.</summary>
    public int? Version { get; init; }

    /// <summary>Why it was published or not, or what failed, in sentences with the figures.</summary>
    public string? Reason { get; init; }

    /// <summary>The metric that the gate compared.</summary>
    public string? PrimaryMetric { get; init; }

    /// <summary>The differences that the gate looked at.</summary>
    public IReadOnlyList<ComparisonReport> Comparisons { get; init; } = [];

    /// <summary>What was read: counts, first and newest time, …</summary>
    public IReadOnlyDictionary<string, JsonElement> Data { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Newest event time that was read.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>The instant that divides training from evaluation.</summary>
    public DateTimeOffset? SplitAt { get; init; }
}

/// <summary>What became of one candidate.</summary>
public sealed record CandidateReport
{
    /// <summary>As in <c>evaluate --algorithm</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary><c>built-in</c> or <c>mlnet</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Figures on the held-out data; empty when it was not trained.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Standard error over the held-out units, for the primary metric.</summary>
    public IReadOnlyDictionary<string, double> StandardErrors { get; init; } = new Dictionary<string, double>();

    /// <summary>Tuning, training and judging; null when it was not trained.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>The final training on all data; only for the champion.</summary>
    public double? RefitSeconds { get; init; }

    /// <summary>The parameters it settled on, seed included.</summary>
    public IReadOnlyDictionary<string, double> Parameters { get; init; } = new Dictionary<string, double>();

    /// <summary>What was tried during tuning.</summary>
    public IReadOnlyList<Trial> Trials { get; init; } = [];

    /// <summary>Why it cannot learn from this data; null when it can.</summary>
    public string? NotApplicable { get; init; }

    /// <summary>Why it must not be published whatever its figure; null when it may.</summary>
    public string? Refused { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; init; }
}

/// <summary>The serving version in a comparison.</summary>
public sealed record ServingReport
{
    /// <summary>Its number.</summary>
    public required int Version { get; init; }

    /// <summary>Its algorithm.</summary>
    public required string Algorithm { get; init; }

    /// <summary><c>artefact</c>: it was judged itself; <c>recipe</c>: its algorithm and parameters were trained again before the split, since it has seen the held-out days; <c>none</c>: it could not be judged.</summary>
    public required string JudgedBy { get; init; }

    /// <summary>Why it could not be judged; null when it was.</summary>
    public string? Reason { get; init; }

    /// <summary>Figures on the held-out data.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Seconds that judging took.</summary>
    public double? Seconds { get; init; }
}

/// <summary>A difference of two means on the same held-out units.</summary>
/// <param name="Candidate">Algorithm of the first.</param>
/// <param name="Against">Algorithm, or "version 7", of the second, or that the second is the first on others' data.</param>
/// <param name="Difference">Mean of the first − mean of the second.</param>
/// <param name="Low">5 % quantile of the paired bootstrap.</param>
/// <param name="High">95 % quantile.</param>
/// <param name="Better">Share of the resamples in which the first is better, 0 to 1.</param>
/// <param name="Units">Held-out units (users).</param>
public sealed record ComparisonReport(
    string Candidate,
    string Against,
    double Difference,
    double Low,
    double High,
    double Better,
    int Units
);

/// <summary>The report as it is kept in the database.</summary>
internal static class ReportJson
{
    /// <summary>As the API writes: camelCase, enums as words. Named infinities are allowed, since a model's data summary may hold one.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("null where an object was kept.");
}
