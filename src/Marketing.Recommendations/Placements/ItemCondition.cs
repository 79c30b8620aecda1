using System.Text.Json.Serialization;
using Marketing.Store;

namespace Marketing.Recommendations.Placements;

/// <summary>Which items are meant: those that fit every field that is there. Without any field: all.</summary>
internal sealed record ItemCondition
{
    private const long Day = 86_400;

    /// <summary>These items.</summary>
    public IReadOnlyList<string>? ItemIds { get; init; }

    /// <summary>Category path; it and what is below it.</summary>
    public string? Category { get; init; }

    /// <summary>One of these makers; case does not matter.</summary>
    public IReadOnlyList<string>? Brands { get; init; }

    /// <summary>At least one of these tags; case does not matter.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Each named attribute has one of its values; case does not matter.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Attributes { get; init; }

    /// <summary>Lowest price; items without a price do not fit.</summary>
    public decimal? MinPrice { get; init; }

    /// <summary>Highest price; items without a price do not fit.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>Lowest margin as a share of the price: the attribute <c>margin</c>, else from the attribute <c>cost</c>; items without either do not fit.</summary>
    public double? MinMargin { get; init; }

    /// <summary>Highest margin as a share of the price.</summary>
    public double? MaxMargin { get; init; }

    /// <summary>Fewest units in stock; unlimited stock fits.</summary>
    public int? MinStock { get; init; }

    /// <summary>Most units in stock; unlimited stock does not fit.</summary>
    public int? MaxStock { get; init; }

    /// <summary>In the catalogue for at most so many days.</summary>
    public int? NewerThanDays { get; init; }

    /// <summary>In the catalogue for at least so many days.</summary>
    public int? OlderThanDays { get; init; }

    /// <summary>True when the answer changes with the clock alone.</summary>
    [JsonIgnore]
    public bool LooksAtAge => NewerThanDays is not null || OlderThanDays is not null;

    /// <summary>True when nothing is asked.</summary>
    [JsonIgnore]
    public bool IsEmpty => this == new ItemCondition();

    /// <summary>Whether an item is meant.</summary>
    /// <param name="itemId">Its id.</param>
    /// <param name="row">Its row; without one only <see cref="ItemIds"/> can fit.</param>
    /// <param name="now">Unix seconds.</param>
    public bool Fits(string itemId, CatalogueItem? row, long now)
    {
        if (ItemIds is not null && !ItemIds.Contains(itemId))
        {
            return false;
        }

        return row is null
            ? this == new ItemCondition { ItemIds = ItemIds }
            : FitsLabels(row) && FitsPrice(row) && FitsMargin(row) && FitsStock(row) && FitsAge(row, now);
    }

    /// <summary>Margin of an item as a share of its price; null where the shop does not say.</summary>
    public static double? Margin(CatalogueItem row)
    {
        if (row.Attributes.Number("margin") is { } margin)
        {
            return margin;
        }

        return row is { Price: { } price and > 0 } && row.Attributes.Number("cost") is { } cost ? 1 - (cost / (double)price) : null;
    }

    private bool FitsLabels(CatalogueItem row) =>
        (Category is null || (row.Category is { } category && CategoryPath.IsWithin(category, Category)))
        && (Brands is null || (row.Brand is { } brand && Brands.Contains(brand, StringComparer.OrdinalIgnoreCase)))
        && (Tags is null || row.Tags.Any(tag => Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)))
        && (Attributes is null || Attributes.All(wanted => wanted.Value.Any(value => row.Attributes.Has(wanted.Key, value))));

    private bool FitsPrice(CatalogueItem row) =>
        (MinPrice is null && MaxPrice is null)
        || (row.Price is { } price && (MinPrice is not { } low || price >= low) && (MaxPrice is not { } high || price <= high));

    private bool FitsMargin(CatalogueItem row) =>
        (MinMargin is null && MaxMargin is null)
        || (Margin(row) is { } margin && (MinMargin is not { } low || margin >= low) && (MaxMargin is not { } high || margin <= high));

    private bool FitsStock(CatalogueItem row) =>
        (MinStock is not { } fewest || row.Stock is not { } stock || stock >= fewest)
        && (MaxStock is not { } most || (row.Stock is { } units && units <= most));

    private bool FitsAge(CatalogueItem row, long now)
    {
        var age = now - row.CreatedAt.ToUnixTimeSeconds();
        return (NewerThanDays is not { } newer || age <= newer * Day) && (OlderThanDays is not { } older || age >= older * Day);
    }
}
