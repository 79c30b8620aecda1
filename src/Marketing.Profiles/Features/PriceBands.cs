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

    public PriceBands(CatalogueSnapshot catalogue)
    {
        var priced = catalogue.Unsorted.Where(item => item.Price is > 0).ToArray();
        foreach (var group in priced.GroupBy(item => item.Category ?? "", StringComparer.Ordinal).Append(null))
        {
            var prices = (group?.AsEnumerable() ?? priced).Select(item => item.Price ?? 0).Order().ToArray();
            if (prices.Length >= Fewest)
            {
                _bounds[group is null ? "" : "=" + group.Key] = (prices[prices.Length / 3], prices[prices.Length * 2 / 3]);
            }
        }
    }

    /// <summary>The band of an item's price; null where the item has none or too few others have one.</summary>
    public string? Of(CatalogueItem item, decimal? paid)
    {
        if (
            (paid ?? item.Price) is not { } price
            || (!_bounds.TryGetValue("=" + item.Category, out var bounds) && !_bounds.TryGetValue("", out bounds))
        )
        {
            return null;
        }

        return price < bounds.Lower ? Low
            : price < bounds.Upper ? Middle
            : High;
    }
}

/// <summary>What the features need to know of the shop.</summary>
/// <param name="Catalogue">Its products.</param>
/// <param name="Bands">Their prices.</param>
/// <param name="HalfLifeDays">Days after which an event counts half in what a customer likes.</param>
internal sealed record ShopFacts(CatalogueSnapshot Catalogue, PriceBands Bands, double HalfLifeDays)
{
    public static ShopFacts Of(CatalogueSnapshot catalogue, double halfLifeDays) => new(catalogue, new PriceBands(catalogue), halfLifeDays);
}
