using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Marketing.Store.Tests.Embedded;
using Marketing.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marketing.Store.Tests.Startup;

public sealed class A_database_that_is_away
{
    [Fact]
    public async Task does_not_hold_the_start_up_and_is_prepared_when_it_comes()
    {
        await using var cluster = new TemporaryCluster();
        await using var replica = Replica.Of(EmbeddedPostgres.ConnectionStringFor(cluster.Directory, "shop"));
        await replica.StartAsync();
        replica.Health.IsAvailable.Should().BeFalse();

        await using var server = await cluster.UseAsync();
        await TemporaryCluster.EventuallyAsync(() => replica.Startup.IsPrepared && replica.Health.IsAvailable);
        replica.Health.UnavailableSince.Should().BeNull();
        await using var command = replica.Get<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM shop.events");
        (await command.ExecuteScalarAsync()).Should().Be(0L);
    }

    [Fact]
    public async Task that_takes_connections_and_says_nothing_does_not_hold_the_start_up()
    {
        using var frozen = new TcpListener(IPAddress.Loopback, 0);
        frozen.Start();
        var port = ((IPEndPoint)frozen.LocalEndpoint).Port;
        await using var replica = Replica.Of($"Host=127.0.0.1;Port={port};Username=u;Password=p;Database=d");
        var start = Stopwatch.StartNew();
        await replica.StartAsync();
        start.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "3 s on an idle machine");
        replica.Health.IsAvailable.Should().BeFalse();
    }

    [Fact]
    public async Task is_brought_back_when_it_is_the_embedded_one()
    {
        await using var cluster = new TemporaryCluster();
        await using var replica = new Replica(("Marketing:DataDirectory", Path.GetDirectoryName(cluster.Directory)!));
        await replica.ListenAsync();
        await cluster.KillServerAsync();
        replica.Health.ReportFailure();
        await TemporaryCluster.EventuallyAsync(() => replica.Health.IsAvailable);
        await using var command = replica.Get<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM shop.events");
        (await command.ExecuteScalarAsync()).Should().Be(0L);
        await TemporaryCluster.EventuallyAsync(() => replica.Heard.Contains(StoreChange.Everything(ChangeKind.Models), new SameChange()));
    }

    [Fact]
    public void is_left_alone_until_the_cool_down_is_over()
    {
        var time = new FakeTime();
        var health = new DatabaseHealth(time, NullLogger<DatabaseHealth>.Instance);
        health.IsAvailable.Should().BeTrue();
        health.ReportFailure();
        health.IsAvailable.Should().BeFalse();
        time.Advance(DatabaseHealth.CoolDown - TimeSpan.FromTicks(1));
        health.IsAvailable.Should().BeFalse();
        time.Advance(TimeSpan.FromTicks(1));
        health.IsAvailable.Should().BeTrue("somebody has to try");
        health.ReportFailure();
        health.IsAvailable.Should().BeFalse();
        health.UnavailableSince.Should().Be(time.GetUtcNow() - DatabaseHealth.CoolDown);
        health.ReportSuccess();
        health.IsAvailable.Should().BeTrue();
        health.UnavailableSince.Should().BeNull();
    }

    [Fact]
    public void is_left_to_the_probe_where_one_runs()
    {
        var time = new FakeTime();
        var health = new DatabaseHealth(time, NullLogger<DatabaseHealth>.Instance) { IsProbed = true };
        health.ReportFailure();
        time.Advance(TimeSpan.FromHours(1));
        health.IsAvailable.Should().BeFalse();
    }
}
