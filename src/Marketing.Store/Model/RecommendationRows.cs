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
}
