namespace Marketing.Recommendations.Serving;

/// <summary>Why an item is in the list.</summary>
/// <param name="Kind">One of <see cref="ReasonKinds"/>.</param>
/// <param name="Text">A sentence for the customer.</param>
/// <param name="ItemId">The item that the reason speaks of, if it speaks of one.</param>
internal sealed record Reason(string Kind, string Text, string? ItemId);

/// <summary>One item of a list.</summary>
/// <param name="Place">Its place on the shelf.</param>
/// <param name="Score">The model's score, or the popularity of a filler.</param>
/// <param name="Source">The algorithm, or what filled.</param>
/// <param name="IsFiller">True when it is not personal.</param>
internal readonly record struct RankedItem(int Place, float Score, string Source, bool IsFiller)
{
    /// <summary>Groups that hold both items; for <c>bought-together</c> only.</summary>
    public int? Support { get; init; }

    /// <summary>Observed ÷ expected; for <c>bought-together</c> only.</summary>
    public double? Lift { get; init; }

    /// <summary>Place of the item that it is beside; for neighbours of what is on the page or in the basket only.</summary>
    public int? Beside { get; init; }

    /// <summary>Probability with which exploration let exactly this item stand here; null: there was nothing to draw.</summary>
    public double? Propensity { get; init; }
}

/// <summary>A page of a list.</summary>
/// <param name="Items">Best first.</param>
/// <param name="HasMore">True when a next page has an item.</param>
internal sealed record RankedPage(IReadOnlyList<RankedItem> Items, bool HasMore);

/// <summary>Values of <c>source</c> beside the algorithms' names.</summary>
internal static class Sources
{
    public const string CategoryPopular = "popular-in-category";
    public const string Popular = "popular";
    public const string New = "new";
    public const string Catalogue = "catalogue";
    public const string Similar = "similar";
    public const string Content = "content";
    public const string BoughtTogether = "bought-together";
    public const string Trending = "trending";
    public const string Pinned = "pinned";
    public const string Exploration = "exploration";
}
