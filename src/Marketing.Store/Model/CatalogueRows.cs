namespace Marketing.Store;

/// <summary>A product.</summary>
public sealed class ItemRow
{
    /// <summary>The shop's key.</summary>
    public required string ItemId { get; set; }

    /// <summary>What people read.</summary>
    public string? Name { get; set; }

    /// <summary>Path from the root, parts divided by <c> &gt; </c>.</summary>
    public string? Category { get; set; }

    /// <summary>Maker.</summary>
    public string? Brand { get; set; }

    /// <summary>Price of one unit.</summary>
    public decimal? Price { get; set; }

    /// <summary>ISO 4217 code of <see cref="Price"/>.</summary>
    public string? Currency { get; set; }

    /// <summary>Units in stock; null means unlimited.</summary>
    public int? Stock { get; set; }

    /// <summary>False hides the product everywhere.</summary>
    public bool Available { get; set; } = true;

    /// <summary>False for postage, vouchers, manual entries: never recommended. Set by imports and rules.</summary>
    public bool Recommendable { get; set; } = true;

    /// <summary>Long text.</summary>
    public string? Description { get; set; }

    /// <summary>Address of a picture.</summary>
    public string? ImageUrl { get; set; }

    /// <summary>Free tags.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>Whatever else the shop gave: a JSON object.</summary>
    public string? Attributes { get; set; }

    /// <summary>First stored, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Last changed, UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>A time in which a product's stock was 0. Written with the item, kept for 400 days after its end, and gone with the item.</summary>
public sealed class StockOutRow
{
    /// <summary>The shop's key.</summary>
    public required string ItemId { get; set; }

    /// <summary>When the stock fell to 0, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When there was stock again, UTC; null while there is none.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A customer's profile attributes and consent. Null consent means unknown.</summary>
public sealed class UserRow
{
    /// <summary>The shop's key.</summary>
    public required string UserId { get; set; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; set; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Whatever else the shop gave: a JSON object.</summary>
    public string? Attributes { get; set; }

    /// <summary>May answers be personal?</summary>
    public bool? ConsentPersonalization { get; set; }

    /// <summary>May e-mail be sent?</summary>
    public bool? ConsentEmail { get; set; }

    /// <summary>May SMS be sent?</summary>
    public bool? ConsentSms { get; set; }

    /// <summary>May push messages be sent?</summary>
    public bool? ConsentPush { get; set; }

    /// <summary>First stored, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Last changed, UTC.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}
