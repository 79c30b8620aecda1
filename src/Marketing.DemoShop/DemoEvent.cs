using Marketing.DemoShop.Reviews;

namespace Marketing.DemoShop;

/// <summary>What happened.</summary>
public enum DemoEventType
{
    /// <summary>A product page was looked at.</summary>
    View,

    /// <summary>A product was put into the cart.</summary>
    Cart,

    /// <summary>A product was bought.</summary>
    Purchase,

    /// <summary>A bought product came back.</summary>
    Return,

    /// <summary>A search in the shop.</summary>
    Search,

    /// <summary>Stars without words.</summary>
    Rating,

    /// <summary>Words with stars.</summary>
    Review,

    /// <summary>A recommendation or an ad was shown.</summary>
    Impression,

    /// <summary>A recommendation or an ad was clicked.</summary>
    Click,

    /// <summary>What an ad was shown for was bought in the same visit.</summary>
    Conversion,
}

/// <summary>One event as the shop's site would send it. At least one of <see cref="UserId"/> and <see cref="SessionId"/> is set.</summary>
public sealed record DemoEvent
{
    /// <summary>Unique in the shop; an event that was sent twice has it twice, with the same content.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required DemoEventType Type { get; init; }

    /// <summary>The customer, where signed in.</summary>
    public string? UserId { get; init; }

    /// <summary>The visit, where it began without signing in; with <see cref="UserId"/> from the sign-in on.</summary>
    public string? SessionId { get; init; }

    /// <summary>The product; null for searches and ads.</summary>
    public string? ItemId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Stars 1 to 5, or a conversion's amount.</summary>
    public double? Value { get; init; }

    /// <summary>Units.</summary>
    public int? Quantity { get; init; }

    /// <summary>Price paid for one unit.</summary>
    public decimal? Price { get; init; }

    /// <summary>ISO 4217 code of <see cref="Price"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>The order; what was bought together has it in common.</summary>
    public string? OrderId { get; init; }

    /// <summary>What was searched for.</summary>
    public string? Query { get; init; }

    /// <summary>A review's words.</summary>
    public string? Text { get; init; }

    /// <summary><c>zh</c> or <c>en</c>, of query or text.</summary>
    public string? Language { get; init; }

    /// <summary>The list of recommendations that was shown or clicked.</summary>
    public string? RecommendationId { get; init; }

    /// <summary>The ad decision that was shown or clicked.</summary>
    public string? DecisionId { get; init; }

    /// <summary>The ad.</summary>
    public string? AdId { get; init; }

    /// <summary>The place on the page.</summary>
    public string? Placement { get; init; }

    /// <summary><c>web</c>, <c>app</c> or <c>email</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>What a review meant. Known to the simulation only: not part of what a shop would send.</summary>
    public ReviewTruth? Meaning { get; init; }
}
