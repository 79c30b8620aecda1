namespace Marketing.Store;

/// <summary>A customer's complaint, or one about a product.</summary>
public sealed class ComplaintRow
{
    /// <summary>The shop's key.</summary>
    public required string ComplaintId { get; set; }

    /// <summary>Who complains; null where it does not matter or is not known.</summary>
    public string? UserId { get; set; }

    /// <summary>What about; null where it is about no product.</summary>
    public string? ItemId { get; set; }

    /// <summary>In words.</summary>
    public string? Note { get; set; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>When it was settled, UTC; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Last changed, UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}
