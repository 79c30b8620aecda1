using Npgsql;

namespace Marketing.Store;

/// <summary>Writes for requests and background work of the modules: one transaction, within a time limit that holds even when the server is frozen.</summary>
public sealed class StoreWriter(NpgsqlDataSource database, DatabaseHealth health)
{
    /// <summary>Runs <paramref name="work"/> in a transaction and commits it; again after a deadlock or on a connection that was broken in the pool.</summary>
    /// <param name="budget">The longest that it may take, connecting included.</param>
    /// <param name="work">Writes. May run more than once, each time in a transaction of its own.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="TimeoutException">The database is away, or did not answer in time: whether it committed is unknown then. The host answers 503.</exception>
    /// <exception cref="NpgsqlException">The database refuses or is away.</exception>
    public Task<T> RunAsync<T>(
        TimeSpan budget,
        Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> work,
        CancellationToken cancel
    ) => StoreWork.RunAsync(database, health, budget, work, cancel);
}
