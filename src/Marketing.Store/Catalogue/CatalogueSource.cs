using System.Data.Common;
using Marketing.Store.Mirrors;

namespace Marketing.Store;

internal sealed class CatalogueSource : IMirrorSource<CatalogueItem>
{
    public string FileName => "catalogue-2.bin";

    public string Select =>
        "SELECT item_id, name, category, brand, price, currency, stock, available, recommendable, image_url, tags, created_at, attributes, changed_at FROM shop.items";

    public string KeyColumn => "item_id";

    public string Table => "shop.items";

    public string KeyOf(CatalogueItem row) => row.ItemId;

    public CatalogueItem Read(DbDataReader reader) =>
        new(
            reader.GetString(0),
            Text(reader, 1),
            Text(reader, 2),
            Text(reader, 3),
            reader.IsDBNull(4) ? null : reader.GetDecimal(4),
            Text(reader, 5),
            reader.IsDBNull(6) ? null : reader.GetInt32(6),
            reader.GetBoolean(7),
            reader.GetBoolean(8),
            Text(reader, 9),
            ItemTags.Of(reader.GetFieldValue<string[]>(10)),
            reader.GetFieldValue<DateTimeOffset>(11)
        )
        {
            Attributes = ItemAttributes.Of(Text(reader, 12)),
        };

    public void Write(BinaryWriter writer, CatalogueItem row)
    {
        writer.Write(row.ItemId);
        writer.WriteText(row.Name);
        writer.WriteText(row.Category);
        writer.WriteText(row.Brand);
        writer.Write(row.Price is not null);
        if (row.Price is { } price)
        {
            writer.Write(price);
        }

        writer.WriteText(row.Currency);
        writer.Write(row.Stock ?? -1);
        writer.Write(row.Available);
        writer.Write(row.Recommendable);
        writer.WriteText(row.ImageUrl);
        writer.Write7BitEncodedInt(row.Tags.Count);
        foreach (var tag in row.Tags)
        {
            writer.Write(tag);
        }

        writer.Write(row.CreatedAt.UtcTicks);
        writer.WriteText(row.Attributes.Json);
    }

    public CatalogueItem Read(BinaryReader reader) =>
        new(
            reader.ReadString(),
            reader.ReadText(),
            reader.ReadText(),
            reader.ReadText(),
            reader.ReadBoolean() ? reader.ReadDecimal() : null,
            reader.ReadText(),
            reader.ReadInt32() is >= 0 and var stock ? stock : null,
            reader.ReadBoolean(),
            reader.ReadBoolean(),
            reader.ReadText(),
            ItemTags.Of(Tags(reader)),
            new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero)
        )
        {
            Attributes = ItemAttributes.Of(reader.ReadText()),
        };

    private static string[] Tags(BinaryReader reader)
    {
        var tags = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < tags.Length; i++)
        {
            tags[i] = reader.ReadString();
        }

        return tags;
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
