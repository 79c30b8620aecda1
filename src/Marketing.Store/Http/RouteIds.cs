namespace Marketing.Store.Http;

/// <summary>A user's id in a route or query: 1 to 128 printable characters, else the request is a 400 before any handler runs.</summary>
/// <param name="Value">The shop's key.</param>
public readonly record struct UserId(string Value)
{
    /// <summary>How the framework binds it; <paramref name="text"/> is decoded already, <c>%2F</c> included.</summary>
    public static bool TryParse(string? text, IFormatProvider? _, out UserId id)
    {
        id = new UserId(text ?? "");
        return TextRules.IsId(id.Value);
    }

    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>An item's id in a route or query: 1 to 128 printable characters, else the request is a 400 before any handler runs.</summary>
/// <param name="Value">The shop's key.</param>
public readonly record struct ItemId(string Value)
{
    /// <summary>How the framework binds it; <paramref name="text"/> is decoded already, <c>%2F</c> included.</summary>
    public static bool TryParse(string? text, IFormatProvider? _, out ItemId id)
    {
        id = new ItemId(text ?? "");
        return TextRules.IsId(id.Value);
    }

    /// <inheritdoc />
    public override string ToString() => Value;
}
