using Marketing.Store.Http;
using Marketing.Store.Tests.Embedded;
using Marketing.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Marketing.Store.Tests.Startup;

public sealed class A_database_that_is_prepared
{
    [Fact]
    public async Task is_made_and_migrated_once_by_two_processes_at_once()
    {
        var name = $"test_0_{Guid.NewGuid():N}";
        var connection = await PostgresServer.ConnectionStringAsync(name);
        try
        {
            await using var one = Replica.Of(connection);
            await using var two = Replica.Of(connection);
            await Task.WhenAll(one.Startup.PrepareAsync(CancellationToken.None), two.Startup.PrepareAsync(CancellationToken.None));
            await using var db = await one.Get<IDbContextFactory<MarketingDb>>().CreateDbContextAsync();
            (await db.Database.GetPendingMigrationsAsync()).Should().BeEmpty();
            (await db.Events.CountAsync()).Should().Be(0);
            two.Startup.IsPrepared.Should().BeTrue();
            one.Log.Errors.Concat(two.Log.Errors).Should().BeEmpty("a first start is nothing to worry about");
        }
        finally
        {
            await PostgresServer.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        }
    }

    [Fact]
    public async Task is_the_embedded_one_when_no_other_is_named()
    {
        await using var cluster = new TemporaryCluster();
        var data = Path.GetDirectoryName(cluster.Directory)!;
        await using (var replica = new Replica(("Marketing:DataDirectory", data)))
        {
            await replica.Startup.PrepareAsync(CancellationToken.None);
            await using var scope = replica.Get<IServiceScopeFactory>().CreateAsyncScope();
            (await scope.ServiceProvider.GetRequiredService<MarketingDb>().Items.CountAsync()).Should().Be(0);
            replica.Get<DataDirectory>().File("a", "b").Should().Be(Path.Combine(data, "a", "b"));
            cluster.Runs.Should().BeTrue();
        }

        cluster.Runs.Should().BeFalse("its only user has gone");
    }

    [Theory]
    [InlineData("Nonsense", "*ConnectionStrings:Marketing*")]
    [InlineData("Host=h;Passw0rd=secret", "*ConnectionStrings:Marketing*")]
    [InlineData("Host=h;Username=u", "*names no database*")]
    public void is_refused_at_once_when_its_setting_is_wrong(string connectionString, string message) =>
        FluentActions
            .Invoking(() => Replica.Of(connectionString))
            .Should()
            .Throw<SettingsException>()
            .WithMessage(message)
            .And.Message.Should()
            .NotContain("secret");

    [Fact]
    public async Task that_refuses_is_not_waited_for()
    {
        var connection = new NpgsqlConnectionStringBuilder(await PostgresServer.ConnectionStringAsync("postgres"))
        {
            Username = "nobody_of_this_name",
        };
        await using var replica = Replica.Of(connection.ConnectionString);
        var start = replica.StartAsync;
        (await start.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().StartWith("28");
    }
}
