namespace Marketing.Store.Http;

/// <summary>How far something has got towards answering.</summary>
public enum ReadinessState
{
    /// <summary>It works.</summary>
    Ready,

    /// <summary>It answers, but not as well as it should.</summary>
    Degraded,

    /// <summary>It cannot answer yet.</summary>
    Starting,
}

/// <summary>What one part of the host says of itself at <c>/health/ready</c>.</summary>
/// <param name="State">How far it has got.</param>
/// <param name="Reason">One sentence for anybody, without names of hosts or people; null when there is nothing to say.</param>
/// <param name="Details">For operators only: figures, messages of errors.</param>
/// <param name="AnswersWithoutStore">True when it can answer requests from memory: then a database that is away degrades this host instead of keeping it from starting.</param>
public sealed record Readiness(
    ReadinessState State,
    string? Reason = null,
    IReadOnlyDictionary<string, string>? Details = null,
    bool AnswersWithoutStore = false
);

/// <summary>A part of the host that has something to say at <c>/health/ready</c>. Registered by its module as a singleton; asked often, so it must answer at once.</summary>
public interface IReadinessSource
{
    /// <summary>A word: <c>database</c>, <c>models</c>, …</summary>
    string Name { get; }

    /// <summary>What holds now.</summary>
    Readiness Current { get; }
}
