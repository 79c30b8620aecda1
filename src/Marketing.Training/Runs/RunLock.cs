using Npgsql;

namespace Marketing.Training;

/// <summary>The run no longer holds the training lock, so it must not publish.</summary>
internal sealed class LockLostException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Somebody asked to cancel the run.</summary>
internal sealed class RunCanceledException() : OperationCanceledException("Canceled by request.");

/// <summary>
/// The lock that lets one run at a time train, across all replicas: a session-level advisory lock on a connection of its own, which PostgreSQL
/// drops with the connection. Everything a run writes, publication included, goes through that same connection: a run whose connection died
/// has nothing left to publish with. The fencing token guards the rest (a proxy that moves sessions between connections).
/// </summary>
internal sealed class RunLock : IAsyncDisposable
{
    private const int Class = 0x4D4B5452; // "MKTR"
    private const int RunKey = 1;
    private const int TokenKey = 2;

    private readonly NpgsqlConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private RunLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Takes the lock; null when another run has it.</summary>
    public static async Task<RunLock?> TryTakeAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        NpgsqlConnection? connection = await source.OpenConnectionAsync(cancel);
        try
        {
            // A machine that vanishes without closing its connection must not keep the lock for the two hours that TCP waits by default.
            await using (
                var settings = new NpgsqlCommand(
                    "SELECT set_config('tcp_keepalives_idle', '20', false), set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false)",
                    connection
                )
            )
            {
                await settings.ExecuteNonQueryAsync(cancel);
            }

            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", connection)
            {
                Parameters =
                {
                    new() { Value = Class },
                    new() { Value = RunKey },
                },
            };
            if (await command.ExecuteScalarAsync(cancel) is true)
            {
                var taken = new RunLock(connection);
                connection = null;
                return taken;
            }

            return null;
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>Runs statements on the lock's connection, one caller at a time.</summary>
    /// <exception cref="LockLostException">The connection is gone, and the lock with it.</exception>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> statements, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return await statements(_connection);
        }
        catch (Exception e) when (e is not LockLostException && !IsOpen)
        {
            throw new LockLostException("The connection that holds the training lock was closed, so another run may have begun.", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether this session still holds the lock: false after a proxy or <c>DISCARD</c> took it away. Inside the transaction that relies on it.</summary>
    public static async Task<bool> IsHeldAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND classid::bigint = $1 AND objid::bigint = $2 AND objsubid = 2)
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = (long)Class },
                new() { Value = (long)RunKey },
            },
        };
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>A token above all that were given so far. Within a transaction, which serializes those who ask until it ends.</summary>
    public static async Task<long> NextTokenAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1, $2)", connection)
        {
            Parameters =
            {
                new() { Value = Class },
                new() { Value = TokenKey },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
        // A second statement: in the first one's snapshot the rows of the token's last holder would be missing.
        await using var next = new NpgsqlCommand(
            """
            SELECT 1 + greatest((SELECT coalesce(max(fencing_token), 0) FROM training.runs), (SELECT coalesce(max(fencing_token), 0) FROM training.serving))
            """,
            connection
        );
        return await next.ExecuteScalarAsync(cancel) is long token
            ? token
            : throw new InvalidOperationException("PostgreSQL gave no fencing token.");
    }

    private bool IsOpen => _connection.FullState == System.Data.ConnectionState.Open;

    /// <summary>Gives the lock back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            // Not left to the pool's reset: that only happens when somebody takes the connection out again.
            if (IsOpen)
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1, $2)", _connection)
                {
                    Parameters =
                    {
                        new() { Value = Class },
                        new() { Value = RunKey },
                    },
                };
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the lock with it.
        }
        finally
        {
            await _connection.DisposeAsync();
            _turn.Release();
            _turn.Dispose();
        }
    }
}
