using Marketing.Sentiment.Duplicates;
using Marketing.Sentiment.Reviews;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Scoring;

/// <summary>Writes scores inside the scorer's transaction, which holds the scorer's lock: nobody else writes any.</summary>
internal sealed class ScoreWriter(SentimentOptions options)
{
    private const string Copy = """
        COPY sentiment.review_scores
            (user_id, event_id, item_id, occurred_at, label, score, language, model_version, aspects_version, aspects, words, bands, group_id, scored_at)
        FROM STDIN (FORMAT binary)
        """;

    private const string Update = """
        UPDATE sentiment.review_scores s SET label = n.label, score = n.score, language = n.language, aspects = n.aspects::jsonb,
            model_version = $7, aspects_version = $8, scored_at = $9
        FROM unnest($1::text[], $2::text[], $3::smallint[], $4::real[], $5::text[], $6::text[]) AS n(user_id, event_id, label, score, language, aspects)
        WHERE s.user_id = n.user_id AND s.event_id = n.event_id
        """;

    // The oldest of each group that shares a band with the batch.
    private const string Groups = """
        SELECT DISTINCT ON (s.group_id) s.group_id, s.user_id, s.item_id, e.text
        FROM sentiment.review_scores s JOIN shop.events e ON e.user_id = s.user_id AND e.event_id = s.event_id
        WHERE s.bands && $1
        ORDER BY s.group_id, s.occurred_at, s.user_id, s.event_id
        """;

    private readonly ReviewPrinter _printer = new(options.DuplicateWords);
    private readonly ReviewWords _words = new();

    /// <summary>Writes reviews that have no score yet, each into the group of reviews that say the same.</summary>
    public async Task AddAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ScoredReview> reviews,
        ScoringVersion version,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        ReviewPrint[] prints = [.. reviews.Select(r => _printer.Print(r.Review.Text, r.Review.UserId, r.Review.ItemId))];
        var groups = await KnownGroupsAsync(connection, prints, cancel);
        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancel);
        for (var i = 0; i < reviews.Count; i++)
        {
            var (review, reading) = (reviews[i].Review, reviews[i].Reading);
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(review.UserId, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(review.EventId, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(review.ItemId, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(review.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync((short)reading.Verdict.Label, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync((float)reading.Verdict.Score, NpgsqlDbType.Real, cancel);
            await copy.WriteAsync(reading.Language, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(version.Model, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(version.Aspects, NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(reviews[i].AspectsJson, NpgsqlDbType.Jsonb, cancel);
            await copy.WriteAsync(_words.Of(review.Text), NpgsqlDbType.Array | NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(prints[i].Bands, NpgsqlDbType.Array | NpgsqlDbType.Integer, cancel);
            await copy.WriteAsync(groups.Join(prints[i], IdOf(review)), NpgsqlDbType.Bigint, cancel);
            await copy.WriteAsync(now.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    /// <summary>Writes what a newer version says of reviews that have a score. What they say the same as does not depend on the model.</summary>
    public static async Task RenewAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ScoredReview> reviews,
        ScoringVersion version,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(Update, connection);
        Add(command, NpgsqlDbType.Text, reviews.Select(r => r.Review.UserId));
        Add(command, NpgsqlDbType.Text, reviews.Select(r => r.Review.EventId));
        Add(command, NpgsqlDbType.Smallint, reviews.Select(r => (short)r.Reading.Verdict.Label));
        Add(command, NpgsqlDbType.Real, reviews.Select(r => (float)r.Reading.Verdict.Score));
        Add(command, NpgsqlDbType.Text, reviews.Select(r => r.Reading.Language));
        Add(command, NpgsqlDbType.Text, reviews.Select(r => r.AspectsJson));
        command.Parameters.Add(new NpgsqlParameter { Value = version.Model, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = version.Aspects, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter { Value = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<ReviewGroups> KnownGroupsAsync(NpgsqlConnection connection, ReviewPrint[] prints, CancellationToken cancel)
    {
        var groups = new ReviewGroups(options.DuplicateSimilarity);
        await using var command = new NpgsqlCommand(Groups, connection) { CommandTimeout = 120 };
        Add(command, NpgsqlDbType.Integer, prints.SelectMany(print => print.Bands).Distinct());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            groups.Add(reader.GetInt64(0), _printer.Print(reader.GetString(3), reader.GetString(1), reader.GetString(2)));
        }

        return groups;
    }

    /// <summary>A number for a group that begins with this review.</summary>
    private static long IdOf(in PendingReview review) =>
        unchecked(
            (long)
                Learning.SplitMix64.Mix(
                    Learning.Text.TextTokenizer.HashOf(review.UserId) * 31 + Learning.Text.TextTokenizer.HashOf(review.EventId)
                )
        );

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType element, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | element });
}
