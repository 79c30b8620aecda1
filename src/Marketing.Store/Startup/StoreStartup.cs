using System.Diagnostics;
using System.Reflection;
using Marketing.Store.Startup;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Store;

/// <summary>Brings the database up: joins or starts the embedded server where no other is configured, makes the database, migrates it.</summary>
public sealed class StoreStartup : IAsyncDisposable
{
    // Any number that no other lock in this database uses.
    private const long MigrationLock = 0x6d69_6772_6174_65;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // As EF finds them.
    private static readonly string[] Known =
    [
        .. typeof(MarketingDb)
            .Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    private readonly StorePlace _place;
    private readonly IDbContextFactory<MarketingDb> _contexts;
    private readonly DatabaseHealth _health;
    private readonly ILogger<StoreStartup> _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private EmbeddedPostgres? _server;
    private volatile bool _prepared;

    internal StoreStartup(StorePlace place, IDbContextFactory<MarketingDb> contexts, DatabaseHealth health, ILogger<StoreStartup> log) =>
        (_place, _contexts, _health, _log) = (place, contexts, health, log);

    /// <summary>Whether the database has been there, migrated, since this process started.</summary>
    public bool IsPrepared => _prepared;

    /// <summary>Returns once the database is there and migrated. Waits 10 s for one that does not answer. May be called again and at once from several places.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="EmbeddedPostgresException">The embedded server cannot run here; the message says what to do.</exception>
    /// <exception cref="NpgsqlException">The database does not answer, or refuses.</exception>
    /// <exception cref="StoreException">The server is too old.</exception>
    public Task PrepareAsync(CancellationToken cancel) => PrepareAsync(Patience, cancel);

    /// <summary>Gives the embedded server back (the last user stops it).</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (Interlocked.Exchange(ref _server, null) is { } server)
            {
                await server.DisposeAsync();
            }
        }
        finally
        {
            _turn.Release();
        }

        _turn.Dispose();
    }

    internal async Task PrepareAsync(TimeSpan patience, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await EnsureServerAsync(cancel);
            var waited = Stopwatch.StartNew();
            while (true)
            {
                try
                {
                    await PrepareOnceAsync(cancel);
                    break;
                }
                catch (Exception error) when (IsAway(error) && waited.Elapsed < patience)
                {
                    _log.LogDebug(error, "The database does not answer yet");
                }

                await Task.Delay(Pause, cancel);
            }

            _prepared = true;
            _health.ReportSuccess();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One look at whether the database answers; brings an embedded server back that was killed.</summary>
    internal async Task ProbeAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await EnsureServerAsync(cancel);
            await using var connection = new NpgsqlConnection(_place.Unpooled());
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether the database is away (and may come back), as opposed to refusing what was asked.</summary>
    internal static bool IsAway(Exception error) => error is NpgsqlException { IsTransient: true } or TimeoutException;

    private async Task EnsureServerAsync(CancellationToken cancel)
    {
        if (_place.EmbeddedDirectory is not { } directory)
        {
            return;
        }

        if (_server is not null)
        {
            await _server.EnsureRunningAsync(cancel);
            return;
        }

        _server = await EmbeddedPostgres.JoinOrStartAsync(directory, new EmbeddedPostgresOptions(), cancel);
        _log.LogInformation("Embedded PostgreSQL in {Directory}: {How}", directory, _server.StartedHere ? "started" : "joined");
    }

    private async Task PrepareOnceAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(_place.Unpooled());
        await OpenAsync(connection, cancel);
        if (connection.PostgreSqlVersion.Major < 15)
        {
            throw new StoreException($"PostgreSQL 15 or later is needed; the server is {connection.PostgreSqlVersion}.");
        }

        if (await IsMigratedAsync(connection, cancel))
        {
            return;
        }

        // Two processes that start at once: the second waits here and then finds nothing to do.
        await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({MigrationLock})", connection) { CommandTimeout = 0 };
        await take.ExecuteNonQueryAsync(cancel);
        if (!await IsMigratedAsync(connection, cancel))
        {
            await using var db = await _contexts.CreateDbContextAsync(cancel);
            // Made first, or EF looks for it by a query that fails, and logs an error at every first start.
            await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancel);
            db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
            await db.Database.MigrateAsync(cancel);
            _log.LogInformation("The database is at {Migration}", Known[^1]);
        }
    }

    // Not by EF, whose model takes a second to build: a replica that starts to a migrated database serves without it.
    private static async Task<bool> IsMigratedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('\"__EFMigrationsHistory\"') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancel) is not true)
        {
            return false;
        }

        var applied = await connection.QueryAsync(
            "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"",
            _ => { },
            row => row.GetString(0),
            cancel
        );
        return !Known.Except(applied, StringComparer.Ordinal).Any();
    }

    /// <summary>Makes the database where it is absent.</summary>
    private async Task OpenAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        try
        {
            await connection.OpenAsync(cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateDatabaseAsync(cancel);
            await connection.OpenAsync(cancel);
        }
    }

    private async Task CreateDatabaseAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(_place.Unpooled("postgres"));
        await connection.OpenAsync(cancel);
        var name = (_place.Database ?? "").Replace("\"", "\"\"", StringComparison.Ordinal);
        // A database name cannot be a parameter; the quotes are doubled, and it comes from the settings.
        await using var create = connection.CreateCommand();
        create.CommandTimeout = 60;
        create.CommandText = $"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'";
        try
        {
            await create.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else was quicker.
        }
    }
}

/// <summary>The database cannot be used as it is; the message is a sentence for the person who started the product.</summary>
public sealed class StoreException : Exception
{
    /// <inheritdoc />
    public StoreException() { }

    /// <inheritdoc />
    public StoreException(string message)
        : base(message) { }

    /// <inheritdoc />
    public StoreException(string message, Exception innerException)
        : base(message, innerException) { }
}
