namespace Marketing.Store;

/// <summary>One answer that was served, with what is needed to explain and to rebuild it.</summary>
public sealed class RecommendationLogRow
{
    /// <summary>The subject asked for, or <c>?</c> for an anonymous request.</summary>
    public required string UserId { get; set; }

    /// <summary>The id in the answer.</summary>
    public required string RecommendationId { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ServedAt { get; set; }

    /// <summary>The place on the page.</summary>
    public string? Placement { get; set; }

    /// <summary>The variant of an experiment.</summary>
    public string? Variant { get; set; }

    /// <summary>Version that served; null before the first model.</summary>
    public string? ModelVersion { get; set; }

    /// <summary>Newest event that counted, UTC.</summary>
    public DateTimeOffset? Watermark { get; set; }

    /// <summary>The request as it was understood, JSON.</summary>
    public string Request { get; set; } = "{}";

    /// <summary>The items in order.</summary>
    public string[] ItemIds { get; set; } = [];

    /// <summary>Their scores.</summary>
    public float[] Scores { get; set; } = [];

    /// <summary>Their sources (algorithm or filler).</summary>
    public string[] Sources { get; set; } = [];

    /// <summary>Version of the place's preset; null without one.</summary>
    public int? RuleVersion { get; set; }

    /// <summary>Probability with which each item was let to its position, 1 where nothing was drawn; null where nothing was drawn at all.</summary>
    public float[]? Propensities { get; set; }
}

/// <summary>A preset for the recommendations of one place, as it is in force.</summary>
public sealed class RecommendationPlacementRow
{
    /// <summary>The name that requests give.</summary>
    public required string PlacementId { get; set; }

    /// <summary>Grows with each change, also over a deletion.</summary>
    public int Version { get; set; }

    /// <summary>JSON.</summary>
    public required string Definition { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Name of the key that changed it.</summary>
    public string? ChangedBy { get; set; }
}

/// <summary>What a preset was: kept for ever, so that a list can be explained by the rules of its day.</summary>
public sealed class RecommendationPlacementVersionRow
{
    /// <summary>The name that requests give.</summary>
    public required string PlacementId { get; set; }

    /// <summary>1, 2, 3, …</summary>
    public int Version { get; set; }

    /// <summary>JSON.</summary>
    public required string Definition { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Name of the key that changed it.</summary>
    public string? ChangedBy { get; set; }
}
