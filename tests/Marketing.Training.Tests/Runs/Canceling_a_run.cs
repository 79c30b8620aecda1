using Marketing.TestKit;

namespace Marketing.Training.Tests;

public sealed class Canceling_a_run : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    /// <summary>Starts a run that trains until it is canceled.</summary>
    private static async Task<(Guid RunId, Task<RunOutcome> Outcome)> StartLongRunAsync(Replica replica, CancellationToken stop = default)
    {
        var training = new TaskCompletionSource();
        replica.Model.Candidates[0].WhileEvaluating = cancel =>
        {
            training.TrySetResult();
            cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
        };
        var start = await replica.Runner.StartAsync(new RunRequest(), CancellationToken.None);
        var outcome = Task.Run(async () =>
        {
            await using (start.Run)
            {
                return await replica.Runner.ExecuteAsync(start.Run!, null, stop);
            }
        });
        await training.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return (start.Run!.RunId, outcome);
    }

    [Fact]
    public async Task works_at_once_in_the_same_process()
    {
        await using var replica = new Replica(_database.ConnectionString);
        var (runId, outcome) = await StartLongRunAsync(replica);

        (await replica.Runner.CancelAsync(runId, CancellationToken.None)).Should().Be(RunState.Running);

        (await outcome).Should().BeEquivalentTo(new { State = RunState.Canceled, Error = "Canceled by request." });
        (await _database.ScalarAsync<string>("SELECT state || ' ' || (report #>> '{0,state}') FROM training.runs"))
            .Should()
            .Be("canceled canceled");
        (await replica.Runner.CancelAsync(runId, CancellationToken.None)).Should().Be(RunState.Canceled, "it is over");
    }

    [Fact]
    public async Task works_from_another_replica()
    {
        await using var replica = new Replica(_database.ConnectionString);
        await using var other = new Replica(_database.ConnectionString);
        var (runId, outcome) = await StartLongRunAsync(replica);

        await other.Runner.CancelAsync(runId, CancellationToken.None);

        (await outcome.WaitAsync(TimeSpan.FromSeconds(15))).State.Should().Be(RunState.Canceled);
    }

    [Fact]
    public async Task prevents_the_publication_even_in_the_last_moment()
    {
        await using var replica = new Replica(_database.ConnectionString);
        replica.Model.Candidates[0].WhileRefitting = _ =>
            _database.ExecuteAsync("UPDATE training.runs SET cancel_requested = true").GetAwaiter().GetResult();

        (await replica.RetrainAsync()).State.Should().Be(RunState.Canceled);

        (await _database.ScalarAsync<long>("SELECT count(*) FROM training.serving")).Should().Be(0);
    }

    [Fact]
    public async Task is_what_a_stopping_process_does()
    {
        await using var replica = new Replica(_database.ConnectionString);
        using var stop = new CancellationTokenSource();
        var (_, outcome) = await StartLongRunAsync(replica, stop.Token);

        await stop.CancelAsync();

        (await outcome).Should().BeEquivalentTo(new { State = RunState.Canceled, Error = "The process that trained was stopped." });
        replica.Model.Candidates[0].WhileEvaluating = null;
        (await replica.RetrainAsync()).State.Should().Be(RunState.Succeeded, "the lock was given back");
    }

    [Fact]
    public async Task of_no_run_is_nothing()
    {
        await using var replica = new Replica(_database.ConnectionString);

        (await replica.Runner.CancelAsync(Guid.NewGuid(), CancellationToken.None)).Should().BeNull();
    }
}
