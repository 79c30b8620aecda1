using System.Globalization;
using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Marketing.TestKit;

/// <summary>
/// A migrated, empty database of one test class (<c>IClassFixture&lt;TestDatabase&gt;</c>) or of one test (a field with <c>IAsyncLifetime</c>): cloned from the
/// template in some 40 ms, dropped at the end.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"test_{Hour()}_{Guid.NewGuid():N}");
    private NpgsqlDataSource? _dataSource;
    private string? _connectionString;

    /// <summary>Pooled, to this database.</summary>
    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("InitializeAsync has not run.");

    public NpgsqlDataSource DataSource => _dataSource ?? throw new InvalidOperationException("InitializeAsync has not run.");

    /// <summary>A new context on <see cref="DataSource"/>; the caller disposes it.</summary>
    public MarketingDb CreateDb() => new(Options(o => o.UseNpgsql(DataSource, n => n.SetPostgresVersion(15, 0))));

    public async Task InitializeAsync()
    {
        await PostgresServer.ExecuteAsync("postgres", $"CREATE DATABASE {_name} TEMPLATE {await Template.NameAsync()}");
        var server = new NpgsqlConnectionStringBuilder(await PostgresServer.ConnectionStringAsync(_name))
        {
            Pooling = true,
            MaxPoolSize = 30,
            // Idle connections of one class must not use up the server's for all the others.
            ConnectionIdleLifetime = 10,
        };
        _connectionString = server.ConnectionString;
        _dataSource = NpgsqlDataSource.Create(_connectionString);
    }

    public async Task DisposeAsync()
    {
        if (_dataSource is not null)
        {
            await _dataSource.DisposeAsync();
        }

        await PostgresServer.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }

    /// <summary>Runs one statement and gives the first column of its first row.</summary>
    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Runs one statement and gives the number of rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    internal static long Hour() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 3600;

    internal static MarketingDb CreateDb(string connectionString) =>
        new(Options(o => o.UseNpgsql(connectionString, n => n.SetPostgresVersion(15, 0))));

    private static DbContextOptions<MarketingDb> Options(Action<DbContextOptionsBuilder<MarketingDb>> configure)
    {
        var builder = new DbContextOptionsBuilder<MarketingDb>();
        configure(builder);
        return builder.Options;
    }
}
