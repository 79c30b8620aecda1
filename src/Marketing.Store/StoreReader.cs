using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Store;

/// <summary>Reads for requests: within a time limit that holds even when the server is frozen, and not at all while the database is known to be away.</summary>
public sealed class StoreReader(IDbContextFactory<MarketingDb> contexts, DatabaseHealth health, IngestSettings settings)
{
    /// <summary>Runs one reading on a context of its own: a reading that hangs is left behind and must not hold the request's.</summary>
    /// <param name="read">Reads; nothing that it returns may need the context afterwards.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="TimeoutException">The database is away, or did not answer within <see cref="IngestSettings.ReadSeconds"/>. The host answers 503.</exception>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public async Task<T> ReadAsync<T>(Func<MarketingDb, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            throw new TimeoutException("The database is away.");
        }

        try
        {
            var result = await Deadline.RunAsync(TimeSpan.FromSeconds(settings.ReadSeconds), token => RunAsync(read, token), cancel);
            health.ReportSuccess();
            return result;
        }
        catch (Exception exception) when (IsAway(exception))
        {
            health.ReportFailure();
            throw;
        }
    }

    /// <summary>Runs one reading with SQL, likewise.</summary>
    /// <inheritdoc cref="ReadAsync{T}" />
    public Task<T> ReadSqlAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancel) =>
        ReadAsync(
            async (db, token) =>
            {
                await db.Database.OpenConnectionAsync(token);
                return await read((NpgsqlConnection)db.Database.GetDbConnection(), token);
            },
            cancel
        );

    /// <summary>EF wraps what the driver says into an exception with an advice of its own.</summary>
    private static bool IsAway(Exception exception) =>
        exception is TimeoutException or NpgsqlException { IsTransient: true }
        || (exception is InvalidOperationException && exception.InnerException is { } inner && IsAway(inner));

    private async Task<T> RunAsync<T>(Func<MarketingDb, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await read(db, cancel);
    }
}
