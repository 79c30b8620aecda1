using Marketing.Profiles.Segments;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Upkeep;

/// <summary>
/// Works out the profiles of all customers from one stream of all events. Memory holds two batches of customers, whatever their number; each batch is a
/// transaction of its own, so that nobody waits long for its locks.
/// </summary>
internal sealed class ProfileRebuild(
    NpgsqlDataSource database,
    ProfileUpdate update,
    SegmentRefresh segments,
    PrivacySettings privacy,
    TimeProvider clock
)
{
    private const int BatchCustomers = 2_000;
    private const int BatchEvents = 100_000;
    private const int FewCustomers = 500;

    private const string Started = "SELECT extract(epoch FROM clock_timestamp() - transaction_timestamp())::float8";

    private const string NotReached = """
        SELECT user_id FROM (
            SELECT user_id FROM profiles.profiles WHERE as_of < $1
            UNION
            SELECT user_id FROM shop.users u WHERE coalesce(consent_personalization, $2) AND NOT EXISTS (SELECT FROM profiles.profiles p WHERE p.user_id = u.user_id)
        ) AS n WHERE user_id > $3 ORDER BY user_id LIMIT $4
        """;

    /// <summary>Goes through all customers. Does nothing where another process does.</summary>
    /// <param name="cancel">Gives up; what was stored stays.</param>
    /// <returns>False where another process is at it.</returns>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        await using var snapshot = await database.OpenConnectionAsync(cancel);
        await using var transaction = await snapshot.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        if (!await ProfileLock.TryTakeRebuildAsync(snapshot, cancel))
        {
            return false;
        }

        await RunAsync(snapshot, seen: null, cancel);
        return true;
    }

    /// <summary>Goes through all customers that a snapshot shows.</summary>
    /// <param name="snapshot">Inside a repeatable-read transaction; only read from.</param>
    /// <param name="seen">Told each customer's events, on one thread at a time.</param>
    /// <param name="cancel">Gives up; what was stored stays.</param>
    /// <returns>How many have events, and the instant of the profiles.</returns>
    public async Task<(long Customers, DateTimeOffset At)> RunAsync(
        NpgsqlConnection snapshot,
        Action<CustomerHistory>? seen,
        CancellationToken cancel
    )
    {
        await update.PrepareAsync(cancel);
        // All events are sorted by customer: in memory as far as they fit.
        await using (var memory = new NpgsqlCommand("SET LOCAL work_mem = '256MB'", snapshot))
        {
            await memory.ExecuteNonQueryAsync(cancel);
        }

        var at = await BeganAtAsync(snapshot, cancel);
        var (customers, batch, events) = (0L, new List<CustomerHistory>(), 0);
        var writing = Task.CompletedTask;
        try
        {
            await foreach (var history in CustomerEvents.ReadAsync(snapshot, users: null, cancel))
            {
                (customers, events) = (customers + 1, events + history.Events.Count);
                batch.Add(history);
                seen?.Invoke(history);
                if (batch.Count >= BatchCustomers || events >= BatchEvents)
                {
                    // One core reads and parses, the other works out and writes.
                    await writing;
                    var full = batch;
                    writing = Task.Run(() => WriteAsync(full, at, cancel), cancel);
                    (batch, events) = ([], 0);
                }
            }
        }
        finally
        {
            await writing;
        }

        await WriteAsync(batch, at, cancel);
        await FinishAsync(at, cancel);
        await segments.AllAsync(cancel);
        return (customers, at);
    }

    private async Task WriteAsync(List<CustomerHistory> batch, DateTimeOffset at, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ProfileLock.TakeAsync(connection, cancel);
        await update.WriteAsync(connection, batch, at, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Customers without events, and profiles of those who have none any more.</summary>
    private async Task FinishAsync(DateTimeOffset at, CancellationToken cancel)
    {
        for (var after = ""; ; )
        {
            var users = await NotReachedAsync(at, after, cancel);
            if (users.Length == 0)
            {
                return;
            }

            await update.RunAsync(users, cancel);
            after = users[^1];
        }
    }

    private async Task<string[]> NotReachedAsync(DateTimeOffset at, string after, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(NotReached);
        command.CommandTimeout = 300;
        command.Parameters.Add(new NpgsqlParameter { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = privacy.Personalization == PrivacySettings.OptOut });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = FewCustomers });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<string> users = [];
        while (await reader.ReadAsync(cancel))
        {
            users.Add(reader.GetString(0));
        }

        return [.. users];
    }

    /// <summary>When the snapshot was taken, by our clock: what was stored after it is not in it. In whole microseconds, as the database keeps it.</summary>
    private async Task<DateTimeOffset> BeganAtAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Started, snapshot);
        var age = await command.ExecuteScalarAsync(cancel) is double seconds ? seconds : 0;
        var ticks = (clock.GetUtcNow() - TimeSpan.FromSeconds(age)).UtcTicks;
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
