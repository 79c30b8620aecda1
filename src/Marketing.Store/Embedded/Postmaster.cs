using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Npgsql;

namespace Marketing.Store.Embedded;

/// <summary>What can be seen of the cluster's server from outside.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Postmaster
{
    // No process can have this id: Linux ends at 2^22, macOS at 99,999.
    private const string NobodysId = "2147483646";

    /// <summary>How the server answers a connection.</summary>
    public enum Answer
    {
        /// <summary>Nobody listens.</summary>
        Silent,

        /// <summary>Somebody listens, and is starting, stopping, or stuck.</summary>
        Busy,

        /// <summary>It takes connections.</summary>
        Ready,
    }

    /// <summary>Tries one connection; at most 3 seconds.</summary>
    public static async Task<Answer> AskAsync(ClusterLayout layout, CancellationToken cancel)
    {
        var text = new NpgsqlConnectionStringBuilder(layout.ConnectionString("postgres")) { Pooling = false, Timeout = 3 }.ConnectionString;
        await using var connection = new NpgsqlConnection(text);
        try
        {
            await connection.OpenAsync(cancel);
            return Answer.Ready;
        }
        catch (PostgresException error)
        {
            return string.Equals(error.SqlState, PostgresErrorCodes.TooManyConnections, StringComparison.Ordinal)
                ? Answer.Ready
                : Answer.Busy;
        }
        catch (NpgsqlException error)
        {
            // Refused or no such file: nobody listens. A connection that was taken and then nothing: a stuck or just ending server.
            return error.InnerException is System.Net.Sockets.SocketException ? Answer.Silent : Answer.Busy;
        }
        catch (TimeoutException)
        {
            return Answer.Busy;
        }
    }

    /// <summary>The id in <c>postmaster.pid</c>, or null without one.</summary>
    public static int? ProcessId(ClusterLayout layout)
    {
        try
        {
            return int.TryParse(
                File.ReadLines(layout.PidFile).FirstOrDefault(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var id
            )
                ? id
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Is the process of <c>postmaster.pid</c> really this cluster's server? After a kill the id can stay behind as a process that nobody has reaped, after a
    /// restart of the machine it can be anybody's; PostgreSQL takes both for a running server and refuses to start.
    /// </summary>
    public static bool IsAlive(ClusterLayout layout)
    {
        if (ProcessId(layout) is not { } id)
        {
            return false;
        }

        if (!Directory.Exists("/proc/self"))
        {
            return IsPostgresByName(id);
        }

        try
        {
            // An unreaped process has an empty command line.
            return Encoding
                .UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline"))
                .Split('\0')
                .Contains(layout.Data, StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Makes PostgreSQL see that the process of <c>postmaster.pid</c> is gone. The file stays, with an id that nobody has: its shared memory key is what keeps a new
    /// server from starting while a killed one's last backends still write.
    /// </summary>
    public static void ForgetDead(ClusterLayout layout)
    {
        if (File.Exists(layout.PidFile))
        {
            var lines = File.ReadAllLines(layout.PidFile);
            lines[0] = NobodysId;
            File.WriteAllLines(layout.PidFile, lines);
        }

        File.Delete(layout.Socket + ".lock");
        File.Delete(layout.Socket);
    }

    private static bool IsPostgresByName(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.Contains("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
