using System.Text.Json;
using Marketing.Learning.Sentiment.Aspects;
using Marketing.Store;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Aspects;

/// <summary>The lists of aspects in the memory of this replica: those that ship with the product, and in their place those that somebody edited.</summary>
internal sealed class AspectBook(
    NpgsqlDataSource database,
    StoreChanges changes,
    DatabaseHealth health,
    TimeProvider clock,
    ILogger<AspectBook> log
) : ChangeLoop(changes)
{
    // One edit after the other: the version of the later one must be the higher. An emptied row stays, since its version tells every replica and every stored review
    // that something changed.
    private const string Put = """
        INSERT INTO sentiment.aspect_lists (category, aspects, version, changed_at, ignored)
        SELECT $1, $2, 1 + coalesce((SELECT max(version) FROM sentiment.aspect_lists), 0), $3, $4
        ON CONFLICT (category) DO UPDATE SET aspects = excluded.aspects, version = excluded.version, changed_at = excluded.changed_at,
            ignored = excluded.ignored
        """;

    // The net under the change feed.
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile AspectShelf _current = Shelf(0, []);
    private bool _loaded;

    /// <summary>Raised after <see cref="Current"/> changed.</summary>
    public event Action? Changed;

    /// <summary>All lists as they are known now.</summary>
    public AspectShelf Current => _current;

    /// <summary>Puts an edited list in the place of a category's; an empty one takes the edit back.</summary>
    /// <param name="category">The category.</param>
    /// <param name="aspects">Aspect → its terms.</param>
    /// <param name="ignored">Terms that are not to be learned.</param>
    /// <param name="cancel">The sender's.</param>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public async Task PutAsync(
        string category,
        IReadOnlyDictionary<string, IReadOnlyList<string>> aspects,
        IReadOnlyList<string> ignored,
        CancellationToken cancel
    )
    {
        await using (var connection = await database.OpenConnectionAsync(cancel))
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            await using (var turn = new NpgsqlCommand("LOCK TABLE sentiment.aspect_lists IN SHARE ROW EXCLUSIVE MODE", connection))
            {
                await turn.ExecuteNonQueryAsync(cancel);
            }

            await using (var put = new NpgsqlCommand(Put, connection))
            {
                put.Parameters.Add(new NpgsqlParameter { Value = category, NpgsqlDbType = NpgsqlDbType.Text });
                put.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(aspects), NpgsqlDbType = NpgsqlDbType.Jsonb });
                put.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
                put.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(ignored), NpgsqlDbType = NpgsqlDbType.Jsonb });
                await put.ExecuteNonQueryAsync(cancel);
            }

            await Changes.AnnounceAsync(connection, transaction, ChangeKind.Aspects, [category], cancel);
            await transaction.CommitAsync(cancel);
        }

        // Not the sender's token: the edit is committed.
        await LoadAsync(CancellationToken.None);
        Changes.Raise(new StoreChange(ChangeKind.Aspects, [category]));
    }

    /// <summary>Reads the lists again.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            // Not by EF: a replica's start waits for this, and EF's model takes a second to build.
            await using var connection = await database.OpenConnectionAsync(cancel);
            var rows = await connection.QueryAsync(
                "SELECT category, aspects, grown, ignored, version FROM sentiment.aspect_lists",
                _ => { },
                r => new AspectListRow
                {
                    Category = r.GetString(0),
                    Aspects = r.GetString(1),
                    Grown = r.GetString(2),
                    Ignored = r.GetString(3),
                    Version = r.GetInt32(4),
                },
                cancel
            );
            var version = rows.Count == 0 ? 0 : rows.Max(row => row.Version);
            _loaded = true;
            if (version != _current.Version)
            {
                _current = Shelf(version, rows);
                Changed?.Invoke();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override Task BeginAsync(CancellationToken cancel) => TryLoadAsync(cancel);

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task TurnAsync(CancellationToken cancel)
    {
        await Bell.WaitAsync(_loaded ? Look : Retry, clock, cancel);
        await TryLoadAsync(cancel);
    }

    private static AspectShelf Shelf(int version, IReadOnlyList<AspectListRow> rows)
    {
        var lists = AspectList.Shipped.ToDictionary(list => list.Category, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var list = OfRow(row, lists.GetValueOrDefault(row.Category));
            if (list.Aspects.Count + list.Grown.Count + list.Ignored.Count > 0)
            {
                lists[row.Category] = list;
            }
        }

        return new AspectShelf(version, [.. lists.Values.OrderBy(list => list.Category, StringComparer.Ordinal)]);
    }

    private static AspectList OfRow(AspectListRow row, AspectList? shipped)
    {
        var aspects = JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<string>>>(row.Aspects) ?? [];
        var list =
            aspects.Count > 0
                ? new AspectList(row.Category, Edited: true, aspects)
                : shipped ?? new AspectList(row.Category, Edited: false, aspects);
        var ignored = JsonSerializer.Deserialize<List<string>>(row.Ignored) ?? [];
        // What was put under an aspect, or is not wanted, since the terms were learned.
        var known = list.Aspects.Values.SelectMany(terms => terms).Concat(ignored).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var grown = JsonSerializer.Deserialize<List<GrownTerm>>(row.Grown) ?? [];
        return list with { Ignored = ignored, Grown = [.. grown.Where(term => !known.Contains(term.Term))] };
    }

    private async Task TryLoadAsync(CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return;
        }

        try
        {
            await LoadAsync(cancel);
        }
        catch (NpgsqlException fault)
        {
            log.LogWarning(fault, "The lists of aspects cannot be read; those that are known serve on");
        }
    }

    protected override void Hear(StoreChange change)
    {
        if (change.Kind == ChangeKind.Aspects)
        {
            Bell.Ring();
        }
    }
}
