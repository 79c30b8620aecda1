using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Marketing.Store;

/// <summary>The one parser of an item's JSON, for the interface and for imported NDJSON.</summary>
public static class ItemJson
{
    private static readonly FieldNames Names = new(
        "itemId",
        "name",
        "category",
        "brand",
        "price",
        "currency",
        "stock",
        "available",
        "recommendable",
        "description",
        "imageUrl",
        "tags",
        "attributes",
        "createdAt"
    );

    /// <summary>Reads one item from one JSON text, such as a line of NDJSON.</summary>
    /// <param name="utf8">The whole text; spaces around the object are allowed.</param>
    /// <param name="index">Position in the batch, for <paramref name="rejected"/>.</param>
    /// <param name="row">The item, checked by <see cref="ItemRules"/>.</param>
    /// <param name="rejected">Otherwise what is wrong with it first.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        int index,
        [NotNullWhen(true)] out NewItem? row,
        [NotNullWhen(false)] out RejectedRow? rejected
    )
    {
        var faults = new RowFaults();
        row = RowJson.Read(utf8, Read, faults);
        rejected = row is null ? faults.First(index) : null;
        return row is not null;
    }

    /// <summary>Reads the body of a request that names the item in its address; the body may leave the id out or repeat it.</summary>
    /// <param name="utf8">The whole body.</param>
    /// <param name="itemId">The id of the address.</param>
    /// <param name="maxDepth">Deepest nesting.</param>
    /// <param name="faults">Where everything that is wrong is noted, by field.</param>
    /// <returns>The item, or null when <paramref name="faults"/> has any.</returns>
    public static NewItem? ReadBody(ReadOnlySpan<byte> utf8, string itemId, int maxDepth, RowFaults faults) =>
        RowJson.Read(utf8, maxDepth, (ref Utf8JsonReader reader, RowFaults found) => Read(ref reader, found, itemId), faults);

    /// <summary>Reads the value that the reader stands on, and leaves the reader on its end.</summary>
    /// <returns>The item, or null when <paramref name="faults"/> says what is wrong.</returns>
    internal static NewItem? Read(ref Utf8JsonReader reader, RowFaults faults) => Read(ref reader, faults, null);

    /// <summary>The same for a body whose id stands in the route already; the body may leave it out or repeat it.</summary>
    internal static NewItem? Read(ref Utf8JsonReader reader, RowFaults faults, string? routeId)
    {
        var row = new JsonRow(reader, faults);
        var read = row.Begin() ? Read(ref row, routeId) : null;
        reader = row.Reader;
        if (read is not null)
        {
            ItemRules.Check(read, faults);
        }

        return faults.Any ? null : read;
    }

    private static NewItem? Read(ref JsonRow row, string? routeId)
    {
        string? itemId = null,
            name = null,
            category = null,
            brand = null,
            currency = null,
            description = null,
            imageUrl = null,
            attributes = null;
        decimal? price = null;
        int? stock = null;
        bool? available = null,
            recommendable = null;
        List<string>? tags = null;
        DateTimeOffset? createdAt = null;
        while (row.Next(Names, out var index))
        {
            var field = Names[index];
            switch (field)
            {
                case "itemId":
                    itemId = row.Text(field);
                    break;
                case "name":
                    name = row.Text(field);
                    break;
                case "category":
                    category = row.Text(field);
                    break;
                case "brand":
                    brand = row.Text(field);
                    break;
                case "price":
                    price = row.Money(field);
                    break;
                case "currency":
                    currency = row.Text(field);
                    break;
                case "stock":
                    stock = row.Whole(field);
                    break;
                case "available":
                    available = row.Flag(field);
                    break;
                case "recommendable":
                    recommendable = row.Flag(field);
                    break;
                case "description":
                    description = row.Text(field);
                    break;
                case "imageUrl":
                    imageUrl = row.Text(field);
                    break;
                case "tags":
                    tags = row.Texts(field, ItemRules.MaxTags);
                    break;
                case "createdAt":
                    createdAt = row.Time(field);
                    break;
                default:
                    attributes = row.Object(field, EventRules.MaxAttributesBytes);
                    break;
            }
        }

        var id = row.RouteId("itemId", itemId, routeId);
        return id is null
            ? null
            : new NewItem
            {
                ItemId = id,
                Name = name,
                Category = category,
                Brand = brand,
                Price = price,
                Currency = currency,
                Stock = stock,
                Available = available ?? true,
                Recommendable = recommendable,
                Description = description,
                ImageUrl = imageUrl,
                Tags = tags is null ? [] : [.. tags.Distinct()],
                Attributes = attributes,
                CreatedAt = createdAt,
            };
    }
}
