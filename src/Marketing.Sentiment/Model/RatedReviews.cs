using Marketing.Learning.Sentiment;
using Marketing.Learning.Text;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Model;

/// <summary>Reviews with text and stars, oldest first.</summary>
/// <param name="Texts">Shape [n].</param>
/// <param name="Labels">Shape [n].</param>
/// <param name="Times">Shape [n], ascending.</param>
/// <param name="Repeated">How many more there were that said word for word the same as an older one.</param>
internal sealed record RatedReviews(
    IReadOnlyList<string> Texts,
    IReadOnlyList<SentimentLabel> Labels,
    IReadOnlyList<DateTimeOffset> Times,
    int Repeated
)
{
    // The newest ones, and from those, oldest first. COLLATE "C" is in the columns: the order does not depend on the cluster.
    private const string Sql = """
        SELECT occurred_at, text, value FROM (
            SELECT occurred_at, text, value, user_id, event_id FROM shop.clean_events
            WHERE type = 7 AND text IS NOT NULL AND value IS NOT NULL
            ORDER BY occurred_at DESC, user_id, event_id LIMIT $1
        ) newest
        ORDER BY occurred_at, user_id, event_id
        """;

    /// <summary>Number of reviews.</summary>
    public int Count => Texts.Count;

    /// <summary>Reads them inside the run's transaction.</summary>
    public static async Task<RatedReviews> ReadAsync(NpgsqlConnection snapshot, SentimentOptions options, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Sql, snapshot) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter { Value = (long)options.MaximumReviews, NpgsqlDbType = NpgsqlDbType.Bigint });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var builder = new Builder(options);
        while (await reader.ReadAsync(cancel))
        {
            builder.Add(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetDouble(2));
        }

        return builder.Build();
    }

    /// <summary>The reviews [from, to) as a classifier learns from them.</summary>
    public LabelledTexts Part(int from, int to) => new([.. Texts.Skip(from).Take(to - from)], [.. Labels.Skip(from).Take(to - from)]);

    /// <summary>Index of the first review at or after an instant.</summary>
    public int FirstFrom(DateTimeOffset instant)
    {
        var at = 0;
        while (at < Times.Count && Times[at] < instant)
        {
            at++;
        }

        return at;
    }

    /// <summary>Takes reviews in the order of time and leaves out those that say word for word what an older one says: a template on both sides of the split would flatter every model.</summary>
    internal sealed class Builder(SentimentOptions options)
    {
        private readonly TokenBuffer _tokens = new();
        private readonly HashSet<ulong> _seen = [];
        private readonly List<string> _texts = [];
        private readonly List<SentimentLabel> _labels = [];
        private readonly List<DateTimeOffset> _times = [];
        private int _repeated;

        public void Add(DateTimeOffset time, string text, double stars)
        {
            TextTokenizer.Read(text, _tokens);
            var (hash, words) = (0UL, 0);
            foreach (ref readonly var token in _tokens.Tokens)
            {
                hash = Learning.SplitMix64.Mix(unchecked((hash * 31) + token.Hash));
                words += token.Kind is TokenKind.Word or TokenKind.Character ? 1 : 0;
            }

            if (words == 0 || !_seen.Add(hash))
            {
                _repeated += words == 0 ? 0 : 1;
                return;
            }

            _texts.Add(text);
            _times.Add(time);
            _labels.Add(
                stars >= options.PositiveFrom ? SentimentLabel.Positive
                : stars <= options.NegativeTo ? SentimentLabel.Negative
                : SentimentLabel.Neutral
            );
        }

        public RatedReviews Build() => new(_texts, _labels, _times, _repeated);
    }
}
