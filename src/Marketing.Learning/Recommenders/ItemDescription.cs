namespace Marketing.Learning.Recommenders;

/// <summary>What a shop says of an item; all of it may be missing.</summary>
public sealed record ItemDescription
{
    /// <summary>What people read.</summary>
    public string? Name { get; init; }

    /// <summary>Path from the root, parts divided by <c>&gt;</c>: each level counts.</summary>
    public string? Category { get; init; }

    /// <summary>Maker.</summary>
    public string? Brand { get; init; }

    /// <summary>Price of one unit, above 0.</summary>
    public double? Price { get; init; }

    /// <summary>Free tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Named values; a name may occur several times.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>Since when the shop has it, Unix seconds.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>Long text.</summary>
    public string? Description { get; init; }

    /// <summary>How its reviews feel: share of the positive ones, in [0, 1].</summary>
    public double? Mood { get; init; }

    /// <summary>Share of the last 90 days in which it was sold out, in [0, 1].</summary>
    public double SoldOut { get; init; }
}
