using System.Diagnostics;
using Marketing.Store.Embedded;
using Npgsql;

namespace Marketing.Store.Tests.Embedded;

/// <summary>A folder for one embedded cluster; at the end its server, if one still runs, is stopped and the folder deleted.</summary>
internal sealed class TemporaryCluster(string? name = null) : IAsyncDisposable
{
    private readonly string _top = $"/tmp/marketing-test-{Guid.NewGuid():N}"[..30];

    /// <summary>Not made yet.</summary>
    public string Directory => Path.Combine(_top, name ?? "postgres");

    public ClusterLayout Layout => new(Directory);

    public bool Runs => Postmaster.IsAlive(Layout);

    public Task<EmbeddedPostgres> UseAsync(EmbeddedPostgresOptions? options = null) =>
        EmbeddedPostgres.JoinOrStartAsync(Directory, options ?? EmbeddedPostgresOptions.ForTests, CancellationToken.None);

    /// <summary>Runs one statement as the embedded server's superuser.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        var text = EmbeddedPostgres.ConnectionStringFor(Directory, "postgres") + ";Pooling=false";
        await using var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>SIGKILL to this cluster's own server.</summary>
    public async Task KillServerAsync()
    {
        using var server = Process.GetProcessById(Postmaster.ProcessId(Layout)!.Value);
        server.Kill();
        await EventuallyAsync(() => !Runs);
    }

    /// <summary>Waits until <paramref name="condition"/> holds; 20 s at most.</summary>
    public static async Task EventuallyAsync(Func<bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            waited.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Runs)
        {
            await (await UseAsync()).DisposeAsync();
            await EventuallyAsync(() => !Runs);
        }

        if (System.IO.Directory.Exists(_top))
        {
            System.IO.Directory.Delete(_top, recursive: true);
        }

        if (System.IO.Directory.Exists(Layout.SocketDirectory))
        {
            System.IO.Directory.Delete(Layout.SocketDirectory, recursive: true);
        }
    }
}
