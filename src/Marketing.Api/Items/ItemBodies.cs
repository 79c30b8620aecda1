using System.Text.Json;
using Marketing.Store;

namespace Marketing.Api.Items;

/// <summary>A product as it is sent. It replaces what is stored: what is left out is absent afterwards, but for <c>recommendable</c> and <c>createdAt</c>.</summary>
/// <param name="Name">What people read.</param>
/// <param name="Category">Path, such as <c>Home &gt; Kitchen</c>.</param>
/// <param name="Brand">Maker.</param>
/// <param name="Price">Price of one unit.</param>
/// <param name="Currency">ISO 4217 code of the price.</param>
/// <param name="Stock">Units; absent means unlimited.</param>
/// <param name="Available">False hides it everywhere; true when absent.</param>
/// <param name="Recommendable">False: never recommended (postage, vouchers).</param>
/// <param name="Description">Long text, at most 64 KiB.</param>
/// <param name="ImageUrl">http, https, or a path that begins with a slash.</param>
/// <param name="Tags">At most 100.</param>
/// <param name="Attributes">Whatever else; at most 16 KiB.</param>
/// <param name="CreatedAt">Since when the shop has it; now, for a new item, when absent.</param>
internal record ItemFields(
    string? Name = null,
    string? Category = null,
    string? Brand = null,
    decimal? Price = null,
    string? Currency = null,
    int? Stock = null,
    bool? Available = null,
    bool? Recommendable = null,
    string? Description = null,
    string? ImageUrl = null,
    IReadOnlyList<string>? Tags = null,
    IReadOnlyDictionary<string, object?>? Attributes = null,
    DateTimeOffset? CreatedAt = null
);

/// <summary>A product with its id.</summary>
/// <param name="ItemId">The shop's key, 1 to 128 printable characters.</param>
internal sealed record ItemBody(string ItemId) : ItemFields;

/// <summary>A batch of products.</summary>
/// <param name="Items">1 to 10,000 items; of several with one id the last counts.</param>
internal sealed record ItemsRequest(IReadOnlyList<ItemBody> Items);

/// <summary>A product as it is stored.</summary>
/// <param name="ItemId">The shop's key.</param>
/// <param name="Name">What people read.</param>
/// <param name="Category">Path, parts divided by <c> &gt; </c>.</param>
/// <param name="Brand">Maker.</param>
/// <param name="Price">Price of one unit.</param>
/// <param name="Currency">ISO 4217 code of the price.</param>
/// <param name="Stock">Units; absent means unlimited.</param>
/// <param name="Available">False hides it everywhere.</param>
/// <param name="Recommendable">False: never recommended.</param>
/// <param name="Description">Long text.</param>
/// <param name="ImageUrl">Address of a picture.</param>
/// <param name="Tags">Free tags.</param>
/// <param name="Attributes">Whatever else the shop gave.</param>
/// <param name="CreatedAt">Since when the shop has it.</param>
internal sealed record ItemAnswer(
    string ItemId,
    string? Name,
    string? Category,
    string? Brand,
    decimal? Price,
    string? Currency,
    int? Stock,
    bool Available,
    bool Recommendable,
    string? Description,
    string? ImageUrl,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, object?>? Attributes,
    DateTimeOffset CreatedAt
)
{
    public static ItemAnswer Of(ItemRow row) =>
        new(
            row.ItemId,
            row.Name,
            row.Category,
            row.Brand,
            row.Price,
            row.Currency,
            row.Stock,
            row.Available,
            row.Recommendable,
            row.Description,
            row.ImageUrl,
            row.Tags,
            row.Attributes is null ? null : JsonSerializer.Deserialize<Dictionary<string, object?>>(row.Attributes),
            row.CreatedAt
        );
}

/// <summary>A page of products.</summary>
/// <param name="Items">By id, in byte order.</param>
/// <param name="Next">What to give as <c>after</c> for the page after this one; absent on the last.</param>
internal sealed record ItemPage(IReadOnlyList<ItemAnswer> Items, string? Next);
