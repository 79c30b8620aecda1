using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>Where a price stands among those of the same category: the thirds of the catalogue's prices there.</summary>
internal sealed class PriceBands
{
    public const string Low = "low";
    public const string Middle = "middle";
    public const string High = "high";

    // Thirds of fewer prices say little: the whole catalogue's stand in for them.
    private const int Fewest = 9;
    private readonly Dictionary<string, (decimal Lower, decimal Upper)> _bounds = new(StringComparer.Ordinal);
    private readonly (decimal Lower, decimal Upper)? _all;

    public PriceBands(CatalogueSnapshot catalogue)
    {
        var priced = catalogue.Unsorted.Where(item => item.Price is > 0).ToArray();
        _all = BoundsOf(priced);
        foreach (var group in priced.GroupBy(item => item.Category ?? "", StringComparer.Ordinal))
        {
            if (BoundsOf(group) is { } bounds)
            {
                _bounds[group.Key] = bounds;
            }
        }
    }

    /// <summary>The band of an item's price; null where the item has none or too few others have one.</summary>
    public string? Of(CatalogueItem item, decimal? paid)
    {
        var known = _bounds.TryGetValue(item.Category ?? "", out var own) ? own : _all;
        if ((paid ?? item.Price) is not { } price || known is not { } bounds)
        {
            return null;
        }

        return price < bounds.Lower ? Low
            : price < bounds.Upper ? Middle
            : High;
    }

    private static (decimal Lower, decimal Upper)? BoundsOf(IEnumerable<CatalogueItem> priced)
    {
        var prices = priced.Select(item => item.Price ?? 0).Order().ToArray();
        return prices.Length >= Fewest ? (prices[prices.Length / 3], prices[prices.Length * 2 / 3]) : null;
    }
}

/// <summary>What the features need to know of the shop.</summary>
/// <param name="Catalogue">Its products.</param>
/// <param name="Bands">Their prices.</param>
/// <param name="HalfLifeDays">Days after which an event counts half in what a customer likes.</param>
internal sealed record ShopFacts(CatalogueSnapshot Catalogue, PriceBands Bands, double HalfLifeDays)
{
    private readonly Dictionary<string, string[]> _levels = LevelsOf(Catalogue);

    public static ShopFacts Of(CatalogueSnapshot catalogue, double halfLifeDays) => new(catalogue, new PriceBands(catalogue), halfLifeDays);

    /// <summary>The levels of a category of the catalogue, the first first: <c>Home</c>, <c>Home &gt; Kitchen</c>.</summary>
    public IReadOnlyList<string> LevelsOf(string? category) =>
        category is not null && _levels.TryGetValue(category, out var levels) ? levels : [];

    // Cut once for each category instead of once for each event.
    private static Dictionary<string, string[]> LevelsOf(CatalogueSnapshot catalogue)
    {
        Dictionary<string, string[]> levels = new(StringComparer.Ordinal);
        foreach (var category in catalogue.Unsorted.Select(item => item.Category).OfType<string>())
        {
            if (!levels.ContainsKey(category))
            {
                var parts = category.Split(CategoryPath.Divider);
                levels[category] = [.. parts.Select((_, last) => string.Join(CategoryPath.Divider, parts[..(last + 1)]))];
            }
        }

        return levels;
    }
}
