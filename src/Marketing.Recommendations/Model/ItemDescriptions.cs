using System.Text.Json;
using Marketing.Learning.Recommenders;
using Marketing.Store;
using Npgsql;

namespace Marketing.Recommendations.Model;

/// <summary>What the catalogue says of the items, as <c>content</c> and <c>hybrid</c> learn from it.</summary>
internal static class ItemDescriptions
{
    // A page of text is enough; what comes after it seldom says what the thing is.
    private const string Sql = """
        SELECT item_id, name, category, brand, price::float8, tags, attributes::text, left(description, 4000), created_at, m.share,
            (SELECT least(1, extract(epoch FROM sum(coalesce(ended_at, now()) - greatest(started_at, now() - interval '90 days')))
                / extract(epoch FROM interval '90 days'))::float8
            FROM shop.stock_outs s WHERE s.item_id = i.item_id AND (ended_at IS NULL OR ended_at > now() - interval '90 days'))
        FROM shop.items i LEFT JOIN sentiment.item_moods m USING (item_id)
        WHERE recommendable ORDER BY item_id COLLATE "C"
        """;

    /// <summary>All items that may be recommended, by id.</summary>
    /// <param name="snapshot">Connection inside the run's read-only transaction.</param>
    /// <param name="cancel">Cancels the read.</param>
    public static async Task<IReadOnlyDictionary<string, ItemDescription>> ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        var items = new Dictionary<string, ItemDescription>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(Sql, snapshot) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            items[reader.GetString(0)] = new ItemDescription
            {
                Name = Text(1),
                Category = Text(2),
                Brand = Text(3),
                Price = reader.IsDBNull(4) ? null : reader.GetDouble(4),
                Tags = reader.IsDBNull(5) ? [] : reader.GetFieldValue<string[]>(5),
                Attributes = Attributes(Text(6)),
                Description = Text(7),
                CreatedAt = new DateTimeOffset(reader.GetFieldValue<DateTime>(8)).ToUnixTimeSeconds(),
                Mood = reader.IsDBNull(9) ? null : reader.GetDouble(9),
                SoldOut = reader.IsDBNull(10) ? 0 : Math.Max(0, reader.GetDouble(10)),
            };
        }

        return items;
    }

    /// <summary>What the catalogue in memory says of an item.</summary>
    public static ItemDescription Of(CatalogueItem item) =>
        new()
        {
            Name = item.Name,
            Category = item.Category,
            Brand = item.Brand,
            Price = (double?)item.Price,
            Tags = item.Tags,
        };

    /// <summary>Only what <see cref="Of"/> knows, so that both lie in one space.</summary>
    public static ItemDescription InMemory(ItemDescription item) => item with { Attributes = [], Description = null };

    /// <summary>Texts, numbers and truths of a JSON object, those in lists too; what is nested deeper is left out.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Attributes(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100_000 });
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var values = property.Value.ValueKind == JsonValueKind.Array ? [.. property.Value.EnumerateArray()] : new[] { property.Value };
            pairs.AddRange(
                values
                    .Where(value =>
                        value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                    )
                    .Select(value => KeyValuePair.Create(property.Name, value.ToString()))
            );
        }

        return pairs;
    }
}
