namespace Marketing.Recommendations.Serving;

/// <summary>What one list may hold and how long it is. Strings are in the form of the request; equality makes it a key of the cache.</summary>
internal sealed record RankRequest
{
    /// <summary>Items of one page, 1 to the limit.</summary>
    public int N { get; init; } = 10;

    /// <summary>Items before this page.</summary>
    public int Offset { get; init; }

    /// <summary>Place on the page: the preset's id, where there is one of this name, and logged in any case.</summary>
    public string? Placement { get; init; }

    /// <summary>Category path in normal form; it and what is below it.</summary>
    public string? Category { get; init; }

    /// <summary>Lowest price; items without a price fail it.</summary>
    public decimal? MinPrice { get; init; }

    /// <summary>Highest price; items without a price fail it.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>Makers, one of which it must be, divided by U+001F; empty: any.</summary>
    public string Brands { get; init; } = "";

    /// <summary>Attributes that it must have, each as <see cref="ListFilter.Pair"/>, divided by U+001F; several values of one name: one of them.</summary>
    public string Attributes { get; init; } = "";

    /// <summary>The item whose page it is, or null.</summary>
    public string? ItemId { get; init; }

    /// <summary>See <see cref="Arrangement.Diversity"/>; null: the preset's.</summary>
    public double? Diversity { get; init; }

    /// <summary>See <see cref="Arrangement.MaxPerBrand"/>; null: the preset's.</summary>
    public int? MaxPerBrand { get; init; }

    /// <summary>See <see cref="Arrangement.MaxPerCategory"/>; null: the preset's.</summary>
    public int? MaxPerCategory { get; init; }

    /// <summary>Item ids that must not be shown, divided by U+001F (no id holds it), so that records compare by value.</summary>
    public string Exclude { get; init; } = "";

    /// <summary>Whether items carry reasons.</summary>
    public bool Explain { get; init; } = true;

    /// <summary>The ids in <see cref="Exclude"/>.</summary>
    public IEnumerable<string> Excluded => Exclude.Length == 0 ? [] : Exclude.Split(Divider);

    /// <summary>Divides the ids of <see cref="Exclude"/>.</summary>
    public const char Divider = '\u001f';

    /// <summary>True when some open items may fail.</summary>
    public bool HasFilter =>
        Category is not null || MinPrice is not null || MaxPrice is not null || Brands.Length > 0 || Attributes.Length > 0;
}
