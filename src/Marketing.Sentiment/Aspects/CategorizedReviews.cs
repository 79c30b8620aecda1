using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Aspects;

/// <summary>The newest different reviews of products whose category is known.</summary>
/// <param name="Texts">Shape [n], newest first.</param>
/// <param name="Categories">Path of each. Shape [n].</param>
internal sealed record CategorizedReviews(IReadOnlyList<string> Texts, IReadOnlyList<string> Categories)
{
    // Terms of a whole shop hide in its departments: these and the shelves below them have lists of their own.
    private const int Depth = 2;

    // The condition is that of the index of reviews.
    private const string Newest = """
        SELECT e.text, i.category FROM shop.events e JOIN shop.items i ON i.item_id = e.item_id
        WHERE e.type = 7 AND e.text IS NOT NULL AND e.item_id IS NOT NULL AND e.weight > 0 AND i.category IS NOT NULL
        ORDER BY e.received_at DESC, e.user_id, e.event_id LIMIT $1
        """;

    public static async Task<CategorizedReviews> ReadAsync(NpgsqlConnection connection, int limit, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Newest, connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter { Value = (long)limit, NpgsqlDbType = NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var (texts, categories, seen) = (new List<string>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        while (await reader.ReadAsync(cancel))
        {
            // A template that many send is one text.
            if (seen.Add(reader.GetString(0)))
            {
                texts.Add(reader.GetString(0));
                categories.Add(reader.GetString(1));
            }
        }

        return new CategorizedReviews(texts, categories);
    }

    /// <summary>Categories with enough reviews, and enough others, to be compared; those above before those below.</summary>
    public IReadOnlyList<string> Comparable(int least) =>
        [
            .. Categories
                .SelectMany(Paths)
                .GroupBy(path => path, StringComparer.Ordinal)
                .Where(path => path.Count() >= least && Texts.Count - path.Count() >= least)
                .Select(path => path.Key)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The reviews of a category with all below it, or all others.</summary>
    public IReadOnlyList<string> Of(string category, bool others) =>
        [.. Texts.Where((_, at) => CategoryPath.IsWithin(Categories[at], category) != others)];

    private static IEnumerable<string> Paths(string category)
    {
        var parts = category.Split(CategoryPath.Divider);
        return Enumerable.Range(1, Math.Min(Depth, parts.Length)).Select(depth => string.Join(CategoryPath.Divider, parts.Take(depth)));
    }
}
