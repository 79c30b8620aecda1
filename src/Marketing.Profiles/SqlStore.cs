using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Profiles;

internal static class SqlStore
{
    /// <summary>Reads with SQL under the store's time limit and circuit breaker.</summary>
    public static Task<T> ReadSqlAsync<T>(
        this StoreReader store,
        Func<NpgsqlConnection, CancellationToken, Task<T>> read,
        CancellationToken cancel
    ) =>
        store.ReadAsync(
            async (db, token) =>
            {
                await db.Database.OpenConnectionAsync(token);
                return await read((NpgsqlConnection)db.Database.GetDbConnection(), token);
            },
            cancel
        );

    /// <summary>Runs a query and reads all its rows.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Action<NpgsqlParameterCollection> fill,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        fill(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
