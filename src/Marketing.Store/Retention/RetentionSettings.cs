using System.ComponentModel.DataAnnotations;

namespace Marketing.Store;

/// <summary>Section <c>Retention</c>: what is deleted for its age, once a day. Absent: kept for ever.</summary>
public sealed class RetentionSettings
{
    /// <summary>Days that an event is kept after it happened, and a quarantined one after it came.</summary>
    [Range(1, 36_500)]
    public int? EventDays { get; init; }

    /// <summary>Days that a served answer is kept in the recommendation log.</summary>
    [Range(1, 36_500)]
    public int? RecommendationDays { get; init; }
}
