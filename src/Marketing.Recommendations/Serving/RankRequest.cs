namespace Marketing.Recommendations.Serving;

/// <summary>What one list may hold and how long it is. Strings are in the form of the request; equality makes it a key of the cache.</summary>
internal sealed record RankRequest
{
    /// <summary>Items of one page, 1 to the limit.</summary>
    public int N { get; init; } = 10;

    /// <summary>Items before this page.</summary>
    public int Offset { get; init; }

    /// <summary>Place on the page; only logged and echoed until placements have presets.</summary>
    public string? Placement { get; init; }

    /// <summary>Category path in normal form; it and what is below it.</summary>
    public string? Category { get; init; }

    /// <summary>Lowest price; items without a price fail it.</summary>
    public decimal? MinPrice { get; init; }

    /// <summary>Highest price; items without a price fail it.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>Item ids that must not be shown, divided by U+001F (no id holds it), so that records compare by value.</summary>
    public string Exclude { get; init; } = "";

    /// <summary>Whether items carry reasons.</summary>
    public bool Explain { get; init; } = true;

    /// <summary>The ids in <see cref="Exclude"/>.</summary>
    public IEnumerable<string> Excluded => Exclude.Length == 0 ? [] : Exclude.Split(Divider);

    /// <summary>Divides the ids of <see cref="Exclude"/>.</summary>
    public const char Divider = '\u001f';

    /// <summary>True when some open items may fail.</summary>
    public bool HasFilter => Category is not null || MinPrice is not null || MaxPrice is not null;
}
