using System.Globalization;
using System.Text;
using Marketing.Learning.Sentiment;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Reviews;

/// <summary>What is looked for; null stands for anything.</summary>
internal sealed record ReviewFilter
{
    public string? ItemId { get; init; }

    public string? Category { get; init; }

    public SentimentLabel? Label { get; init; }

    public string? Aspect { get; init; }

    /// <summary>The feeling about <see cref="Aspect"/>, or about any.</summary>
    public SentimentLabel? AspectLabel { get; init; }

    public string? Language { get; init; }

    /// <summary>Words that the text has all of; empty: any text.</summary>
    public int[] Words { get; init; } = [];

    public DateTimeOffset? From { get; init; }

    public ReviewPlace? After { get; init; }
}

/// <summary>A scored review as it is shown.</summary>
internal sealed record FoundReview(
    string UserId,
    string EventId,
    string ItemId,
    DateTimeOffset OccurredAt,
    string Text,
    double? Stars,
    SentimentLabel Label,
    double Score,
    string Language,
    string ModelVersion,
    string Aspects
)
{
    public ReviewPlace Place => new(OccurredAt, UserId, EventId);
}

/// <summary>Searches the scored reviews, newest first.</summary>
internal static class ReviewSearch
{
    private const string Select = """
        SELECT s.user_id, s.event_id, s.item_id, s.occurred_at, e.text, e.value, s.label, s.score, s.language, s.model_version, s.aspects::text
        FROM sentiment.review_scores s JOIN shop.events e ON e.user_id = s.user_id AND e.event_id = s.event_id
        """;

    /// <summary>At most <paramref name="limit"/> reviews.</summary>
    public static async Task<List<FoundReview>> FindAsync(
        NpgsqlConnection connection,
        ReviewFilter filter,
        int limit,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        var sql = new StringBuilder(Select);
        string Add(object value, NpgsqlDbType type)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
            return "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        }

        if (filter.Category is { } category)
        {
            var path = Add(category, NpgsqlDbType.Text);
            sql.Append(
                CultureInfo.InvariantCulture,
                $" JOIN shop.items i ON i.item_id = s.item_id AND (i.category = {path} OR starts_with(i.category, {path} || ' > '))"
            );
        }

        sql.Append(" WHERE true");
        if (filter.ItemId is { } item)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND s.item_id = {Add(item, NpgsqlDbType.Text)}");
        }

        if (filter.Label is { } label)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND s.label = {Add((short)label, NpgsqlDbType.Smallint)}");
        }

        if (filter.Language is { } language)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND s.language = {Add(language, NpgsqlDbType.Text)}");
        }

        if (filter.From is { } from)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND s.occurred_at >= {Add(from.UtcDateTime, NpgsqlDbType.TimestampTz)}");
        }

        if (AspectPattern(filter) is { } pattern)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND s.aspects @> {Add(pattern, NpgsqlDbType.Jsonb)}");
        }

        if (filter.Words.Length > 0)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND s.words @> {Add(filter.Words, NpgsqlDbType.Array | NpgsqlDbType.Integer)}");
        }

        if (filter.After is { } after)
        {
            var (time, user, id) = (
                Add(after.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz),
                Add(after.UserId, NpgsqlDbType.Text),
                Add(after.EventId, NpgsqlDbType.Text)
            );
            sql.Append(
                CultureInfo.InvariantCulture,
                $" AND s.occurred_at <= {time} AND (s.occurred_at < {time} OR (s.user_id, s.event_id) > ({user}, {id}))"
            );
        }

        sql.Append(
            CultureInfo.InvariantCulture,
            $" ORDER BY s.occurred_at DESC, s.user_id, s.event_id LIMIT {Add((long)limit, NpgsqlDbType.Bigint)}"
        );
        command.CommandText = sql.ToString();
        return await ReadAsync(command, cancel);
    }

    private static string? AspectPattern(ReviewFilter filter)
    {
        if (filter.Aspect is null && filter.AspectLabel is null)
        {
            return null;
        }

        var pattern = new Dictionary<string, string>(StringComparer.Ordinal);
        if (filter.Aspect is { } aspect)
        {
            pattern["aspect"] = aspect;
        }

        if (filter.AspectLabel is { } label)
        {
            pattern["label"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(label.ToString());
        }

        return System.Text.Json.JsonSerializer.Serialize(new[] { pattern });
    }

    private static async Task<List<FoundReview>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<FoundReview> found = [];
        while (await reader.ReadAsync(cancel))
        {
            found.Add(
                new FoundReview(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.IsDBNull(4) ? "" : reader.GetString(4),
                    reader.IsDBNull(5) ? null : reader.GetDouble(5),
                    (SentimentLabel)reader.GetInt16(6),
                    reader.GetFloat(7),
                    reader.GetString(8),
                    reader.GetString(9),
                    reader.GetString(10)
                )
            );
        }

        return found;
    }
}
