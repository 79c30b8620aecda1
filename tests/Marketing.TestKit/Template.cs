using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Marketing.TestKit;

/// <summary>A migrated, empty database to clone from: made once per content of the migrations and server, by whichever test process comes first.</summary>
internal static class Template
{
    private const long AdvisoryLock = 0x6d61726b74706c; // any number: test processes agree on it
    private static readonly Task<string> Made = MakeAsync();

    public static Task<string> NameAsync() => Made;

    private static async Task<string> MakeAsync()
    {
        // The script and not the list of names: a migration that is regenerated under its old name gets another template.
        string script;
        await using (var db = TestDatabase.CreateDb("Host=nowhere"))
        {
            script = db.GetService<IMigrator>().GenerateScript();
        }

        var name = "template_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)))[..16];
        await using var connection = new NpgsqlConnection(await PostgresServer.ConnectionStringAsync());
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})");
        if (await ExistsAsync(connection, name))
        {
            return name;
        }

        // Renamed when complete, so that a killed process leaves no half-migrated template.
        await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS {name}_unfinished WITH (FORCE)");
        await ExecuteAsync(connection, $"CREATE DATABASE {name}_unfinished TEMPLATE template0 ENCODING 'UTF8'");
        await using (var db = TestDatabase.CreateDb(await PostgresServer.ConnectionStringAsync(name + "_unfinished")))
        {
            await db.Database.MigrateAsync();
        }

        await ExecuteAsync(connection, $"ALTER DATABASE {name}_unfinished RENAME TO {name}");
        return name;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string name)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
