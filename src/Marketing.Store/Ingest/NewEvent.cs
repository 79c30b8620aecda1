namespace Marketing.Store;

/// <summary>
/// One event on its way into the store: read and converted, not stored yet. <see cref="EventRules"/> says what is allowed in each field;
/// null means that the sender did not give it.
/// </summary>
public sealed record NewEvent
{
    /// <summary>What stands before a session's id in a subject. No user id may begin with it.</summary>
    public const string SessionPrefix = "session:";

    /// <summary>The sender's id of the event, unique within its subject.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required EventType Type { get; init; }

    /// <summary>The user; null for an anonymous visitor, who has a <see cref="SessionId"/>.</summary>
    public string? UserId { get; init; }

    /// <summary>The session; may be given beside the user, and then links the two.</summary>
    public string? SessionId { get; init; }

    /// <summary>The product.</summary>
    public string? ItemId { get; init; }

    /// <summary>When it happened, by the sender's clock. Held in UTC and in whole microseconds, which is what PostgreSQL keeps.</summary>
    public required DateTimeOffset OccurredAt
    {
        get;
        init => field = new DateTimeOffset(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    /// <summary>A rating's grade, or an outcome's value. Finite.</summary>
    public double? Value { get; init; }

    /// <summary>Units; null counts as one.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Price of one unit.</summary>
    public decimal? Price { get; init; }

    /// <summary>ISO 4217 code of <see cref="Price"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>The order; its events are a basket.</summary>
    public string? OrderId { get; init; }

    /// <summary>What was searched for.</summary>
    public string? Query { get; init; }

    /// <summary>A review's text.</summary>
    public string? Text { get; init; }

    /// <summary>BCP 47 tag of <see cref="Text"/> or <see cref="Query"/>.</summary>
    public string? Language { get; init; }

    /// <summary>The recommendation answer that led here.</summary>
    public string? RecommendationId { get; init; }

    /// <summary>The ad decision that led here.</summary>
    public string? DecisionId { get; init; }

    /// <summary>The ad.</summary>
    public string? AdId { get; init; }

    /// <summary>The place on the page.</summary>
    public string? Placement { get; init; }

    /// <summary>The channel: web, e-mail, …</summary>
    public string? Channel { get; init; }

    /// <summary>A JSON object in canonical form (<see cref="CanonicalJson"/>), or null.</summary>
    public string? Attributes { get; init; }

    /// <summary>1, or 0 where an import already knows that the event counts for nothing. Not part of the content.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Why <see cref="Weight"/> is 0. Not part of the content.</summary>
    public string? Flag { get; init; }

    /// <summary>Whom the event belongs to: the user's id, else <c>session:</c> and the session's id.</summary>
    public string Subject => UserId ?? SessionPrefix + SessionId;
}
