using Marketing.Store.Http;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Marketing.Store.Startup;

/// <summary>Which database this process uses. Known before anything is started: an embedded cluster's address follows from its folder.</summary>
/// <param name="ConnectionString">Where to connect.</param>
/// <param name="EmbeddedDirectory">The embedded cluster's folder; null: somebody else runs the server.</param>
internal sealed record StorePlace(string ConnectionString, string? EmbeddedDirectory)
{
    private const string Key = "ConnectionStrings:Marketing";

    public static StorePlace Of(IConfiguration configuration, DataDirectory directory)
    {
        if (configuration[Key] is not { } given || string.IsNullOrWhiteSpace(given))
        {
            var embedded = directory.File("postgres");
            return new StorePlace(
                WithDefaults(EmbeddedPostgres.ConnectionStringFor(embedded, new EmbeddedPostgresOptions().Database)),
                embedded
            );
        }

        try
        {
            var place = new StorePlace(WithDefaults(given), EmbeddedDirectory: null);
            return string.IsNullOrEmpty(place.Database)
                ? throw new SettingsException($"Setting '{Key}' names no database: add Database=marketing.")
                : place;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The value itself stays unsaid: it holds a password.
            throw new SettingsException(
                $"Setting '{Key}' is not a connection string like Host=…;Username=…;Password=…;Database=marketing.",
                fault
            );
        }
    }

    public string? Database => new NpgsqlConnectionStringBuilder(ConnectionString).Database;

    /// <summary>For a single connection outside the pool that shall fail soon.</summary>
    public string Unpooled(string? database = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Pooling = false,
            Timeout = 3,
            CommandTimeout = 5,
        };
        builder.Database = database ?? builder.Database;
        return builder.ConnectionString;
    }

    private static string WithDefaults(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.ApplicationName ??= "marketing";
        if (!builder.ContainsKey("Maximum Pool Size"))
        {
            // Several replicas and commands share a server whose usual limit is 100.
            builder.MaxPoolSize = 40;
        }

        if (!builder.ContainsKey("Timeout"))
        {
            builder.Timeout = 5;
        }

        return builder.ConnectionString;
    }
}
