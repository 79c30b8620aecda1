namespace Marketing.Store;

/// <summary>Who belongs to which segment, from memory. Where nothing implements it, no segment is known.</summary>
public interface ISegmentMembership
{
    /// <summary>Whether the customer belongs to the segment; null when there is no such segment. Asked for every decision, so it must answer at once.</summary>
    bool? Contains(string segmentId, string userId);
}
