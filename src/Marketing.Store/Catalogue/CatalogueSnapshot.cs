using Marketing.Store.Mirrors;

namespace Marketing.Store;

/// <summary>One item as it is known in memory: all but its description.</summary>
/// <param name="ItemId">The shop's key.</param>
/// <param name="Name">What people read.</param>
/// <param name="Category">Path in normal form (<see cref="CategoryPath"/>).</param>
/// <param name="Brand">Maker.</param>
/// <param name="Price">Price of one unit.</param>
/// <param name="Currency">ISO 4217 code of <paramref name="Price"/>.</param>
/// <param name="Stock">Units; null means unlimited.</param>
/// <param name="Available">False hides it everywhere.</param>
/// <param name="Recommendable">False: never recommended.</param>
/// <param name="ImageUrl">Address of a picture.</param>
/// <param name="Tags">Free tags.</param>
/// <param name="CreatedAt">Since when the shop has it, UTC.</param>
public sealed record CatalogueItem(
    string ItemId,
    string? Name,
    string? Category,
    string? Brand,
    decimal? Price,
    string? Currency,
    int? Stock,
    bool Available,
    bool Recommendable,
    string? ImageUrl,
    IReadOnlyList<string> Tags,
    DateTimeOffset CreatedAt
)
{
    /// <summary>Whatever else the shop says of it.</summary>
    public ItemAttributes Attributes { get; init; } = ItemAttributes.None;

    /// <summary>Available, recommendable, and not out of stock.</summary>
    public bool CanBeRecommended => Available && Recommendable && Stock is null or > 0;
}

/// <summary>All items at one moment. Immutable: take it once for an answer and every part of the answer agrees.</summary>
public sealed class CatalogueSnapshot
{
    private readonly MirrorSnapshot<CatalogueItem> _rows;
    private readonly Lazy<CatalogueItem[]> _all;

    internal CatalogueSnapshot(MirrorSnapshot<CatalogueItem> rows)
    {
        _rows = rows;
        _all = new(() => [.. rows.GetAll().OrderBy(item => item.ItemId, StringComparer.Ordinal)]);
    }

    /// <summary>Nothing is known.</summary>
    public static CatalogueSnapshot Empty { get; } = new(MirrorSnapshot<CatalogueItem>.Empty);

    /// <summary>Number of items.</summary>
    public int Count => _rows.Count;

    /// <summary>Grows with each change in this process; says nothing across processes.</summary>
    public long Version => _rows.Version;

    /// <summary>All items by id, ordinally. Sorted when first asked for: some 50 ms for 100,000.</summary>
    public IReadOnlyList<CatalogueItem> All => _all.Value;

    /// <summary>All items in no particular order: nothing is sorted for it.</summary>
    public IEnumerable<CatalogueItem> Unsorted => _rows.GetAll();

    /// <summary>A snapshot of given items, for tests and tools.</summary>
    /// <param name="items">Each id once.</param>
    /// <param name="version">Another one for each state that is compared with others.</param>
    public static CatalogueSnapshot Of(IEnumerable<CatalogueItem> items, long version = 1) =>
        new(
            new MirrorSnapshot<CatalogueItem>(
                items.ToDictionary(item => item.ItemId, StringComparer.Ordinal),
                DateTimeOffset.MinValue,
                version
            )
        );

    /// <summary>The item, or null when the catalogue has none of this id.</summary>
    public CatalogueItem? Find(string itemId) => _rows.Find(itemId);

    /// <summary>An item without a row may be: shops send events before, or without, a catalogue.</summary>
    public bool CanBeRecommended(string itemId) => Find(itemId)?.CanBeRecommended ?? true;
}
