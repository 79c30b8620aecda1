using System.Text.Json.Serialization;

namespace Marketing.Recommendations.Answers;

/// <summary>A list of items, and where it comes from.</summary>
/// <param name="RecommendationId">New for each answer. Send it with the clicks and orders that follow.</param>
/// <param name="UserId">The user asked for; null for a visitor without one and for lists of the shop.</param>
/// <param name="Placement">The place on the page, as asked.</param>
/// <param name="Variant">The variant of an experiment; null without one.</param>
/// <param name="ModelVersion">The version that ranked; null before the first training.</param>
/// <param name="GeneratedAt">When this answer was made, UTC.</param>
/// <param name="Items">Best first.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record RecommendationAnswer(
    string RecommendationId,
    string? UserId,
    string? Placement,
    string? Variant,
    string? ModelVersion,
    DateTimeOffset GeneratedAt,
    IReadOnlyList<AnswerItem> Items,
    string? NextCursor
)
{
    /// <summary>True when the database was away: the answer rests on what the model remembers of the user.</summary>
    public bool Degraded { get; init; }

    /// <summary>True when the newest event that the model learned from is more than 36 hours old.</summary>
    public bool Stale { get; init; }

    /// <summary>The window that was counted; only for <c>popular</c>, <c>trending</c> and <c>new</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Window { get; init; }

    /// <summary>The window's end: the newest event that the model learned from, or now for <c>new</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? WindowEnd { get; init; }
}

/// <summary>One item of a list.</summary>
/// <param name="ItemId">The shop's key.</param>
/// <param name="Position">1, 2, 3, … through all pages.</param>
/// <param name="Score">The model's score, comparable within one source of one answer only.</param>
/// <param name="Source">The algorithm that brought it, or what filled the list: <c>popular</c>, <c>popular-in-category</c>, <c>trending</c>, <c>new</c>, <c>catalogue</c>, <c>pinned</c>, <c>exploration</c>.</param>
/// <param name="Filler">True when it is not personal.</param>
/// <param name="Reasons">Why it is here; empty when <c>explain</c> was false.</param>
/// <param name="Item">The catalogue's row; null where it has none.</param>
internal sealed record AnswerItem(
    string ItemId,
    int Position,
    float Score,
    string Source,
    bool Filler,
    IReadOnlyList<AnswerReason> Reasons,
    AnswerProduct? Item
)
{
    /// <summary>Orders or customers that both items share; only for <c>bought-together</c> and <c>similar</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Support { get; init; }

    /// <summary>How many times more often than by chance; only for <c>bought-together</c> and <c>similar</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lift { get; init; }

    /// <summary>Probability with which exploration let exactly this item stand here; absent where nothing was drawn.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Propensity { get; init; }
}

/// <summary>Why an item is in the list.</summary>
/// <param name="Kind">One of <c>also-bought</c>, <c>similar-to-viewed</c>, <c>goes-with-cart</c>, <c>similar-to-rated</c>, <c>for-you</c>, <c>seen-before</c>, <c>popular-in-category</c>, <c>popular</c>, <c>new</c>, <c>in-the-shop</c>, <c>similar</c>, <c>bought-together</c>, <c>trending</c>, <c>pinned</c>; second, where it applies, <c>lowered-by-grades</c>, <c>lowered-by-returns</c>, <c>lowered-by-stock-outs</c> or <c>lowered-by-stock</c>.</param>
/// <param name="Text">A sentence for the customer, in Chinese for users whose language is Chinese, else in English.</param>
/// <param name="ItemId">The item that the sentence speaks of; absent when it speaks of none.</param>
internal sealed record AnswerReason(
    string Kind,
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ItemId = null
);

/// <summary>What a page shows of an item.</summary>
internal sealed record AnswerProduct(
    string? Name,
    string? Category,
    string? Brand,
    decimal? Price,
    string? Currency,
    int? Stock,
    string? ImageUrl
);
