using Marketing.Sentiment.Turns;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Scoring;

/// <summary>Works out again what the reviews of products come to, and opens and closes their alerts. Inside the scorer's transaction.</summary>
internal sealed class MoodWriter(SentimentOptions options)
{
    private const string Upsert = """
        INSERT INTO sentiment.item_moods (item_id, scored, positive, negative, neutral, share, newest_at, turned_at, share_before, share_after,
            model_version, aspects_version, changed_at)
        SELECT n.*, $11, $12, $13
        FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[], $6::float8[], $7::timestamptz[], $8::timestamptz[], $9::float8[], $10::float8[]) AS n
        ON CONFLICT (item_id) DO UPDATE SET scored = excluded.scored, positive = excluded.positive, negative = excluded.negative,
            neutral = excluded.neutral, share = excluded.share, newest_at = excluded.newest_at, turned_at = excluded.turned_at,
            share_before = excluded.share_before, share_after = excluded.share_after, model_version = excluded.model_version,
            aspects_version = excluded.aspects_version, changed_at = excluded.changed_at
        """;

    private const string Open = """
        INSERT INTO sentiment.mood_alerts (alert_id, item_id, direction, turned_at, found_at, evidence)
        SELECT n.alert_id, n.item_id, n.direction, n.turned_at, $6, n.evidence::jsonb
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) AS n(alert_id, item_id, direction, turned_at, evidence)
        ON CONFLICT (item_id) WHERE closed_at IS NULL DO UPDATE SET turned_at = excluded.turned_at, evidence = excluded.evidence
        """;

    // Also where it has turned the other way meanwhile: that is another alert.
    private const string Close = """
        UPDATE sentiment.mood_alerts a SET closed_at = $3 WHERE a.closed_at IS NULL AND a.item_id = ANY($1)
            AND NOT EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS n(item_id, direction) WHERE n.item_id = a.item_id AND n.direction = a.direction)
        """;

    /// <summary>Writes the moods of these products as their scores are now; products without any score have none.</summary>
    public async Task WriteAsync(
        NpgsqlConnection connection,
        string[] itemIds,
        ScoringVersion version,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var counts = await ItemReviews.CountAsync(connection, itemIds, cancel);
        var newest = await ItemReviews.NewestAsync(connection, itemIds, options.Turn.Reviews, cancel);
        var prior = await ItemReviews.ShopShareAsync(connection, cancel);
        var turns = itemIds.ToDictionary(
            id => id,
            id => newest.TryGetValue(id, out var reviews) ? Turn.Find(reviews, options.Turn, now) : null,
            StringComparer.Ordinal
        );
        await DeleteAsync(connection, [.. itemIds.Where(id => !counts.ContainsKey(id))], cancel);
        await UpsertAsync(connection, counts, turns, prior, version, now, cancel);
        await AlertAsync(connection, itemIds, turns, now, cancel);
    }

    private async Task UpsertAsync(
        NpgsqlConnection connection,
        Dictionary<string, ItemCounts> counts,
        Dictionary<string, Turn?> turns,
        double prior,
        ScoringVersion version,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        string[] ids = [.. counts.Keys.Order(StringComparer.Ordinal)];
        await using var command = new NpgsqlCommand(Upsert, connection);
        Add(command, NpgsqlDbType.Text, ids);
        Add(command, NpgsqlDbType.Integer, ids.Select(id => counts[id].Scored));
        Add(command, NpgsqlDbType.Integer, ids.Select(id => counts[id].Positive));
        Add(command, NpgsqlDbType.Integer, ids.Select(id => counts[id].Negative));
        Add(command, NpgsqlDbType.Integer, ids.Select(id => counts[id].Neutral));
        Add(
            command,
            NpgsqlDbType.Double,
            ids.Select(id => ItemCounts.Shrunk(counts[id].Positive, counts[id].Negative, prior, options.PriorReviews))
        );
        Add(command, NpgsqlDbType.TimestampTz, ids.Select(id => counts[id].NewestAt.UtcDateTime));
        Add(command, NpgsqlDbType.TimestampTz, ids.Select(id => turns[id]?.At.UtcDateTime));
        Add(command, NpgsqlDbType.Double, ids.Select(id => turns[id]?.Evidence.ShareBefore));
        Add(command, NpgsqlDbType.Double, ids.Select(id => turns[id]?.Evidence.ShareAfter));
        command.Parameters.Add(new NpgsqlParameter { Value = version.Model, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = version.Aspects, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(Time(now));
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, string[] itemIds, CancellationToken cancel)
    {
        if (itemIds.Length > 0)
        {
            await using var command = new NpgsqlCommand("DELETE FROM sentiment.item_moods WHERE item_id = ANY($1)", connection);
            Add(command, NpgsqlDbType.Text, itemIds);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private static async Task AlertAsync(
        NpgsqlConnection connection,
        string[] itemIds,
        Dictionary<string, Turn?> turns,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using (var close = new NpgsqlCommand(Close, connection))
        {
            Add(close, NpgsqlDbType.Text, itemIds);
            Add(close, NpgsqlDbType.Text, itemIds.Select(id => turns[id]?.Direction));
            close.Parameters.Add(Time(now));
            await close.ExecuteNonQueryAsync(cancel);
        }

        (string Id, Turn Turn)[] found = [.. turns.Where(t => t.Value is not null).Select(t => (t.Key, t.Value)).OfType<(string, Turn)>()];
        if (found.Length > 0)
        {
            await using var open = new NpgsqlCommand(Open, connection);
            Add(open, NpgsqlDbType.Uuid, found.Select(_ => Guid.CreateVersion7(now)));
            Add(open, NpgsqlDbType.Text, found.Select(f => f.Id));
            Add(open, NpgsqlDbType.Text, found.Select(f => f.Turn.Direction));
            Add(open, NpgsqlDbType.TimestampTz, found.Select(f => f.Turn.At.UtcDateTime));
            Add(open, NpgsqlDbType.Text, found.Select(f => f.Turn.Evidence.ToJson()));
            open.Parameters.Add(Time(now));
            await open.ExecuteNonQueryAsync(cancel);
        }
    }

    private static NpgsqlParameter Time(DateTimeOffset time) => new() { Value = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType element, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | element });
}
