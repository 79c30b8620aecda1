namespace Marketing.Store.Imports;

/// <summary>Our own form of the catalogue. In CSV, tags stand in one cell, divided by <c>|</c>.</summary>
internal sealed class OwnItems(ImportSession session) : IImportReader
{
    private static readonly string[] Fields =
    [
        "itemId|id",
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
        "createdAt",
    ];

    /// <summary>For the help.</summary>
    public static string Columns => OwnTable.NamesOf(Fields);

    public IEnumerable<ImportRow> Read(ImportFile file) =>
        OwnTable.IsJson(file) ? OwnTable.JsonRows<NewItem>(file, session, ItemJson.TryParse) : ReadCsv(file);

    private IEnumerable<ImportRow> ReadCsv(ImportFile file)
    {
        using var table = new OwnTable(file, session, Fields);
        while (table.Read())
        {
            var row = Convert(table);
            if (session.Passes(row, table.Line, table.Raw))
            {
                yield return new ImportRow(table.Line, table.Raw, row);
            }
        }
    }

    private NewItem Convert(OwnTable table)
    {
        var faults = session.Faults;
        return new NewItem
        {
            ItemId = Cells.Needed(table[0], "itemId", faults) ?? "",
            Name = table[1],
            Category = table[2],
            Brand = table[3],
            Price = Cells.Money(table[4], "price", faults),
            Currency = table[5],
            Stock = Cells.Whole(table[6], "stock", faults),
            Available = Cells.Flag(table[7], "available", faults) ?? true,
            Recommendable = Cells.Flag(table[8], "recommendable", faults),
            Description = table[9],
            ImageUrl = table[10],
            Tags = [.. (table[11] ?? "").Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()],
            Attributes = table.Attributes(12),
            CreatedAt = Cells.Time(table[13], "createdAt", faults),
        };
    }
}
