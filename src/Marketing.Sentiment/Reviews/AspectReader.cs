using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Endpoints;
using Marketing.Sentiment.Scoring;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Reviews;

/// <summary>Reads what a product's reviews say of which aspect, with quotes.</summary>
internal static class AspectReader
{
    private const int MostAspects = 20;
    private const int QuotedReviews = 200;
    private const int QuotesOfLabel = 2;
    private const int LongestQuote = 200;

    private const string Counts = """
        SELECT a->>'aspect', count(DISTINCT said.group_id)::int, count(*) FILTER (WHERE a->>'label' = 'positive')::int,
            count(*) FILTER (WHERE a->>'label' = 'neutral')::int, count(*) FILTER (WHERE a->>'label' = 'negative')::int
        FROM (
            SELECT DISTINCT ON (group_id) group_id, aspects FROM sentiment.review_scores WHERE item_id = $1
            ORDER BY group_id, occurred_at, user_id, event_id
        ) said CROSS JOIN LATERAL jsonb_array_elements(said.aspects) a
        GROUP BY 1 ORDER BY 2 DESC, (a->>'aspect') COLLATE "C" LIMIT $2
        """;

    private const string Newest = """
        SELECT s.occurred_at, s.aspects::text, e.text, s.group_id
        FROM sentiment.review_scores s JOIN shop.events e ON e.user_id = s.user_id AND e.event_id = s.event_id
        WHERE s.item_id = $1 AND s.aspects <> '[]'::jsonb ORDER BY s.occurred_at DESC, s.user_id, s.event_id LIMIT $2
        """;

    /// <summary>The aspects talked about most, first.</summary>
    public static async Task<IReadOnlyList<AspectSummary>> ReadAsync(NpgsqlConnection connection, string itemId, CancellationToken cancel)
    {
        var aspects = new List<AspectSummary>();
        await using (var command = Command(connection, Counts, itemId, MostAspects))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                aspects.Add(
                    new AspectSummary(
                        reader.GetString(0),
                        reader.GetInt32(1),
                        reader.GetInt32(2),
                        reader.GetInt32(3),
                        reader.GetInt32(4),
                        []
                    )
                );
            }
        }

        if (aspects.Count == 0)
        {
            return aspects;
        }

        var quotes = await QuotesAsync(connection, itemId, cancel);
        return [.. aspects.Select(aspect => aspect with { Quotes = quotes.GetValueOrDefault(aspect.Aspect) ?? [] })];
    }

    private static async Task<Dictionary<string, List<QuotedReview>>> QuotesAsync(
        NpgsqlConnection connection,
        string itemId,
        CancellationToken cancel
    )
    {
        var quotes = new Dictionary<string, List<QuotedReview>>(StringComparer.Ordinal);
        var groups = new HashSet<long>();
        await using var command = Command(connection, Newest, itemId, QuotedReviews);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!groups.Add(reader.GetInt64(3)))
            {
                continue;
            }

            var (at, text) = (reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(2));
            foreach (var aspect in StoredAspects.Read(reader.GetString(1)).Where(a => a.Label != SentimentLabel.Neutral))
            {
                if (!quotes.TryGetValue(aspect.Aspect, out var own))
                {
                    quotes[aspect.Aspect] = own = [];
                }

                if (own.Count(quote => quote.Label == aspect.Label) < QuotesOfLabel)
                {
                    own.Add(new QuotedReview(Excerpt.Of(text, aspect.Start, aspect.Length, LongestQuote), aspect.Label, at));
                }
            }
        }

        return quotes;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string itemId, int limit)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = itemId, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)limit, NpgsqlDbType = NpgsqlDbType.Bigint });
        return command;
    }
}
