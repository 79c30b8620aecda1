using System.Text.Json.Serialization;
using Marketing.Profiles.Segments;
using Marketing.Store;

namespace Marketing.Profiles.Endpoints;

/// <summary>A segment to be defined: by a rule or by cells of the RFM grid.</summary>
internal sealed record SegmentBody
{
    /// <summary>The marketer's key; made when left out.</summary>
    public string? SegmentId { get; init; }

    /// <summary>What people read.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The condition on a customer.</summary>
    public SegmentRule? Rule { get; init; }

    /// <summary>Cells of the RFM grid.</summary>
    public RfmCells? Rfm { get; init; }

    [JsonIgnore]
    public SegmentDefinition Definition =>
        new()
        {
            Description = Description,
            Rule = Rule,
            Rfm = Rfm,
        };
}

/// <summary>A segment whose size is asked for.</summary>
internal sealed record PreviewBody
{
    /// <summary>The condition on a customer.</summary>
    public SegmentRule? Rule { get; init; }

    /// <summary>Cells of the RFM grid.</summary>
    public RfmCells? Rfm { get; init; }
}

/// <summary>How large a segment would be.</summary>
/// <param name="Members">Customers that fit.</param>
/// <param name="Customers">All that have a profile.</param>
internal sealed record SegmentPreview(long Members, long Customers);

/// <summary>A segment.</summary>
/// <param name="SegmentId">Its key.</param>
/// <param name="Kind">rule, rfm or learned.</param>
/// <param name="Name">What people read.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Rule">The condition on a customer.</param>
/// <param name="Rfm">Cells of the RFM grid.</param>
/// <param name="Learned">The cluster that the nightly run has found, and what sets it apart.</param>
/// <param name="Members">Members when they were last worked out for all customers.</param>
/// <param name="RefreshedAt">When that was, UTC; absent: not since the definition changed, which takes a moment.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ChangedAt">UTC.</param>
internal sealed record SegmentAnswer(
    string SegmentId,
    string Kind,
    string Name,
    string? Description,
    SegmentRule? Rule,
    RfmCells? Rfm,
    LearnedCluster? Learned,
    int Members,
    DateTimeOffset? RefreshedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt
)
{
    public static SegmentAnswer Of(SegmentRow row)
    {
        var definition = SegmentJson.Read(row.Definition);
        return new SegmentAnswer(
            row.SegmentId,
            row.Kind,
            row.Name,
            definition.Description,
            definition.Rule,
            definition.Rfm,
            definition.Learned,
            row.Members,
            row.RefreshedAt,
            row.CreatedAt,
            row.ChangedAt
        );
    }
}

/// <summary>A page of segments.</summary>
/// <param name="Segments">By id, in byte order.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; absent on the last.</param>
internal sealed record SegmentPage(IReadOnlyList<SegmentAnswer> Segments, string? Next);

/// <summary>A member of a segment.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="EnteredAt">Since when, UTC.</param>
internal sealed record MemberAnswer(string UserId, DateTimeOffset EnteredAt);

/// <summary>A page of members.</summary>
/// <param name="Members">By user id, in byte order.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; absent on the last.</param>
internal sealed record MemberPage(IReadOnlyList<MemberAnswer> Members, string? Next);
