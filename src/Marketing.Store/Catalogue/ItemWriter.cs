using Npgsql;

namespace Marketing.Store;

/// <summary>Writes the catalogue. When a call returns, its change is committed, and this process's <see cref="Catalogue"/> shows it.</summary>
public sealed class ItemWriter(
    NpgsqlDataSource database,
    StoreChanges changes,
    DatabaseHealth health,
    Catalogue catalogue,
    IngestSettings settings
)
{
    private readonly RowWriter<NewItem> _rows = new(
        database,
        changes,
        health,
        settings,
        ItemUpsert.Sql,
        ItemRules.Check,
        ChangeKind.Items,
        "items"
    );

    /// <summary>Writes a batch in one transaction. Of several rows with one id the last counts; the others are duplicates, like rows that change nothing.</summary>
    /// <exception cref="TimeoutException">The database did not answer in time.</exception>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public async Task<WriteResult> WriteAsync(IReadOnlyList<NewItem> items, WriteOptions options, CancellationToken cancel) =>
        (await _rows.WriteAsync(items, options, catalogue.Mirror.FollowAsync, cancel)).Result;

    /// <summary>Writes one item.</summary>
    /// <returns>True when it is new.</returns>
    /// <exception cref="ArgumentException">The item breaks a rule.</exception>
    public async Task<bool> PutAsync(NewItem item, CancellationToken cancel)
    {
        var (result, inserted) = await _rows.WriteAsync([item], WriteOptions.Live, catalogue.Mirror.FollowAsync, cancel);
        return result.Rejected.Count == 0 ? inserted.Length == 1 : throw new ArgumentException(result.Rejected[0].Detail, nameof(item));
    }

    /// <summary>Removes one item; what customers did with it stays.</summary>
    /// <returns>False when there was none.</returns>
    public Task<bool> DeleteAsync(string itemId, CancellationToken cancel) =>
        _rows.DeleteAsync(
            "WITH history AS (DELETE FROM shop.stock_outs WHERE item_id = $1) DELETE FROM shop.items WHERE item_id = $1",
            itemId,
            catalogue.Mirror.FollowAsync,
            cancel
        );
}
