using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>
/// Stores rows that replace what is there: new ones are inserted, others updated only where something differs, so that the same import again touches nothing. Rows
/// are locked in the order of their keys, and a row's <c>changed_at</c> is taken after its lock, so it grows with each change.
/// </summary>
internal sealed record Upsert<T>(
    Func<T, string> Key,
    string Insert,
    string Lock,
    string Update,
    Action<NpgsqlParameterCollection, T[]> AddRows
)
    where T : class
{
    /// <summary>Of several rows with one key the last counts. Sorted by key.</summary>
    public T[] LastOfEach(IEnumerable<T> rows) => [.. rows.Reverse().DistinctBy(Key).OrderBy(Key, StringComparer.Ordinal)];

    /// <param name="connection">In the storing transaction.</param>
    /// <param name="rows">Unique and sorted by key.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>Keys of the rows that were inserted, and of those that were changed.</returns>
    public async Task<(string[] Inserted, string[] Updated)> RunAsync(NpgsqlConnection connection, T[] rows, CancellationToken cancel)
    {
        var inserted = await ExecuteAsync(connection, Insert, p => AddRows(p, rows), cancel);
        var isNew = inserted.ToHashSet(StringComparer.Ordinal);
        T[] known = [.. rows.Where(row => !isNew.Contains(Key(row)))];
        if (known.Length == 0)
        {
            return (inserted, []);
        }

        await using (var take = new NpgsqlCommand(Lock, connection))
        {
            take.Parameters.AddArray(Array.ConvertAll(known, r => Key(r)), NpgsqlDbType.Text);
            await take.ExecuteNonQueryAsync(cancel);
        }

        return (inserted, await ExecuteAsync(connection, Update, p => AddRows(p, known), cancel));
    }

    private static async Task<string[]> ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        Action<NpgsqlParameterCollection> add,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        add(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<string> keys = [];
        while (await reader.ReadAsync(cancel))
        {
            keys.Add(reader.GetString(0));
        }

        return [.. keys];
    }
}
