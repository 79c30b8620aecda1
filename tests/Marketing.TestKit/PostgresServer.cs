using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Marketing.Store;
using Npgsql;

namespace Marketing.TestKit;

/// <summary>
/// The one PostgreSQL server of all test processes on this machine: <c>ConnectionStrings__Marketing</c> where it is set, else an embedded throw-away cluster that the
/// first test process starts, the others join, and the last one stops.
/// </summary>
public static class PostgresServer
{
    private static readonly Task<string> Started = StartAsync();

    /// <summary>Connects to the database <paramref name="database"/>, which must exist. Not pooled: for one-off statements.</summary>
    public static async Task<string> ConnectionStringAsync(string database = "postgres") =>
        new NpgsqlConnectionStringBuilder(await Started) { Database = database, Pooling = false }.ConnectionString;

    /// <summary>Runs statements one by one on <paramref name="database"/>, each in its own transaction.</summary>
    public static async Task ExecuteAsync(string database, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(await ConnectionStringAsync(database));
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("ConnectionStrings__Marketing") is { Length: > 0 } given)
        {
            await DropLeftoversAsync(given);
            return given;
        }

        var server = await EmbeddedPostgres.JoinOrStartAsync(Folder(), EmbeddedPostgresOptions.ForTests, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (server.StartedHere)
        {
            await DropLeftoversAsync(server.ConnectionString);
        }

        return server.ConnectionString;
    }

    /// <summary>Another one after each restart of the machine (nothing is synced, so a crash may have spoilt it) and for other settings.</summary>
    private static string Folder()
    {
        const string bootId = "/proc/sys/kernel/random/boot_id";
        var settings = EmbeddedPostgresOptions
            .ForTests.Settings.OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => s.Key + "=" + s.Value);
        var identity = string.Join('\n', [Environment.UserName, File.Exists(bootId) ? File.ReadAllText(bootId) : "", .. settings]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..12];
        return Path.Combine(OperatingSystem.IsLinux() ? "/tmp" : Path.GetTempPath(), "marketing-tests-" + hash);
    }

    /// <summary>Databases of test processes that were killed, told by the hour in their name.</summary>
    private static async Task DropLeftoversAsync(string server)
    {
        var admin = new NpgsqlConnectionStringBuilder(server) { Database = "postgres", Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(admin);
        await connection.OpenAsync();
        var old = new List<string>();
        await using (var list = new NpgsqlCommand("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'", connection))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var name = reader.GetString(0);
                if (long.TryParse(name.Split('_')[1], CultureInfo.InvariantCulture, out var hour) && hour < TestDatabase.Hour() - 2)
                {
                    old.Add(name);
                }
            }
        }

        foreach (var name in old)
        {
            await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
            await drop.ExecuteNonQueryAsync();
        }
    }
}
