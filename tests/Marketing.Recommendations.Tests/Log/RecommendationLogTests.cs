using System.Diagnostics.Metrics;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Log;
using Marketing.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marketing.Recommendations.Tests.Log;

public sealed class The_log(TestDatabase database) : IClassFixture<TestDatabase>
{
    // Nothing listens on this port: the connection is refused at once.
    private const string Away = "Host=127.0.0.1;Port=1;Timeout=1;Username=u;Database=d";

    [Fact]
    public async Task drops_and_counts_what_its_queue_cannot_hold_and_writes_the_rest()
    {
        using var counted = new Counted();
        using var log = counted.Log(database.DataSource, queue: 5);
        for (var at = 0; at < 8; at++)
        {
            log.Add(Entry("full", at));
        }

        counted.Dropped.Should().Be(3);
        await log.StartAsync(CancellationToken.None);
        await log.StopAsync(CancellationToken.None);
        (counted.Written, counted.Dropped).Should().Be((5, 3));
        (await database.ScalarAsync<long>("SELECT count(*) FROM recommendations.log WHERE user_id = 'full'")).Should().Be(5);
    }

    [Fact]
    public async Task takes_entries_while_the_database_is_away_and_counts_what_is_lost_at_the_end()
    {
        using var counted = new Counted();
        await using var nowhere = NpgsqlDataSource.Create(Away);
        using var log = counted.Log(nowhere, queue: 5);
        await log.StartAsync(CancellationToken.None);
        var began = TimeProvider.System.GetTimestamp();
        for (var at = 0; at < 1_000; at++)
        {
            log.Add(Entry("away", at));
        }

        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(1), "no answer waits for its log");
        await log.StopAsync(CancellationToken.None);
        (counted.Written, counted.Dropped).Should().Be((0, 1_000), "every entry is counted once");
    }

    [Fact]
    public async Task loses_only_the_batch_that_the_database_refuses()
    {
        using var counted = new Counted();
        using var log = counted.Log(database.DataSource, queue: 50);
        await log.StartAsync(CancellationToken.None);
        log.Add(Entry("refused", 0, request: "no JSON"));
        for (var wait = 0; wait < 200 && counted.Dropped == 0; wait++)
        {
            await Task.Delay(50);
        }

        log.Add(Entry("taken", 1));
        await log.StopAsync(CancellationToken.None);
        (counted.Written, counted.Dropped).Should().Be((1, 1));
    }

    private static LogEntry Entry(string subject, int number, string request = "{}") =>
        new(new LoggedAnswer(subject, ".s", null, "1", null, request, ["a"], [1], ["als"]), $"uuid{number}", DateTime.UnixEpoch);

    private sealed class Counted : IDisposable
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly MeterListener _listener = new();
        private readonly RecommendationMetrics _metrics;
        private long _written;
        private long _dropped;

        public Counted()
        {
            var meters = _services.GetRequiredService<IMeterFactory>();
            _metrics = new RecommendationMetrics(meters);
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(
                (instrument, value, _, _) =>
                {
                    if (instrument.Name.EndsWith("dropped", StringComparison.Ordinal))
                    {
                        Interlocked.Add(ref _dropped, value);
                    }
                    else if (instrument.Name.EndsWith("written", StringComparison.Ordinal))
                    {
                        Interlocked.Add(ref _written, value);
                    }
                }
            );
            _listener.Start();
        }

        public long Written => Interlocked.Read(ref _written);

        public long Dropped => Interlocked.Read(ref _dropped);

        public RecommendationLog Log(NpgsqlDataSource database, int queue) =>
            new(
                database,
                new RecommendationsOptions { LogQueue = queue },
                _metrics,
                TimeProvider.System,
                NullLogger<RecommendationLog>.Instance
            );

        public void Dispose()
        {
            _listener.Dispose();
            _metrics.Dispose();
            _services.Dispose();
        }
    }
}
