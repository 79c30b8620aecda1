namespace Marketing.DemoShop;

/// <summary>A product as the shop would describe it on the last day.</summary>
public sealed record DemoProduct
{
    /// <summary>The shop's key: <c>p-0001</c>, …</summary>
    public required string ItemId { get; init; }

    /// <summary>English name, unique.</summary>
    public required string Name { get; init; }

    /// <summary>Chinese name, unique.</summary>
    public required string NameZh { get; init; }

    /// <summary>English path of three levels, <c>"Kitchen > Cookware > Frying Pans"</c>.</summary>
    public required string Category { get; init; }

    /// <summary>Chinese path of the same three levels.</summary>
    public required string CategoryZh { get; init; }

    /// <summary>Maker, invented.</summary>
    public required string Brand { get; init; }

    /// <summary>List price of one unit in <see cref="Currency"/>, above 0.</summary>
    public required decimal Price { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>Units in stock; 0 while sold out.</summary>
    public required int Stock { get; init; }

    /// <summary>False for a discontinued product.</summary>
    public required bool Available { get; init; }

    /// <summary>A few English sentences, then the same in Chinese.</summary>
    public required string Description { get; init; }

    /// <summary>Search words in both languages.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Style, colour, material, …</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Days after the first day on which it came into the shop; 0 where it was there before.</summary>
    public required int LaunchDay { get; init; }
}
