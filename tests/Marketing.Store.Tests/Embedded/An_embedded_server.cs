using System.Globalization;
using Marketing.Store.Embedded;

namespace Marketing.Store.Tests.Embedded;

public sealed class An_embedded_server
{
    [Fact]
    public async Task comes_from_nothing_and_is_closed_to_others()
    {
        await using var cluster = new TemporaryCluster();
        await using var server = await cluster.UseAsync();
        server.StartedHere.Should().BeTrue();
        (await cluster.ScalarAsync("SHOW listen_addresses")).Should().Be("", "no port is opened");
        (await cluster.ScalarAsync("SHOW server_encoding")).Should().Be("UTF8");
        const UnixFileMode ownersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.GetUnixFileMode(cluster.Directory).Should().Be(ownersOnly);
        File.GetUnixFileMode(cluster.Layout.SocketDirectory).Should().Be(ownersOnly);
    }

    [Fact]
    public async Task is_started_once_when_three_want_it()
    {
        await using var cluster = new TemporaryCluster();
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => cluster.UseAsync())));
        servers.Count(server => server.StartedHere).Should().Be(1);
        foreach (var server in servers)
        {
            (await cluster.ScalarAsync("SELECT 1")).Should().Be(1, "it runs until the last has gone");
            await server.DisposeAsync();
        }

        await TemporaryCluster.EventuallyAsync(() => !cluster.Runs);
    }

    [Fact]
    public async Task is_joined_by_another_process_and_stopped_by_the_last()
    {
        await using var cluster = new TemporaryCluster();
        var mine = await cluster.UseAsync();
        using var other = await OtherProcess.UseAsync(cluster.Directory);
        other.Answer.Should().Be("joined");
        await mine.DisposeAsync();
        (await cluster.ScalarAsync("SELECT 1")).Should().Be(1, "the other process still uses it");
        await other.EndAsync();
        await TemporaryCluster.EventuallyAsync(() => !cluster.Runs);
    }

    [Fact]
    public async Task outlives_a_killed_user_and_is_stopped_by_the_next()
    {
        await using var cluster = new TemporaryCluster();
        using var other = await OtherProcess.UseAsync(cluster.Directory);
        other.Answer.Should().Be("started");
        await other.KillAsync();
        cluster.Runs.Should().BeTrue();
        var next = await cluster.UseAsync();
        next.StartedHere.Should().BeFalse();
        await next.DisposeAsync();
        await TemporaryCluster.EventuallyAsync(() => !cluster.Runs);
    }

    [Fact]
    public async Task keeps_what_was_committed_when_it_is_killed()
    {
        await using var cluster = new TemporaryCluster();
        // Not the tests' settings, which answer a commit before it is written.
        await using var server = await cluster.UseAsync(new EmbeddedPostgresOptions());
        await cluster.ScalarAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        await cluster.KillServerAsync();
        await server.EnsureRunningAsync(CancellationToken.None);
        (await cluster.ScalarAsync("SELECT answer FROM kept")).Should().Be(42);

        await cluster.KillServerAsync();
        await using var another = await cluster.UseAsync();
        another.StartedHere.Should().BeTrue();
        (await cluster.ScalarAsync("SELECT answer FROM kept")).Should().Be(42);
    }

    [Fact]
    public async Task starts_although_a_stranger_has_its_old_process_id()
    {
        await using var cluster = new TemporaryCluster();
        await (await cluster.UseAsync()).DisposeAsync();
        await TemporaryCluster.EventuallyAsync(() => !cluster.Runs);
        // As after a restart of the machine: the file is left, and its id is now that of any program (here, of this test's).
        var id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(
            cluster.Layout.PidFile,
            [id, cluster.Layout.Data, "1700000000", "5432", cluster.Layout.SocketDirectory, "", "", "ready"]
        );
        await using var server = await cluster.UseAsync();
        (await cluster.ScalarAsync("SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task starts_over_what_a_killed_first_start_left()
    {
        await using var cluster = new TemporaryCluster();
        Directory.CreateDirectory(Path.Combine(cluster.Layout.UnfinishedData, "base"));
        await File.WriteAllTextAsync(Path.Combine(cluster.Layout.UnfinishedData, "PG_VERSION"), "15");
        await using var server = await cluster.UseAsync();
        (await cluster.ScalarAsync("SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task can_be_left_and_taken_by_many_at_once()
    {
        await using var cluster = new TemporaryCluster();
        // Leaving and joining cross again and again: nobody may find the server of somebody who is just stopping it.
        await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var round = 0; round < 4; round++)
                        {
                            await using var server = await cluster.UseAsync();
                            (await cluster.ScalarAsync("SELECT 1")).Should().Be(1);
                        }
                    })
                )
        );
        await TemporaryCluster.EventuallyAsync(() => !cluster.Runs);
    }

    [Theory]
    [InlineData("a-very-long-name-of-a-folder-that-a-socket-address-cannot-hold-because-it-ends-after-about-a-hundred-bytes")]
    [InlineData("a, b")]
    public async Task lives_in_a_folder_that_a_socket_cannot(string folder)
    {
        await using var cluster = new TemporaryCluster(folder);
        cluster.Layout.SocketDirectory.Should().StartWith("/tmp/marketing-").And.HaveLength("/tmp/marketing-".Length + 16);
        await using var server = await cluster.UseAsync();
        (await cluster.ScalarAsync("SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task says_what_to_install_when_its_programs_are_missing()
    {
        await using var cluster = new TemporaryCluster();
        var start = () =>
            EmbeddedPostgres.JoinOrStartAsync(
                cluster.Directory,
                EmbeddedPostgresOptions.ForTests with
                {
                    ProgramsDirectory = "/nowhere",
                },
                CancellationToken.None
            );
        (await start.Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage("*/nowhere*initdb, pg_ctl and postgres are not*");

        var find = () => PostgresPrograms.FindAsync(named: null, clusterMajor: 3, CancellationToken.None);
        if (Environment.GetEnvironmentVariable(PostgresPrograms.BinVariable) is null)
        {
            (await find.Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage(
                "*made by PostgreSQL 3*apt-get install postgresql-3*"
            );
        }
    }

    [OrdinaryUserFact]
    public async Task serves_an_ordinary_user()
    {
        var folder = Directory.CreateDirectory($"/tmp/marketing-user-{Guid.NewGuid():N}");
        try
        {
            // The account can perhaps not read this checkout.
            var program = OrdinaryUserFactAttribute.CopyOfThisAssembly(folder);
            var cluster = Path.Combine(folder.FullName, "data", "postgres");
            using (var first = await OtherProcess.UseAsync(cluster, OrdinaryUserFactAttribute.Account, program))
            using (var second = await OtherProcess.UseAsync(cluster, OrdinaryUserFactAttribute.Account, program))
            {
                (first.Answer, second.Answer).Should().Be(("started", "joined"));
                await first.EndAsync();
                Postmaster.IsAlive(new ClusterLayout(cluster)).Should().BeTrue();
                await second.EndAsync();
            }

            await TemporaryCluster.EventuallyAsync(() => !Postmaster.IsAlive(new ClusterLayout(cluster)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
