using Marketing.Store.Embedded;

namespace Marketing.Store;

/// <summary>
/// A private PostgreSQL server in a folder of our own, for shops without one: no TCP port, a socket that only its owner can open. The first process starts it,
/// others join it, and the last one stops it. Being in use is a shared <c>flock</c>, which the kernel lets go of even after <c>kill -9</c>: a killed process leaves
/// the server running, and whoever joins next is then the one who stops it.
/// </summary>
/// <remarks>
/// The programs are looked for in <c>MARKETING_POSTGRES_BIN</c>, the folders of Debian and Homebrew (newest first), and PATH. Started by root, the server runs as
/// <c>postgres</c>, else <c>nobody</c>.
/// </remarks>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly ClusterLayout _layout;
    private readonly EmbeddedPostgresOptions _options;
    private FileStream? _use;

    private EmbeddedPostgres(ClusterLayout layout, EmbeddedPostgresOptions options, FileStream use, bool startedHere)
    {
        (_layout, _options, _use) = (layout, options, use);
        StartedHere = startedHere;
        ConnectionString = layout.ConnectionString(options.Database);
    }

    /// <summary>Where to connect, as the superuser <c>marketing</c>. Follows from the folder: <see cref="ConnectionStringFor"/>.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether this call started the server; false: it joined a running one.</summary>
    public bool StartedHere { get; }

    /// <summary>What <see cref="ConnectionString"/> will be for a folder, known before anything is started.</summary>
    /// <param name="directory">The cluster's folder.</param>
    /// <param name="database">The database.</param>
    /// <exception cref="EmbeddedPostgresException">The folder's name has characters that PostgreSQL's programs cannot take.</exception>
    public static string ConnectionStringFor(string directory, string database) => new ClusterLayout(directory).ConnectionString(database);

    /// <summary>Returns once the server of <paramref name="directory"/> takes connections; makes and starts it where needed (about 1 s from nothing, .1 s to join).</summary>
    /// <param name="directory">The cluster's folder, made when absent. Any number of processes of one user may use it at once.</param>
    /// <param name="options">Counts where this call starts the server.</param>
    /// <param name="cancel">Gives up; a server that was just starting is stopped again if nobody else uses it.</param>
    /// <exception cref="EmbeddedPostgresException">No programs, no access, no answer in time: a sentence that says what to do.</exception>
    public static async Task<EmbeddedPostgres> JoinOrStartAsync(string directory, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException(
                "The embedded PostgreSQL runs on Linux and macOS: set ConnectionStrings:Marketing, or use docker compose up."
            );
        }

        var layout = new ClusterLayout(directory);
        var account = await ServerAccount.ForThisProcessAsync(cancel);
        layout.Prepare(account);
        // Stopping happens under the same lock, so nobody joins a server that is on its way out.
        await using var starting = await FileLock.ExclusiveAsync(layout.StartLock, options.StartTimeout, cancel);
        var use =
            FileLock.TryShared(layout.UsersLock)
            ?? throw new EmbeddedPostgresException($"{layout.UsersLock} is held by a program that is not ours.");
        var cluster = new Cluster(layout, account, options);
        try
        {
            return new EmbeddedPostgres(layout, options, use, await cluster.EnsureRunningAsync(cancel));
        }
        catch
        {
            await use.DisposeAsync();
            await StopIfUnusedAsync(layout, cluster, wait: true);
            throw;
        }
    }

    /// <summary>Returns once the server takes connections again: starts it where it was killed since.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="EmbeddedPostgresException">It does not start.</exception>
    public async Task EnsureRunningAsync(CancellationToken cancel)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var starting = await FileLock.ExclusiveAsync(_layout.StartLock, _options.StartTimeout, cancel);
        var account = await ServerAccount.ForThisProcessAsync(cancel);
        await new Cluster(_layout, account, _options).EnsureRunningAsync(cancel);
    }

    /// <summary>Gives up this use, and stops the server when nobody else uses it.</summary>
    /// <exception cref="EmbeddedPostgresException">It was the last use and the server did not stop.</exception>
    public async ValueTask DisposeAsync()
    {
        if (OperatingSystem.IsWindows() || Interlocked.Exchange(ref _use, null) is not { } use)
        {
            return;
        }

        await using var stopping = await FileLock.ExclusiveAsync(_layout.StartLock, _options.StartTimeout, CancellationToken.None);
        await use.DisposeAsync();
        var account = await ServerAccount.ForThisProcessAsync(CancellationToken.None);
        await StopIfUnusedAsync(_layout, new Cluster(_layout, account, _options), _options.WaitForStop);
    }

    private static async Task StopIfUnusedAsync(ClusterLayout layout, Cluster cluster, bool wait)
    {
        if (!OperatingSystem.IsWindows() && FileLock.TryExclusive(layout.UsersLock) is { } alone)
        {
            await using (alone)
            {
                await cluster.StopAsync(wait, CancellationToken.None);
            }
        }
    }
}
