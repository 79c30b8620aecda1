using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Marketing.Store.Embedded;

/// <summary>Where the files of one embedded cluster lie. All of it follows from the directory, so that every process agrees without asking.</summary>
internal sealed class ClusterLayout
{
    public const string Superuser = "marketing";
    private const int Port = 5432;

    // A socket's address holds 107 bytes on Linux and 103 on macOS.
    private const int LongestSocketPath = 100;

    public ClusterLayout(string directory)
    {
        Root = Path.GetFullPath(directory);
        if (Root.IndexOfAny(['"', '\'', '$', '`', '\\', '\n', '\r']) >= 0)
        {
            // pg_ctl hands the path to a shell.
            throw new EmbeddedPostgresException(
                $"The folder {Root} has a quote, dollar sign or backslash in its name: choose another Marketing:DataDirectory."
            );
        }

        SocketDirectory = SocketDirectoryFor(Root);
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, "data");

    public string UnfinishedData => Path.Combine(Root, "data.new");

    public string Log => Path.Combine(Root, "server.log");

    /// <summary>Held while somebody starts or stops the server.</summary>
    public string StartLock => Path.Combine(Root, "start.lock");

    /// <summary>Held shared by each user of the server: who can take it alone is the last.</summary>
    public string UsersLock => Path.Combine(Root, "users.lock");

    public string PidFile => Path.Combine(Data, "postmaster.pid");

    public string SocketDirectory { get; }

    public string Socket => Path.Combine(SocketDirectory, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{Port}"));

    public bool Exists => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>The major version that made the cluster, or null while there is none.</summary>
    public int? MajorVersion =>
        Exists && int.TryParse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim(), out var version) ? version : null;

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = SocketDirectory,
            Port = Port,
            Username = Superuser,
            Database = database,
            ApplicationName = "marketing",
        }.ConnectionString;

    /// <summary>Makes the folders: private to the account that runs the server.</summary>
    [UnsupportedOSPlatform("windows")]
    public void Prepare(ServerAccount account)
    {
        try
        {
            account.MakeWay(Root);
            account.MakePrivate(Root);
            account.MakePrivate(SocketDirectory);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new EmbeddedPostgresException(
                $"{Root} belongs to another user: run as that user, or choose another Marketing:DataDirectory.",
                error
            );
        }
    }

    private static string SocketDirectoryFor(string root)
    {
        var beside = Path.Combine(root, "run");
        var length = Encoding.UTF8.GetByteCount(beside) + "/.s.PGSQL.5432".Length;
        // A comma divides hosts in connection strings and directories in PostgreSQL's setting.
        if (length <= LongestSocketPath && !beside.Contains(',', StringComparison.Ordinal))
        {
            return beside;
        }

        // Not the temp folder of the environment: processes of one user may differ in it and must meet.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16];
        return $"/tmp/marketing-{hash}";
    }
}
