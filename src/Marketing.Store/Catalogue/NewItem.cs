namespace Marketing.Store;

/// <summary>One product on its way into the store. It replaces what is stored under its id; <see cref="ItemRules"/> says what is allowed in each field.</summary>
public sealed record NewItem
{
    /// <summary>The shop's key.</summary>
    public required string ItemId { get; init; }

    /// <summary>What people read.</summary>
    public string? Name { get; init; }

    /// <summary>Path from the root, parts divided by <c>&gt;</c>; stored with one space on either side of it (<see cref="CategoryPath"/>).</summary>
    public string? Category { get; init; }

    /// <summary>Maker.</summary>
    public string? Brand { get; init; }

    /// <summary>Price of one unit.</summary>
    public decimal? Price { get; init; }

    /// <summary>ISO 4217 code of <see cref="Price"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>Units in stock; null means unlimited.</summary>
    public int? Stock { get; init; }

    /// <summary>False hides the product everywhere.</summary>
    public bool Available { get; init; } = true;

    /// <summary>False: never recommended (postage, vouchers). Null keeps what is stored, and is true for a new item.</summary>
    public bool? Recommendable { get; init; }

    /// <summary>Long text.</summary>
    public string? Description { get; init; }

    /// <summary>Address of a picture: http, https, or a path of the shop that begins with <c>/</c>.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Free tags, without repetition.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A JSON object in canonical form (<see cref="CanonicalJson"/>), or null.</summary>
    public string? Attributes { get; init; }

    /// <summary>Since when the shop has it. Null keeps what is stored, and is now for a new item.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
