namespace Marketing.Store;

/// <summary>
/// A channel, placement, campaign or ad as a marketer defined it. One document each, not a column a field: only whole definitions are ever read, into the memory that
/// decisions are made from.
/// </summary>
public sealed class AdDefinitionRow
{
    /// <summary><c>channel</c>, <c>placement</c>, <c>campaign</c> or <c>ad</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>The marketer's key, unique within the kind.</summary>
    public required string DefinitionId { get; set; }

    /// <summary>Of an ad: its campaign.</summary>
    public string? CampaignId { get; set; }

    /// <summary>A short name for logs, never given twice.</summary>
    public int Number { get; set; }

    /// <summary>The definition, JSON.</summary>
    public required string Document { get; set; }

    /// <summary>First stored, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Last changed, UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>A process that decides. Those seen lately share what is left when the database is away.</summary>
public sealed class AdReplicaRow
{
    /// <summary>Kept in the process's data directory.</summary>
    public required string ReplicaId { get; set; }

    /// <summary>Last sign of life, UTC.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>What a campaign has spent and promised, on one day and (day 1970-01-01) in all.</summary>
public sealed class AdBudgetRow
{
    /// <summary>The campaign.</summary>
    public required string CampaignId { get; set; }

    /// <summary>The day, UTC; 1970-01-01 for all days together.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Charged.</summary>
    public decimal Spent { get; set; }

    /// <summary>Given to replicas or to open decisions, and not charged yet.</summary>
    public decimal Reserved { get; set; }
}

/// <summary>The part of a campaign's day that one replica may give away without asking.</summary>
public sealed class AdLeaseRow
{
    /// <summary>Who has it.</summary>
    public required string ReplicaId { get; set; }

    /// <summary>The campaign.</summary>
    public required string CampaignId { get; set; }

    /// <summary>The day, UTC.</summary>
    public DateOnly Day { get; set; }

    /// <summary>All it ever got; what is left is this less the first reservations of its decisions.</summary>
    public decimal Granted { get; set; }
}

/// <summary>One answer to the question which ads to show, with what is needed to explain, repeat and evaluate it.</summary>
public sealed class AdDecisionRow
{
    /// <summary>The subject asked for, or <c>?</c>.</summary>
    public required string UserId { get; set; }

    /// <summary>The id in the answer.</summary>
    public required string DecisionId { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>The process that decided.</summary>
    public required string ReplicaId { get; set; }

    /// <summary>Version of the click model; null before the first.</summary>
    public string? ModelVersion { get; set; }

    /// <summary>Derives from the decision's id.</summary>
    public long Seed { get; set; }

    /// <summary>The customer is one of those who see no ads, to compare with.</summary>
    public bool Holdout { get; set; }

    /// <summary>Made from memory, the database being away.</summary>
    public bool Degraded { get; set; }

    /// <summary>The plan that it carries out; null when somebody asked.</summary>
    public Guid? PlanId { get; set; }

    /// <summary>Features of customer and context, JSON object of strings.</summary>
    public string Context { get; set; } = "{}";

    /// <summary>Numbers of the ads that could have been shown, by placement.</summary>
    public byte[] Eligible { get; set; } = [];

    /// <summary>Campaigns that could have been shown.</summary>
    public string[] Campaigns { get; set; } = [];

    /// <summary>Campaigns that were kept from this customer to compare with.</summary>
    public string[] Controls { get; set; } = [];

    /// <summary>The answer, JSON, to be given again.</summary>
    public string Answer { get; set; } = "{}";
}

/// <summary>One chosen ad of a decision: the ledger of caps and budgets, and a row to learn from.</summary>
public sealed class AdDecisionAdRow
{
    /// <summary>The decision's subject.</summary>
    public required string UserId { get; set; }

    /// <summary>The decision.</summary>
    public required string DecisionId { get; set; }

    /// <summary>The ad; no ad stands twice in one decision.</summary>
    public required string AdId { get; set; }

    /// <summary>The ad's campaign.</summary>
    public required string CampaignId { get; set; }

    /// <summary>Where.</summary>
    public required string Placement { get; set; }

    /// <summary>1, 2, … within the placement.</summary>
    public short Position { get; set; }

    /// <summary>The placement's channel.</summary>
    public required string Channel { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>Until when an impression is waited for, then, once there is one, a click. UTC.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The process that decided.</summary>
    public required string ReplicaId { get; set; }

    /// <summary><c>cpc</c>, <c>cpa</c> or <c>cpm</c>.</summary>
    public required string Pricing { get; set; }

    /// <summary>Price of a click, a conversion or 1,000 impressions.</summary>
    public decimal Bid { get; set; }

    /// <summary>Probability that this ad was chosen for this place, given what stands above it.</summary>
    public double Propensity { get; set; }

    /// <summary>Predicted probability of a click, once it is seen.</summary>
    public double PClick { get; set; }

    /// <summary>Predicted probability that a click becomes a sale; 0 where nothing asks for it.</summary>
    public double PConversion { get; set; }

    /// <summary>Expected value of 1,000 impressions.</summary>
    public double Ecpm { get; set; }

    /// <summary>What the model saw, JSON object of strings.</summary>
    public string Features { get; set; } = "{}";

    /// <summary>Day whose budget pays.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Taken from the replica's lease when it was decided.</summary>
    public decimal FirstReserved { get; set; }

    /// <summary>Of that, what is still neither charged nor given back.</summary>
    public decimal Reserved { get; set; }

    /// <summary>Charged.</summary>
    public decimal Spent { get; set; }

    /// <summary>When it was seen, UTC.</summary>
    public DateTimeOffset? ImpressionAt { get; set; }

    /// <summary>When it was clicked first with weight, UTC.</summary>
    public DateTimeOffset? ClickAt { get; set; }

    /// <summary>When it led to a sale first with weight, UTC.</summary>
    public DateTimeOffset? ConversionAt { get; set; }

    /// <summary>Value of its conversions.</summary>
    public decimal Revenue { get; set; }

    /// <summary>When it was known whether it was clicked (or never shown), UTC; null while that is open.</summary>
    public DateTimeOffset? ResolvedAt { get; set; }
}

/// <summary>What became of a shown ad. The numbers are stored: never renumber.</summary>
public enum AdOutcomeType : short
{
    /// <summary>It was seen.</summary>
    Impression = 1,

    /// <summary>It was clicked.</summary>
    Click = 2,

    /// <summary>What it was shown for happened.</summary>
    Conversion = 3,
}

/// <summary>One outcome as it was reported.</summary>
public sealed class AdOutcomeRow
{
    /// <summary>The decision's subject.</summary>
    public required string UserId { get; set; }

    /// <summary>The decision.</summary>
    public required string DecisionId { get; set; }

    /// <summary>The ad.</summary>
    public required string AdId { get; set; }

    /// <summary>What happened.</summary>
    public AdOutcomeType Type { get; set; }

    /// <summary>When, by the sender's clock, UTC.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>When it was stored, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Of a conversion: what it was worth.</summary>
    public decimal? Value { get; set; }

    /// <summary>1, or 0 where it counts for nothing.</summary>
    public float Weight { get; set; } = 1;

    /// <summary>The rule that set <see cref="Weight"/> to 0, or null.</summary>
    public string? Flag { get; set; }
}

/// <summary>A plan: who gets which ad, on which channel, when.</summary>
public sealed class AdPlanRow
{
    /// <summary>Version 7, so ordered by time.</summary>
    public Guid PlanId { get; set; }

    /// <summary><c>draft</c> or <c>approved</c>.</summary>
    public required string State { get; set; }

    /// <summary>What was asked for, JSON.</summary>
    public string Request { get; set; } = "{}";

    /// <summary>Objective, bound, prices and what could not be met, JSON.</summary>
    public string Summary { get; set; } = "{}";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? ApprovedAt { get; set; }

    /// <summary>When the webhook took it, UTC.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }
}

/// <summary>One line of a plan.</summary>
public sealed class AdPlanAssignmentRow
{
    /// <summary>Who.</summary>
    public required string UserId { get; set; }

    /// <summary>The plan.</summary>
    public Guid PlanId { get; set; }

    /// <summary>0, 1, 2, … within the plan.</summary>
    public int Ordinal { get; set; }

    /// <summary>Which ad.</summary>
    public required string AdId { get; set; }

    /// <summary>The ad's campaign.</summary>
    public required string CampaignId { get; set; }

    /// <summary>On which channel.</summary>
    public required string Channel { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset SendAt { get; set; }

    /// <summary>Expected value less cost.</summary>
    public double Value { get; set; }

    /// <summary>Expected cost.</summary>
    public double Cost { get; set; }
}
