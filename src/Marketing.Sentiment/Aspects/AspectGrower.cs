using System.Text.Json;
using Marketing.Learning.Sentiment.Aspects;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Aspects;

/// <summary>Teaches the lists of aspects the terms that the reviews of a category use and others do not. One replica a night does it.</summary>
internal sealed class AspectGrower(
    NpgsqlDataSource database,
    AspectBook book,
    StoreChanges changes,
    SentimentOptions options,
    TimeProvider clock
)
{
    private const long LockKey = 0x6173_7065_6374;
    private const int MostReviews = 50_000;
    private const int LeastReviews = 100;

    // A night has its day: a run that was late must not make the next one skip.
    private static readonly TimeSpan Every = TimeSpan.FromHours(23);

    /// <summary>Looks the newest reviews through when nobody has done it for a day.</summary>
    /// <returns>Lists that have changed; null when it was not time, another replica is at it, or there are too few reviews.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<int?> GrowAsync(CancellationToken cancel)
    {
        if (options.GrownTerms == 0)
        {
            return null;
        }

        await book.LoadAsync(cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await IsDueAsync(connection, cancel))
        {
            return null;
        }

        var reviews = await CategorizedReviews.ReadAsync(connection, MostReviews, cancel);
        if (reviews.Texts.Count < LeastReviews)
        {
            return null;
        }

        var changed = Changed(book.Current, Grow(reviews, book.Current, cancel));
        foreach (var (category, terms) in changed)
        {
            await PutAsync(connection, category, terms, cancel);
        }

        await StampAsync(connection, cancel);
        if (changed.Count > 0)
        {
            await changes.AnnounceAsync(connection, transaction, ChangeKind.Aspects, [.. changed.Keys], cancel);
        }

        await transaction.CommitAsync(cancel);
        if (changed.Count > 0)
        {
            await book.LoadAsync(CancellationToken.None);
            changes.Raise(new StoreChange(ChangeKind.Aspects, [.. changed.Keys]));
        }

        return changed.Count;
    }

    private Dictionary<string, IReadOnlyList<GrownTerm>> Grow(CategorizedReviews reviews, AspectShelf shelf, CancellationToken cancel)
    {
        var grown = new Dictionary<string, IReadOnlyList<GrownTerm>>(StringComparer.Ordinal);
        foreach (var category in reviews.Comparable(LeastReviews))
        {
            cancel.ThrowIfCancellationRequested();
            var lists = shelf.ListsFor(category).Concat(shelf.Lists.Where(list => list.Category == AspectList.Everywhere)).ToArray();
            var known = lists
                .SelectMany(list => list.Aspects.SelectMany(aspect => aspect.Value.Append(aspect.Key)).Concat(list.Ignored))
                .Concat(
                    grown.Where(above => CategoryPath.IsWithin(category, above.Key)).SelectMany(above => above.Value.Select(t => t.Term))
                )
                .Select(term => term.ToLowerInvariant());
            grown[category] = AspectGrowth.Propose(
                reviews.Of(category, others: false),
                reviews.Of(category, others: true),
                known,
                options.GrownTerms
            );
        }

        return grown;
    }

    /// <summary>Only other terms are a change: each makes all stored reviews be read again. Figures alone do not.</summary>
    private static Dictionary<string, IReadOnlyList<GrownTerm>> Changed(
        AspectShelf shelf,
        Dictionary<string, IReadOnlyList<GrownTerm>> grown
    )
    {
        var before = shelf.Lists.ToDictionary(list => list.Category, list => list.Grown, StringComparer.Ordinal);
        return before
            .Keys.Union(grown.Keys)
            .Select(category => (category, was: before.GetValueOrDefault(category) ?? [], now: grown.GetValueOrDefault(category) ?? []))
            .Where(list => !list.was.Select(term => term.Term).ToHashSet().SetEquals(list.now.Select(term => term.Term)))
            .ToDictionary(list => list.category, list => list.now, StringComparer.Ordinal);
    }

    private async Task<bool> IsDueAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string Due = """
            SELECT pg_try_advisory_xact_lock($1) AND coalesce((SELECT max(grown_at) FROM sentiment.aspect_lists) <= $2, true)
            """;
        await using var command = new NpgsqlCommand(Due, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = LockKey, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (clock.GetUtcNow() - Every).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private async Task PutAsync(NpgsqlConnection connection, string category, IReadOnlyList<GrownTerm> terms, CancellationToken cancel)
    {
        const string Put = """
            INSERT INTO sentiment.aspect_lists (category, aspects, version, changed_at, grown)
            SELECT $1, '{}', 1 + coalesce((SELECT max(version) FROM sentiment.aspect_lists), 0), $2, $3
            ON CONFLICT (category) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at, grown = excluded.grown
            """;
        // As for an edit: the version of the later one must be the higher.
        await using (var turn = new NpgsqlCommand("LOCK TABLE sentiment.aspect_lists IN SHARE ROW EXCLUSIVE MODE", connection))
        {
            await turn.ExecuteNonQueryAsync(cancel);
        }

        await using var command = new NpgsqlCommand(Put, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = category, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(terms), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancel);
    }

    // Without another version: nothing has changed for any text.
    private async Task StampAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string Stamp = """
            INSERT INTO sentiment.aspect_lists (category, aspects, version, changed_at, grown_at) VALUES ('*', '{}', 0, $1, $1)
            ON CONFLICT (category) DO UPDATE SET grown_at = excluded.grown_at
            """;
        await using var command = new NpgsqlCommand(Stamp, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
