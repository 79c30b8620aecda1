using Marketing.Sentiment.Endpoints;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Reviews;

/// <summary>Counts of one bucket, near-duplicates counted once.</summary>
/// <param name="From">First instant of the bucket.</param>
/// <param name="Positive">Positive reviews.</param>
/// <param name="Negative">Negative reviews.</param>
/// <param name="Neutral">Neutral reviews.</param>
internal readonly record struct TrendCount(DateTimeOffset From, int Positive, int Negative, int Neutral);

/// <summary>Reads how feelings went over time.</summary>
internal static class TrendReader
{
    // Who says the same as somebody before counts in the bucket of the first.
    private const string Sql = """
        SELECT date_trunc($1, said.occurred_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', count(*) FILTER (WHERE label = 1)::int,
            count(*) FILTER (WHERE label = 0)::int, count(*) FILTER (WHERE label = 2)::int
        FROM (
            SELECT DISTINCT ON (s.group_id) s.occurred_at, {0} AS label
            FROM sentiment.review_scores s {1}
            WHERE s.occurred_at >= $2 AND s.occurred_at < $3 {2}
            ORDER BY s.group_id, s.occurred_at, s.user_id, s.event_id
        ) said
        GROUP BY 1
        """;

    // What one review says of an aspect in several places is positive or negative where it says that more often.
    private const string AspectLabel = """
        (SELECT CASE sign(sum(CASE a->>'label' WHEN 'positive' THEN 1 WHEN 'negative' THEN -1 ELSE 0 END)) WHEN 1 THEN 1 WHEN -1 THEN 0 ELSE 2 END
            FROM jsonb_array_elements(s.aspects) a WHERE a->>'aspect' = $6)
        """;

    /// <summary>Every bucket of the span, empty ones too.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="span">From when to when.</param>
    /// <param name="itemId">Only this product.</param>
    /// <param name="category">Only products of this category and those below.</param>
    /// <param name="aspect">Only what is said of this aspect.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<IReadOnlyList<TrendCount>> ReadAsync(
        NpgsqlConnection connection,
        TrendSpan span,
        string? itemId,
        string? category,
        string? aspect,
        CancellationToken cancel
    )
    {
        var sql = Sql.Replace("{0}", aspect is null ? "s.label" : AspectLabel, StringComparison.Ordinal)
            .Replace("{1}", category is null ? "" : "JOIN shop.items i ON i.item_id = s.item_id", StringComparison.Ordinal)
            .Replace(
                "{2}",
                (itemId is null ? "" : " AND s.item_id = $4")
                    + (category is null ? "" : " AND (i.category = $5 OR starts_with(i.category, $5 || ' > '))")
                    + (aspect is null ? "" : " AND s.aspects @> jsonb_build_array(jsonb_build_object('aspect', $6))"),
                StringComparison.Ordinal
            );
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = span.Bucket, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = span.Starts[0].UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = span.End.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        foreach (var text in new[] { itemId, category, aspect })
        {
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        }

        var counts = new Dictionary<DateTimeOffset, TrendCount>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var from = reader.GetFieldValue<DateTimeOffset>(0);
            counts[from] = new TrendCount(from, reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
        }

        return [.. span.Starts.Select(start => counts.GetValueOrDefault(start, new TrendCount(start, 0, 0, 0)))];
    }
}
