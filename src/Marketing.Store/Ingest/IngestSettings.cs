using System.ComponentModel.DataAnnotations;

namespace Marketing.Store;

/// <summary>Section <c>Ingest</c>: what is taken in, and how long it may take.</summary>
public sealed class IngestSettings
{
    /// <summary>Days after which an event is too old to come through the interface; imports may bring any age.</summary>
    [Range(1, 36_500)]
    public int MaxAgeDays { get; init; } = 400;

    /// <summary>Minutes that an event may lie ahead of this machine's clock, for senders whose clock is fast.</summary>
    [Range(0, 1440)]
    public int MaxAheadMinutes { get; init; } = 10;

    /// <summary>Seconds that one write may take, connecting included, before the sender is told to try again. Keep it below <c>Limits:RequestSeconds</c>.</summary>
    [Range(1, 600)]
    public int WriteSeconds { get; init; } = 20;

    /// <summary>Seconds that one reading for a request may take before it is answered with 503.</summary>
    [Range(1, 600)]
    public int ReadSeconds { get; init; } = 10;

    /// <summary>Which clicks no human made.</summary>
    public ClickSettings Clicks { get; init; } = new();

    /// <summary>How what subjects did is kept in memory for live requests.</summary>
    public ActivitySettings Activity { get; init; } = new();
}

/// <summary>Section <c>Ingest:Clicks</c>: clicks outside these bounds are stored with weight 0 and a flag. See <see cref="ClickRules"/>.</summary>
public sealed class ClickSettings
{
    /// <summary>False: clicks are taken as they come.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Clicks of one subject within a minute; those above it are flagged <c>click-rate</c>.</summary>
    [Range(1, 100_000)]
    public int PerMinute { get; init; } = 60;

    /// <summary>Milliseconds between two clicks of one subject; a click nearer to the one before is flagged <c>click-interval</c>. 0 is off.</summary>
    [Range(0, 60_000)]
    public int MinGapMilliseconds { get; init; } = 50;

    /// <summary>Milliseconds between an impression and its click; a faster click is flagged <c>click-too-fast</c>. 0 is off.</summary>
    [Range(0, 60_000)]
    public int MinDelayMilliseconds { get; init; } = 100;

    /// <summary>Days before a click in which its impression is looked for; without one it is flagged <c>click-without-impression</c>. Cost: one index range a subject.</summary>
    [Range(1, 90)]
    public int ImpressionDays { get; init; } = 7;
}

/// <summary>Section <c>Ingest:Activity</c>: the memory of <see cref="SubjectActivity"/>.</summary>
public sealed class ActivitySettings
{
    /// <summary>Milliseconds after which reading a subject is given up and the database counts as away.</summary>
    [Range(10, 10_000)]
    public int ReadMilliseconds { get; init; } = 2_000;

    /// <summary>Subjects that are kept.</summary>
    [Range(2, 10_000_000)]
    public int KeepSubjects { get; init; } = 50_000;

    /// <summary>Rows of all kept subjects together. Memory: some 150 bytes each.</summary>
    [Range(1_000, 100_000_000)]
    public int KeepRows { get; init; } = 1_000_000;

    /// <summary>Seconds after which a subject is read again even if no change was heard of.</summary>
    [Range(1, 86_400)]
    public int KeepSeconds { get; init; } = 300;
}
