namespace Marketing.Store;

/// <summary>What a customer did. The numbers are stored: never renumber.</summary>
public enum EventType : short
{
    /// <summary>A product page was looked at.</summary>
    View = 1,

    /// <summary>A product was put into the cart.</summary>
    Cart = 2,

    /// <summary>A product was bought.</summary>
    Purchase = 3,

    /// <summary>A bought product came back.</summary>
    Return = 4,

    /// <summary>A search in the shop; carries <c>query</c>.</summary>
    Search = 5,

    /// <summary>Stars or another grade; carries <c>value</c>.</summary>
    Rating = 6,

    /// <summary>A written review; carries <c>text</c>, and <c>value</c> where stars were given.</summary>
    Review = 7,

    /// <summary>A recommendation or an ad was shown.</summary>
    Impression = 8,

    /// <summary>A recommendation or an ad was clicked.</summary>
    Click = 9,

    /// <summary>What an ad was shown for happened.</summary>
    Conversion = 10,
}

/// <summary>One event, keyed by (subject, event id): unique for ever, and distributable by subject.</summary>
public sealed class EventRow
{
    /// <summary>The subject: the user's id, else <c>session:</c> + the session's id. Up to 136 characters. Column <c>user_id</c>.</summary>
    public required string UserId { get; set; }

    /// <summary>The sender's id of the event, unique within the subject.</summary>
    public required string EventId { get; set; }

    /// <summary>What happened.</summary>
    public EventType Type { get; set; }

    /// <summary>The session, where one was named, also when a user was.</summary>
    public string? SessionId { get; set; }

    /// <summary>The product, where the type has one.</summary>
    public string? ItemId { get; set; }

    /// <summary>When it happened, by the sender's clock, UTC.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>When it was stored, UTC: the start of the storing transaction.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>A rating's grade, or an outcome's value.</summary>
    public double? Value { get; set; }

    /// <summary>Units bought, returned or put into the cart.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>Price of one unit.</summary>
    public decimal? Price { get; set; }

    /// <summary>ISO 4217 code of <see cref="Price"/>.</summary>
    public string? Currency { get; set; }

    /// <summary>The order; items of one order are a basket.</summary>
    public string? OrderId { get; set; }

    /// <summary>What was searched for.</summary>
    public string? Query { get; set; }

    /// <summary>A review's text.</summary>
    public string? Text { get; set; }

    /// <summary>BCP 47 tag of <see cref="Text"/> or <see cref="Query"/>.</summary>
    public string? Language { get; set; }

    /// <summary>The recommendation answer that led here.</summary>
    public string? RecommendationId { get; set; }

    /// <summary>The ad decision that led here.</summary>
    public string? DecisionId { get; set; }

    /// <summary>The ad.</summary>
    public string? AdId { get; set; }

    /// <summary>The place on the page.</summary>
    public string? Placement { get; set; }

    /// <summary>The channel: web, e-mail, …</summary>
    public string? Channel { get; set; }

    /// <summary>Whatever else the sender gave: a JSON object.</summary>
    public string? Attributes { get; set; }

    /// <summary>1, or 0 where the event counts for nothing (a click that no human made, a non-product, …); <see cref="Flag"/> says why.</summary>
    public float Weight { get; set; } = 1;

    /// <summary>The rule that set <see cref="Weight"/> to 0, or null.</summary>
    public string? Flag { get; set; }

    /// <summary>64-bit hash of the content: the same id with another hash is a conflict, with the same hash a duplicate.</summary>
    public long ContentHash { get; set; }
}

/// <summary>An event that was not stored among the events: kept as it came, with the reason.</summary>
public sealed class QuarantineRow
{
    /// <summary>The subject, or <c>?</c> where it could not be read.</summary>
    public required string UserId { get; set; }

    /// <summary>Unique within the subject.</summary>
    public Guid QuarantineId { get; set; }

    /// <summary>The sender's event id, where there was one.</summary>
    public string? EventId { get; set; }

    /// <summary>The reason: a code of the ingest's catalogue (<c>conflict</c>, <c>too-old</c>, <c>in-the-future</c>, …).</summary>
    public required string Code { get; set; }

    /// <summary>One sentence for a person.</summary>
    public required string Detail { get; set; }

    /// <summary>The event as it came, normally JSON; without U+0000, which PostgreSQL's text cannot hold.</summary>
    public required string Content { get; set; }

    /// <summary>Hash of the event's content, so that the same fault sent twice is kept once.</summary>
    public long ContentHash { get; set; }

    /// <summary>When it came, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }
}

/// <summary>A visitor's session that turned out to be a user's. Events are never re-keyed: readers follow the link.</summary>
public sealed class SessionLinkRow
{
    /// <summary>The user.</summary>
    public required string UserId { get; set; }

    /// <summary>The session's id, without the <c>session:</c> prefix.</summary>
    public required string SessionId { get; set; }

    /// <summary>When the link was seen first, UTC.</summary>
    public DateTimeOffset LinkedAt { get; set; }
}
