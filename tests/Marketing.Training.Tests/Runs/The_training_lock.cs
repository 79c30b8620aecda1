using Marketing.TestKit;
using Npgsql;

namespace Marketing.Training.Tests;

public sealed class The_training_lock : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    private const string KillTheHolder =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1296782418 AND granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private Task<string?> StateAsync(Guid runId) =>
        _database.ScalarAsync<string>($"SELECT state FROM training.runs WHERE run_id = '{runId}'");

    [Fact]
    public async Task lets_one_of_many_replicas_train()
    {
        var replicas = Enumerable.Range(0, 6).Select(_ => new Replica(_database.ConnectionString)).ToList();

        var starts = await Task.WhenAll(replicas.Select(r => r.Runner.StartAsync(new RunRequest(), CancellationToken.None)));

        var winner = starts.Should().ContainSingle(s => s.Run != null).Subject;
        starts.Where(s => s.Run is null).Should().OnlyContain(s => s.RunningRunId == winner.Run!.RunId);

        await winner.Run!.DisposeAsync();
        var next = await replicas[0].Runner.StartAsync(new RunRequest(), CancellationToken.None);
        next.Run.Should().NotBeNull();
        (await StateAsync(winner.Run.RunId)).Should().Be("failed"); // it gave the lock back without a word
        await next.Run!.DisposeAsync();
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task stops_a_run_whose_connection_died_and_lets_it_publish_nothing()
    {
        await using var replica = new Replica(_database.ConnectionString);
        await replica.PublishAsync(1);
        replica.Model.Candidates[0].WhileEvaluating = cancel =>
        {
            _database.ScalarAsync<long>(KillTheHolder).GetAwaiter().GetResult().Should().Be(1);
            cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)).Should().BeTrue("the next heartbeat notices");
        };

        var outcome = await replica.RetrainAsync(force: true);

        outcome.State.Should().Be(RunState.Failed);
        outcome.Error.Should().Contain("lock was closed");
        (await StateAsync(outcome.RunId)).Should().Be("failed");
        (await _database.ScalarAsync<int>("SELECT version FROM training.serving")).Should().Be(1);
    }

    [Fact]
    public async Task refuses_the_publication_of_a_run_whose_connection_died_a_moment_before()
    {
        await using var replica = new Replica(_database.ConnectionString);
        await replica.PublishAsync(1);
        replica.Model.Candidates[0].WhileRefitting = _ =>
            _database.ScalarAsync<long>(KillTheHolder).GetAwaiter().GetResult().Should().Be(1);

        var outcome = await replica.RetrainAsync(force: true);

        outcome.State.Should().Be(RunState.Failed);
        (await _database.ScalarAsync<int>("SELECT version FROM training.serving")).Should().Be(1);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM training.model_versions")).Should().Be(1);
    }

    [Fact]
    public async Task refuses_an_old_token_even_on_a_living_connection()
    {
        await using var replica = new Replica(_database.ConnectionString);
        await replica.PublishAsync(1);
        // As if a proxy had given the lock's session to somebody else: another run is in the books with a higher token.
        replica.Model.Candidates[0].WhileRefitting = _ =>
            _database
                .ExecuteAsync(
                    "INSERT INTO training.runs (run_id, state, trigger, progress, models, force, fencing_token, cancel_requested, report, created_at) "
                        + "VALUES (gen_random_uuid(), 'running', 'test', 0, '{numbers}', false, 99, false, '[]', now())"
                )
                .GetAwaiter()
                .GetResult();

        var outcome = await replica.RetrainAsync(force: true);

        outcome
            .Should()
            .BeEquivalentTo(new { State = RunState.Failed, Error = "A newer run took the training lock, so this one may not publish." });
        (await _database.ScalarAsync<int>("SELECT version FROM training.serving")).Should().Be(1);
    }

    [Fact]
    public async Task refuses_a_session_that_lost_the_lock_without_dying()
    {
        await using var replica = new Replica(_database.ConnectionString);
        var start = await replica.Runner.StartAsync(new RunRequest(), CancellationToken.None);
        replica.Model.Candidates[0].WhileRefitting = _ =>
            start
                .Run!.Lock.UseAsync(
                    async connection =>
                    {
                        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
                        return await command.ExecuteNonQueryAsync();
                    },
                    CancellationToken.None
                )
                .GetAwaiter()
                .GetResult();

        await using (start.Run)
        {
            (await replica.Runner.ExecuteAsync(start.Run!, null, CancellationToken.None))
                .Error.Should()
                .Be("The run no longer holds the training lock.");
        }

        (await _database.ScalarAsync<long>("SELECT count(*) FROM training.serving")).Should().Be(0);
    }

    [Fact]
    public async Task is_taken_over_from_an_abandoned_run_and_what_that_left_is_removed()
    {
        await using var replica = new Replica(_database.ConnectionString);
        await _database.ExecuteAsync(
            "INSERT INTO training.runs (run_id, state, trigger, progress, models, force, fencing_token, cancel_requested, report, created_at, heartbeat_at) VALUES "
                + "('00000000-0000-7000-8000-000000000001', 'running', 'test', 0.4, '{numbers}', false, 41, false, '[{\"name\":\"numbers\",\"state\":\"running\",\"stage\":\"training als\"}]', now(), now()), "
                + "('00000000-0000-7000-8000-000000000002', 'queued', 'test', 0, '{numbers}', false, 42, true, '[]', now(), now())"
        );
        await _database.ExecuteAsync(
            "INSERT INTO training.artefact_chunks (model, version, ordinal, bytes) VALUES ('numbers', 1, 0, '\\x00')"
        );
        Directory.CreateDirectory(Path.Combine(replica.Folder, "models"));
        var part = Path.Combine(replica.Folder, "models", "retrain-numbers-1.part");
        await File.WriteAllTextAsync(part, "half");

        await replica.PublishAsync(6);

        (await StateAsync(Guid.Parse("00000000-0000-7000-8000-000000000001"))).Should().Be("failed");
        (await StateAsync(Guid.Parse("00000000-0000-7000-8000-000000000002"))).Should().Be("canceled"); // as somebody had asked
        (await _database.ScalarAsync<string>("SELECT report #>> '{0,state}' FROM training.runs WHERE fencing_token = 41"))
            .Should()
            .Be("failed");
        (await _database.ScalarAsync<long>("SELECT fencing_token FROM training.serving")).Should().Be(43);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM training.artefact_chunks")).Should().Be(1); // the new version's
        File.Exists(part).Should().BeFalse();
    }

    [Fact]
    public async Task is_looked_at_by_every_replica_so_that_a_dead_run_does_not_look_alive()
    {
        await using var replica = new Replica(_database.ConnectionString);
        await _database.ExecuteAsync(
            "INSERT INTO training.runs (run_id, state, trigger, progress, models, force, fencing_token, cancel_requested, report, created_at, heartbeat_at) VALUES "
                + "('00000000-0000-7000-8000-000000000001', 'running', 'test', 0, '{}', false, 1, false, '[]', now(), now() - interval '1 minute'), "
                + "('00000000-0000-7000-8000-000000000002', 'running', 'test', 0, '{}', false, 2, false, '[]', now(), now())"
        );
        await using (var held = await RunLock.TryTakeAsync(replica.Get<NpgsqlDataSource>(), CancellationToken.None))
        {
            await replica.Get<AbandonedRuns>().SweepAsync(CancellationToken.None);
            (await _database.ScalarAsync<long>("SELECT count(*) FROM training.runs WHERE state = 'running'"))
                .Should()
                .Be(2, "somebody has the lock");
        }

        await replica.Get<AbandonedRuns>().SweepAsync(CancellationToken.None);

        (await _database.ScalarAsync<long>("SELECT count(*) FROM training.runs WHERE state = 'failed'")).Should().Be(2);
    }
}
