using Marketing.Store.Tests.Startup;
using Marketing.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Marketing.Store.Tests.Retention;

public sealed class Old_events : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task are_deleted_to_the_microsecond_wherever_they_lie()
    {
        // 60,000 events spread over 100 days in no order: more than one stretch of the table, old and new rows on every page.
        await InsertAsync(days: "(g * 7919 % 60000) * interval '1 day' / 600", rows: 60_000, text: 100);
        // Exactly at the limit, and 1 µs older.
        await InsertAsync("interval '30 days'", 1, prefix: "limit");
        await InsertAsync("interval '30 days 1 microsecond'", 1, prefix: "older");
        var younger = await CountAsync($"occurred_at >= '{Now.AddDays(-30):O}'");
        var pages = await _database.ScalarAsync<long>("SELECT pg_relation_size('shop.events') / 8192");
        pages.Should().BeGreaterThan(1024, "or the test would see one stretch only");

        await using var replica = Replica(30);
        var deleted = await replica.Get<EventRetention>().RunAsync(CancellationToken.None);

        deleted.Should().Be(60_002 - younger);
        (await CountAsync("true")).Should().Be(younger);
        (await CountAsync($"occurred_at < '{Now.AddDays(-30):O}'")).Should().Be(0);
        (await CountAsync("event_id LIKE 'limit%'")).Should().Be(1);
        replica.Heard.Should().ContainSingle().Which.Should().BeEquivalentTo(StoreChange.Everything(ChangeKind.Subjects));
        (await replica.Get<EventRetention>().RunAsync(CancellationToken.None)).Should().Be(0, "there is nothing left to delete");
    }

    [Fact]
    public async Task are_kept_for_ever_when_nothing_is_set()
    {
        await InsertAsync("interval '90 years'", 1);
        await using var replica = Replica(days: null);
        (await replica.Get<EventRetention>().RunAsync(CancellationToken.None)).Should().Be(0);
        (await CountAsync("true")).Should().Be(1);
    }

    [Fact]
    public async Task are_left_to_the_replica_that_deletes_already()
    {
        await InsertAsync("interval '31 days'", 1);
        await using var replica = Replica(30);
        await using (var other = await _database.DataSource.OpenConnectionAsync())
        {
            await LockAsync(other, "pg_advisory_lock");
            (await replica.Get<EventRetention>().RunAsync(CancellationToken.None)).Should().Be(0);
            await LockAsync(other, "pg_advisory_unlock");
        }

        (await replica.Get<EventRetention>().RunAsync(CancellationToken.None)).Should().Be(1);
    }

    [Fact]
    public async Task are_deleted_by_a_host_once_a_day()
    {
        var time = new FakeTime(Now);
        await using var replica = Replica(30, time);
        var daily = replica.Get<IEnumerable<IHostedService>>().Single(service => service.GetType().Name == "DailyRetention");
        await InsertAsync("interval '31 days'", 1);
        await daily.StartAsync(CancellationToken.None);
        // Its first wait begins a moment after the start, each further one a moment after the deletion.
        await Embedded.TemporaryCluster.EventuallyAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return CountAsync("true").Result == 0;
        });
        time.GetUtcNow().Should().BeOnOrAfter(Now.AddMinutes(10));
        var first = time.GetUtcNow();
        await InsertAsync("interval '31 days'", 1);
        await Embedded.TemporaryCluster.EventuallyAsync(() =>
        {
            time.Advance(TimeSpan.FromHours(1));
            return CountAsync("true").Result == 0;
        });
        time.GetUtcNow().Should().BeOnOrAfter(first.AddHours(12));
        await daily.StopAsync(CancellationToken.None);
    }

    private static async Task LockAsync(NpgsqlConnection connection, string function)
    {
        await using var command = new NpgsqlCommand($"SELECT {function}({EventRetention.LockKey})", connection);
        await command.ExecuteNonQueryAsync();
    }

    private Replica Replica(int? days, FakeTime? time = null)
    {
        (string, string)[] settings = [("ConnectionStrings:Marketing", _database.ConnectionString)];
        return new Replica(
            services => services.AddSingleton<TimeProvider>(time ?? new FakeTime(Now)),
            days is { } set ? [.. settings, ("Retention:EventDays", $"{set}")] : settings
        );
    }

    private Task<int> InsertAsync(string days, int rows, int text = 0, string prefix = "e") =>
        _database.ExecuteAsync(
            $"""
            INSERT INTO shop.events (user_id, event_id, type, occurred_at, received_at, text, weight, content_hash)
            SELECT 'u' || g % 100, '{prefix}' || g, 1, timestamptz '{Now:O}' - {days}, now(), repeat('x', {text}), 1, 0 FROM generate_series(1, {rows}) g
            """
        );

    private async Task<long> CountAsync(string where) =>
        await _database.ScalarAsync<long>($"SELECT count(*) FROM shop.events WHERE {where}");
}
