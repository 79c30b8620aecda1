using System.Globalization;

namespace Marketing.Store;

/// <summary>How an embedded PostgreSQL server is made and started. The process that starts the server decides; those that join take it as it is.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>The database that <see cref="EmbeddedPostgres.ConnectionString"/> names. It is not made by the server's start.</summary>
    public string Database { get; init; } = "marketing";

    /// <summary>Folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>; null: looked for, see <see cref="EmbeddedPostgres"/>.</summary>
    public string? ProgramsDirectory { get; init; }

    /// <summary>How long a start, crash recovery included, may take before it is an error.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>False for throw-away clusters: nothing is synced to disk when the cluster is made.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>False: the last user asks the server to stop and does not wait until it has.</summary>
    public bool WaitForStop { get; init; } = true;

    /// <summary>Settings of <c>postgresql.conf</c> by name; values as they are written there, without quotes.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ForAShop;

    /// <summary>For one machine that also runs the back office: bulk loads of millions of rows without a checkpoint storm, every commit durable.</summary>
    public static IReadOnlyDictionary<string, string> ForAShop { get; } = MakeForAShop();

    private static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static Dictionary<string, string> MakeForAShop() =>
        new()
        {
            ["max_connections"] = "200",
            // The indexes of the events take each new row at another place: adding 1 M events to 3 M cost 18 s of CPU with 1 GB, 24 s with 256 MB.
            ["shared_buffers"] = Megabytes(Memory / 16, 128, 1024),
            ["effective_cache_size"] = Megabytes(Memory / 2, 256, 65_536),
            ["work_mem"] = "16MB",
            ["maintenance_work_mem"] = "128MB",
            // Only crash recovery reads this log: there is no standby and backups are dumps.
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["max_wal_size"] = "4GB",
            ["checkpoint_timeout"] = "15min",
            ["synchronous_commit"] = "on",
            ["random_page_cost"] = "1.1",
            // Queries here are short; compiling them costs more than it saves.
            ["jit"] = "off",
            ["log_checkpoints"] = "off",
            ["log_min_messages"] = "warning",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
        };

    /// <summary>For tests: fast, and lost when the machine crashes. Never for data.</summary>
    public static EmbeddedPostgresOptions ForTests { get; } =
        new()
        {
            Durable = false,
            WaitForStop = false,
            Settings = new Dictionary<string, string>(ForAShop)
            {
                ["max_connections"] = "300",
                ["shared_buffers"] = "128MB",
                ["fsync"] = "off",
                ["synchronous_commit"] = "off",
                ["full_page_writes"] = "off",
                ["max_wal_size"] = "1GB",
            },
        };

    private static string Megabytes(long bytes, long atLeast, long atMost) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(bytes / (1024 * 1024), atLeast, atMost)}MB");
}

/// <summary>The embedded PostgreSQL could not be started; the message is a sentence for the person who started the product.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <inheritdoc />
    public EmbeddedPostgresException() { }

    /// <inheritdoc />
    public EmbeddedPostgresException(string message)
        : base(message) { }

    /// <inheritdoc />
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException) { }
}
