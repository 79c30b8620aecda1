using Npgsql;

namespace Marketing.Store;

/// <summary>Runs one piece of writing in one transaction, within a time budget, again where the database asks for that.</summary>
internal static class StoreWork
{
    private const int Attempts = 3;

    /// <summary>Returns what <paramref name="work"/> returned, once it is committed.</summary>
    /// <exception cref="TimeoutException">The budget was used up, for example because the server is frozen. Whether a commit was already under way is unknown.</exception>
    /// <exception cref="NpgsqlException">The database refused or is away.</exception>
    public static async Task<T> RunAsync<T>(
        NpgsqlDataSource database,
        DatabaseHealth health,
        TimeSpan budget,
        Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> work,
        CancellationToken cancel
    )
    {
        if (!health.IsAvailable)
        {
            throw new TimeoutException("The database is away.");
        }

        try
        {
            var result = await Deadline.RunAsync(budget, token => TryAsync(database, work, token), cancel);
            health.ReportSuccess();
            return result;
        }
        catch (Exception exception) when (exception is TimeoutException or NpgsqlException { IsTransient: true })
        {
            health.ReportFailure();
            throw;
        }
    }

    private static async Task<T> TryAsync<T>(
        NpgsqlDataSource database,
        Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> work,
        CancellationToken cancel
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var committing = false;
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancel);
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                var result = await work(connection, transaction, cancel);
                committing = true;
                await transaction.CommitAsync(cancel);
                return result;
            }
            catch (NpgsqlException exception) when (attempt < Attempts && !committing && MayTryAgain(exception, attempt))
            {
                // Deadlock or serialization failure: the other transaction is through now. Broken connection: it lay in the pool when the server went down.
            }
        }
    }

    private static bool MayTryAgain(NpgsqlException exception, int attempt) =>
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => true,
            PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => attempt == 1,
            PostgresException => false,
            _ => attempt == 1 && exception.IsTransient && exception.InnerException is not TimeoutException,
        };
}
