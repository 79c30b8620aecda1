namespace Marketing.Store;

/// <summary>
/// Who a customer is, in numbers: what segments are defined by, and what predictions are made from. Null: nothing is known that would say it.
/// </summary>
public sealed class ProfileRow
{
    /// <summary>The user; visitors that nobody knows have no profile.</summary>
    public required string UserId { get; set; }

    /// <summary>The instant at which ages and windows were counted, UTC.</summary>
    public DateTimeOffset AsOf { get; set; }

    /// <summary>BCP 47 tag: what the shop says, else what the customer writes.</summary>
    public string? Language { get; set; }

    /// <summary>The device used most, else what the shop says.</summary>
    public string? Device { get; set; }

    /// <summary>The channel where the customer acts most.</summary>
    public string? ResponseChannel { get; set; }

    /// <summary>The hour of the day, 0 to 23 by the customer's clock, in which the customer acts most.</summary>
    public short? ResponseHour { get; set; }

    /// <summary>Days since the last purchase.</summary>
    public float? RecencyDays { get; set; }

    /// <summary>Days since the first event.</summary>
    public float? TenureDays { get; set; }

    /// <summary>Days since the last event.</summary>
    public float? SilenceDays { get; set; }

    /// <summary>Orders.</summary>
    public int Orders { get; set; }

    /// <summary>Money for all that was bought, less what came back.</summary>
    public double Spend { get; set; }

    /// <summary>Units an order.</summary>
    public float? BasketSize { get; set; }

    /// <summary>Money an order.</summary>
    public float? BasketValue { get; set; }

    /// <summary>Units that came back ÷ units bought, 0 to 1.</summary>
    public float? ReturnRate { get; set; }

    /// <summary>Share of the bought lines that cost clearly less than the catalogue says, 0 to 1.</summary>
    public float? DiscountShare { get; set; }

    /// <summary>Mean number of days between orders.</summary>
    public float? MeanGapDays { get; set; }

    /// <summary>Mean feeling of the customer's reviews and stars, 0 bad to 1 good.</summary>
    public float? ReviewTone { get; set; }

    /// <summary>Events by type and window: four numbers a type (7, 30, 90, 365 days), types in the order of <see cref="EventType"/>.</summary>
    public short[] Counts { get; set; } = [];

    /// <summary>What models see of the customer.</summary>
    public float[] Inputs { get; set; } = [];

    /// <summary>What the customer likes, for rules: sorted, each the hash of a name and its share. The details say it in words.</summary>
    public long[] Likes { get; set; } = [];

    /// <summary>The version of the model <c>profiles</c> that the columns below come from; null: none yet.</summary>
    public string? ModelVersion { get; set; }

    /// <summary>Σ wᵢ·xᵢ: money to expect in the next 30 days.</summary>
    public float? Score { get; set; }

    /// <summary>Chance of a purchase within 7 days.</summary>
    public float? NextPurchase7 { get; set; }

    /// <summary>Chance of a purchase within 30 days.</summary>
    public float? NextPurchase30 { get; set; }

    /// <summary>Chance that a customer who has bought buys nothing within 90 days.</summary>
    public float? Churn { get; set; }

    /// <summary>Money to expect in the next 365 days.</summary>
    public float? LifetimeValue { get; set; }

    /// <summary>Recency in fifths of the buyers, 5 = the freshest.</summary>
    public short? RfmRecency { get; set; }

    /// <summary>Frequency in fifths of the buyers, 5 = the most orders.</summary>
    public short? RfmFrequency { get; set; }

    /// <summary>Monetary value in fifths of the buyers, 5 = the most money.</summary>
    public short? RfmMonetary { get; set; }

    /// <summary>The learned cluster, from 1.</summary>
    public short? Cluster { get; set; }
}

/// <summary>What a customer likes and how they answer: apart from <see cref="ProfileRow"/>, which is read for all customers at once.</summary>
public sealed class ProfileDetailRow
{
    /// <summary>The user.</summary>
    public required string UserId { get; set; }

    /// <summary>Affinities, searches, hours and channels: a JSON object.</summary>
    public string Document { get; set; } = "{}";
}

/// <summary>A group of customers.</summary>
public sealed class SegmentRow
{
    /// <summary>The marketer's key.</summary>
    public required string SegmentId { get; set; }

    /// <summary><c>rule</c>, <c>rfm</c> or <c>learned</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>What people read.</summary>
    public required string Name { get; set; }

    /// <summary>Who belongs to it: a JSON object.</summary>
    public required string Definition { get; set; }

    /// <summary>First stored, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Last changed, UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>When its members were last worked out for all customers, UTC; null: not since it was changed.</summary>
    public DateTimeOffset? RefreshedAt { get; set; }

    /// <summary>How many members it had then.</summary>
    public int Members { get; set; }
}

/// <summary>A member of a segment.</summary>
public sealed class SegmentMemberRow
{
    /// <summary>The customer.</summary>
    public required string UserId { get; set; }

    /// <summary>The segment.</summary>
    public required string SegmentId { get; set; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset EnteredAt { get; set; }
}

/// <summary>A customer entered a segment or left it. Kept for a while, so that others can follow.</summary>
public sealed class SegmentMoveRow
{
    /// <summary>The customer.</summary>
    public required string UserId { get; set; }

    /// <summary>Grows in the order of the commits.</summary>
    public long Sequence { get; set; }

    /// <summary>The segment.</summary>
    public required string SegmentId { get; set; }

    /// <summary>True: entered; false: left.</summary>
    public bool Entered { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset MovedAt { get; set; }
}
