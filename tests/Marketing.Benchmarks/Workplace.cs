using System.Runtime.InteropServices;
using Marketing.Benchmarks.Quick;
using Marketing.Store;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Benchmarks;

/// <summary>
/// The folder of this run and the PostgreSQL in it. Whichever bench asked for them, both go when the process ends: when the bench is through or fails, and by SIGINT and
/// SIGTERM, which benches themselves do not look out for.
/// </summary>
internal static class Workplace
{
    private static readonly CancellationTokenSource Ended = new();
    private static Task<EmbeddedPostgres>? _server;

    /// <summary>One that PostgreSQL may enter, too, which a temporary folder of this account is not.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetTempPath(), $"marketing-bench-{Environment.ProcessId}");

    /// <summary>The server's, once it is started.</summary>
    public static PostgresProcesses Processes() => new(Folder);

    /// <summary>One that syncs every commit, as in a shop. A bench that is through with it before its end may stop it.</summary>
    public static Task<EmbeddedPostgres> StartServerAsync()
    {
        Directory.CreateDirectory(Folder);
        return _server = EmbeddedPostgres.JoinOrStartAsync(Path.Combine(Folder, "cluster"), new EmbeddedPostgresOptions(), Ended.Token);
    }

    /// <summary>A server with an empty database of the product.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> StartDatabaseAsync()
    {
        var server = await StartServerAsync();
        await using var db = new MarketingDb(new DbContextOptionsBuilder<MarketingDb>().UseNpgsql(server.ConnectionString).Options);
        await db.Database.MigrateAsync(Ended.Token);
        return server.ConnectionString;
    }

    /// <summary>Runs a bench and takes away what it left.</summary>
    /// <returns>Its exit code, or 128 + the signal's number, as a shell expects.</returns>
    public static async Task<int> RunAsync(Func<Task<int>> bench)
    {
        var signalled = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            signalled.TrySetResult(128 + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        // A thread of its own: a bench that only computes must not hold one of the pool that its server needs.
        var through = Task.Factory.StartNew(bench, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        try
        {
            return await await Task.WhenAny(through, signalled.Task);
        }
        finally
        {
            await ClearAsync();
        }
    }

    private static async Task ClearAsync()
    {
        await Ended.CancelAsync();
        if (_server is { } starting)
        {
            try
            {
                await (await starting).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // It was just starting, and is stopped again.
            }
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
