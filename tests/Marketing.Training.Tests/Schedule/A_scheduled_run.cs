using Marketing.TestKit;

namespace Marketing.Training.Tests;

public sealed class A_scheduled_run : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly FakeTime _clock = new(new DateTimeOffset(2026, 1, 15, 2, 29, 0, TimeSpan.Zero));

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    private Replica New() => new(_database.ConnectionString, clock: _clock, settings: ("Training:Schedule", "30 2 * * *"));

    private Task<long> RunsAsync(string state) =>
        _database.ScalarAsync<long>($"SELECT count(*) FROM training.runs WHERE state = '{state}' AND trigger = 'schedule'");

    private static async Task WaitsAsync(Replica first, Replica? second = null, Replica? third = null, int times = 1)
    {
        foreach (var replica in new[] { first, second, third }.OfType<Replica>())
        {
            await Eventually.Holds(
                () => replica.Log.Lines.Count(line => line.Contains("The next training is scheduled")) >= times,
                20,
                "it waits for its hour"
            );
        }
    }

    [Fact]
    public async Task is_one_run_however_many_replicas_wake_up()
    {
        await using var first = await New().StartAsync();
        await using var second = await New().StartAsync();
        await using var third = await New().StartAsync();
        await WaitsAsync(first, second, third);
        (await RunsAsync("succeeded")).Should().Be(0);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.Holds(async () => await RunsAsync("succeeded") == 1, 20, "the run has ended");
        await WaitsAsync(first, second, third, times: 2);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM training.runs")).Should().Be(1);

        _clock.Advance(TimeSpan.FromDays(1));
        await Eventually.Holds(async () => await RunsAsync("succeeded") == 2, 20, "the next night's run has ended");
    }

    [Fact]
    public async Task is_left_out_while_another_run_is_under_way()
    {
        await using var replica = await New().StartAsync();
        await WaitsAsync(replica);
        var other = await replica.Runner.StartAsync(new RunRequest { Trigger = "cli" }, CancellationToken.None);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.Holds(() => replica.Log.Lines.Any(line => line.Contains("is left out")), 10, "it says so");

        await other.Run!.DisposeAsync();
        (await RunsAsync("succeeded")).Should().Be(0);
    }

    [Fact]
    public void with_a_wrong_expression_stops_the_start()
    {
        var start = () => new Replica(_database.ConnectionString, settings: ("Training:Schedule", "every night"));

        start.Should().Throw<Exception>().WithMessage("*Training:Schedule*not a cron expression*");
    }
}
