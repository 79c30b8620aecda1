using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Scoring;

/// <summary>A review that waits to be scored.</summary>
/// <param name="UserId">The event's subject.</param>
/// <param name="EventId">The event.</param>
/// <param name="ItemId">What it is about.</param>
/// <param name="OccurredAt">When it was written.</param>
/// <param name="Text">What it says.</param>
/// <param name="ReceivedAt">When it was stored.</param>
internal readonly record struct PendingReview(
    string UserId,
    string EventId,
    string ItemId,
    DateTimeOffset OccurredAt,
    string Text,
    DateTimeOffset ReceivedAt
)
{
    // The condition is that of the index of reviews. A review that is being deleted is left alone.
    private const string Unscored = """
        SELECT e.user_id, e.event_id, e.item_id, e.occurred_at, e.text, e.received_at FROM shop.events e
        WHERE e.type = 7 AND e.text IS NOT NULL AND e.received_at >= $1 AND e.item_id IS NOT NULL AND e.weight > 0
            AND NOT EXISTS (SELECT FROM sentiment.review_scores s WHERE s.user_id = e.user_id AND s.event_id = e.event_id)
        ORDER BY e.received_at, e.user_id, e.event_id LIMIT $2 FOR KEY SHARE OF e SKIP LOCKED
        """;

    private const string Outdated = """
        SELECT e.user_id, e.event_id, e.item_id, e.occurred_at, e.text, e.received_at
        FROM sentiment.review_scores s JOIN shop.events e ON e.user_id = s.user_id AND e.event_id = s.event_id
        WHERE (s.user_id, s.event_id) > ($1, $2) AND (s.model_version <> $3 OR s.aspects_version <> $4)
        ORDER BY s.user_id, s.event_id LIMIT $5 FOR KEY SHARE OF e SKIP LOCKED
        """;

    /// <summary>Reviews without a score that were stored since an instant, oldest first.</summary>
    public static async Task<List<PendingReview>> WithoutScoreAsync(
        NpgsqlConnection connection,
        DateTimeOffset since,
        int limit,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(Unscored, connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter { Value = since.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)limit, NpgsqlDbType = NpgsqlDbType.Bigint });
        return await ReadAsync(command, cancel);
    }

    /// <summary>Reviews that another version scored, by key, after a key.</summary>
    public static async Task<List<PendingReview>> OfOtherVersionsAsync(
        NpgsqlConnection connection,
        (string UserId, string EventId) after,
        ScoringVersion version,
        int limit,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(Outdated, connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter { Value = after.UserId, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = after.EventId, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = version.Model, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = version.Aspects, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)limit, NpgsqlDbType = NpgsqlDbType.Bigint });
        return await ReadAsync(command, cancel);
    }

    private static async Task<List<PendingReview>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<PendingReview> reviews = [];
        while (await reader.ReadAsync(cancel))
        {
            reviews.Add(
                new PendingReview(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetString(4),
                    reader.GetFieldValue<DateTimeOffset>(5)
                )
            );
        }

        return reviews;
    }
}

/// <summary>What a stored score was made by.</summary>
/// <param name="Model">Version of the model; of the base it begins with <c>base</c>.</param>
/// <param name="Aspects">State of the aspect lists.</param>
internal readonly record struct ScoringVersion(string Model, int Aspects);
