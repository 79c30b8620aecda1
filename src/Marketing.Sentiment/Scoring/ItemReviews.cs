using Marketing.Learning.Sentiment;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Scoring;

/// <summary>One review as the figures of its product see it.</summary>
/// <param name="OccurredAt">When it was written.</param>
/// <param name="Label">How it feels.</param>
/// <param name="Aspects">What it says of what.</param>
/// <param name="UserId">With <paramref name="EventId"/>, where it is.</param>
/// <param name="EventId">The event.</param>
/// <param name="GroupId">Reviews that say the same have it in common.</param>
internal sealed record CountedReview(
    DateTimeOffset OccurredAt,
    SentimentLabel Label,
    string Aspects,
    string UserId,
    string EventId,
    long GroupId
)
{
    /// <summary>1 positive, ½ neutral, 0 negative.</summary>
    public double Feeling =>
        Label switch
        {
            SentimentLabel.Positive => 1,
            SentimentLabel.Neutral => .5,
            _ => 0,
        };
}

/// <summary>Counts of one product.</summary>
/// <param name="Scored">Rows.</param>
/// <param name="Positive">Near-duplicates counted once; so the others.</param>
/// <param name="Negative">Negative ones.</param>
/// <param name="Neutral">Neutral ones.</param>
/// <param name="NewestAt">When the newest was written.</param>
internal sealed record ItemCounts(int Scored, int Positive, int Negative, int Neutral, DateTimeOffset NewestAt)
{
    /// <summary>(positive + k·prior) ÷ (positive + negative + k): the mean of a Beta posterior whose prior has the shop's share and the weight of k reviews.</summary>
    public static double Shrunk(int positive, int negative, double prior, double priorReviews) =>
        positive + negative + priorReviews > 0 ? (positive + (priorReviews * prior)) / (positive + negative + priorReviews) : prior;
}

/// <summary>Reads what the stored scores of products come to.</summary>
internal static class ItemReviews
{
    private const string Counts = """
        SELECT item_id, sum(n)::int, count(*) FILTER (WHERE label = 1)::int, count(*) FILTER (WHERE label = 0)::int,
            count(*) FILTER (WHERE label = 2)::int, max(newest)
        FROM (
            SELECT DISTINCT ON (item_id, group_id) item_id, label, count(*) OVER w AS n, max(occurred_at) OVER w AS newest
            FROM sentiment.review_scores WHERE item_id = ANY($1)
            WINDOW w AS (PARTITION BY item_id, group_id)
            ORDER BY item_id, group_id, occurred_at, user_id, event_id
        ) said
        GROUP BY item_id
        """;

    private const string Newest = """
        SELECT i.item_id, r.occurred_at, r.label, r.aspects::text, r.user_id, r.event_id, r.group_id
        FROM unnest($1::text[]) AS i(item_id)
        CROSS JOIN LATERAL (
            SELECT * FROM sentiment.review_scores s WHERE s.item_id = i.item_id
            ORDER BY s.occurred_at DESC, s.user_id DESC, s.event_id DESC LIMIT $2
        ) r
        ORDER BY i.item_id, r.occurred_at, r.user_id, r.event_id
        """;

    // Before the first review of a shop nothing is known: even.
    private const string Prior =
        "SELECT coalesce((sum(positive) + 1.0) / (sum(positive) + sum(negative) + 2.0), 0.5)::float8 FROM sentiment.item_moods";

    /// <summary>Counts of those that have any review.</summary>
    public static async Task<Dictionary<string, ItemCounts>> CountAsync(
        NpgsqlConnection connection,
        string[] itemIds,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(Counts, connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter { Value = itemIds, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var counts = new Dictionary<string, ItemCounts>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
        {
            counts[reader.GetString(0)] = new ItemCounts(
                reader.GetInt32(1),
                reader.GetInt32(2),
                reader.GetInt32(3),
                reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5)
            );
        }

        return counts;
    }

    /// <summary>The newest reviews of each product, oldest first; of those that say the same the oldest alone.</summary>
    public static async Task<Dictionary<string, List<CountedReview>>> NewestAsync(
        NpgsqlConnection connection,
        string[] itemIds,
        int limit,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(Newest, connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter { Value = itemIds, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)limit, NpgsqlDbType = NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var reviews = new Dictionary<string, List<CountedReview>>(StringComparer.Ordinal);
        var seen = new HashSet<(string, long)>();
        while (await reader.ReadAsync(cancel))
        {
            var (item, group) = (reader.GetString(0), reader.GetInt64(6));
            if (!seen.Add((item, group)))
            {
                continue;
            }

            if (!reviews.TryGetValue(item, out var own))
            {
                reviews[item] = own = [];
            }

            own.Add(
                new CountedReview(
                    reader.GetFieldValue<DateTimeOffset>(1),
                    (SentimentLabel)reader.GetInt16(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetString(5),
                    group
                )
            );
        }

        return reviews;
    }

    /// <summary>The shop's share of positive among positive and negative reviews, with one more of each.</summary>
    public static async Task<double> ShopShareAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Prior, connection);
        return (double)(await command.ExecuteScalarAsync(cancel) ?? 0.5);
    }
}
