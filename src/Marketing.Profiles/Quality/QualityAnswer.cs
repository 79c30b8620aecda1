using Marketing.Store;

namespace Marketing.Profiles.Quality;

/// <summary>What came in, what was set aside and why, and what the models still need.</summary>
/// <param name="From">First instant of the figures: the beginning of a day (UTC).</param>
/// <param name="To">First instant after them.</param>
/// <param name="Events">Events that happened in it.</param>
/// <param name="Subjects">Users and anonymous sessions that they are of.</param>
/// <param name="Mix">Events by type.</param>
/// <param name="Channels">Events by channel.</param>
/// <param name="Sources">What came in by source.</param>
/// <param name="Missing">How often fields are absent.</param>
/// <param name="Rejected">Rows that were not stored, by reason, in the days asked for.</param>
/// <param name="Quarantined">Rows in quarantine, by reason, all of them.</param>
/// <param name="Cleaning">The rules of cleaning in their order, and what they found.</param>
/// <param name="Drift">How far the last seven whole days differ from the seven before.</param>
/// <param name="Readiness">What each model needs.</param>
internal sealed record QualityAnswer(
    DateTimeOffset From,
    DateTimeOffset To,
    long Events,
    long Subjects,
    IReadOnlyDictionary<string, long> Mix,
    IReadOnlyDictionary<string, long> Channels,
    IReadOnlyList<SourceFigures> Sources,
    IReadOnlyList<MissingRate> Missing,
    IReadOnlyDictionary<string, long> Rejected,
    IReadOnlyList<QuarantineCount> Quarantined,
    CleaningFigures Cleaning,
    IReadOnlyList<DriftFigure> Drift,
    IReadOnlyList<ModelReadiness> Readiness
);

/// <summary>What came in from one source.</summary>
/// <param name="Source">api, import, demo, replay.</param>
/// <param name="Outcomes">Rows by outcome: accepted, duplicate, flagged, or the code of a refusal.</param>
/// <param name="LastAt">When the newest row came.</param>
/// <param name="SecondsSinceLast">How long ago that is.</param>
/// <param name="Lags">Accepted events by how long after they happened they came: <c>1s</c> is up to a second, <c>older</c> above a week.</param>
internal sealed record SourceFigures(
    string Source,
    IReadOnlyDictionary<string, long> Outcomes,
    DateTimeOffset LastAt,
    double SecondsSinceLast,
    IReadOnlyDictionary<string, long> Lags
);

/// <summary>How often a field is absent where it is expected.</summary>
/// <param name="Field">The field.</param>
/// <param name="Of">The events that should have it.</param>
/// <param name="Events">How many of these there are.</param>
/// <param name="Rate">Share without the field; absent where there are none.</param>
internal sealed record MissingRate(string Field, string Of, long Events, double? Rate);

/// <summary>Rows in quarantine for one reason.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Rows">How many.</param>
/// <param name="OldestAt">When the oldest of them came.</param>
/// <param name="NewestAt">When the newest of them came.</param>
internal sealed record QuarantineCount(string Code, long Rows, DateTimeOffset OldestAt, DateTimeOffset NewestAt);

/// <summary>The cleaning of all events that was done last.</summary>
/// <param name="DoneAt">When; absent before the first.</param>
/// <param name="Events">Events that it looked at.</param>
/// <param name="Currency">The currency of all amounts.</param>
/// <param name="Rules">In their order.</param>
internal sealed record CleaningFigures(DateTimeOffset? DoneAt, long Events, string? Currency, IReadOnlyList<CleaningRuleFigures> Rules);

/// <summary>One rule.</summary>
/// <param name="Rule">Its name, as in the marks.</param>
/// <param name="What">What it does.</param>
/// <param name="Setting">Where it is set.</param>
/// <param name="Rows">Rows that it found; absent while it is off. Rules of ingest count the days asked for, the others all events.</param>
internal sealed record CleaningRuleFigures(string Rule, string What, string Setting, long? Rows);

/// <summary>How far a mix has moved from one week to the next.</summary>
/// <param name="Of">type, channel, hour, price or language.</param>
/// <param name="Psi">Population stability index Σ (p − q) · ln(p ÷ q) over the classes, half an event added to each; absent with fewer than 100 events in a week.</param>
/// <param name="Says">steady below 0.1, moved below 0.25, else changed; too few.</param>
/// <param name="Most">The class that adds most to it.</param>
internal sealed record DriftFigure(string Of, double? Psi, string Says, string? Most);
