using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Sentiment.Reviews;

internal static class StoreConnection
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
}
