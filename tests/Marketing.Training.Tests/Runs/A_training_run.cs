using Marketing.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Training.Tests;

public sealed class A_training_run : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private Replica? _replica;

    private Replica Replica => _replica!;
    private NumbersModel Model => Replica.Model;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _replica = new Replica(_database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Replica.DisposeAsync();
        await _database.DisposeAsync();
    }

    private Task<int?> ServingAsync() => _database.ScalarAsync<int?>("SELECT version FROM training.serving WHERE model = 'numbers'");

    [Fact]
    public async Task publishes_the_winner_and_keeps_every_figure()
    {
        Model.Candidates.Add(new FakeCandidate("als", 0.3) { Number = 7 });
        Model.Candidates.Add(new FakeCandidate("user-pearson", 0.9) { NotApplicable = "Nobody's values vary." });

        var outcome = await Replica.RetrainAsync();

        outcome.State.Should().Be(RunState.Succeeded);
        var report = outcome.Models.Should().ContainSingle().Subject;
        report
            .Should()
            .BeEquivalentTo(
                new
                {
                    Champion = "als",
                    Published = true,
                    Version = 1,
                    State = RunState.Succeeded,
                }
            );
        report
            .Candidates.Select(c => (c.Algorithm, Trained: c.TrainSeconds is not null))
            .Should()
            .Equal(("popular", true), ("als", true), ("user-pearson", false));
        report.Candidates[1].Metrics["ndcg@10"].Should().BeApproximately(0.3, 1e-12);
        report.Candidates[1].Trials.Should().ContainSingle();
        report.Candidates[1].RefitSeconds.Should().BePositive();
        report.Candidates[2].NotApplicable.Should().Be("Nobody's values vary.");

        await using var db = _database.CreateDb();
        var version = await db.ModelVersions.SingleAsync();
        version
            .Should()
            .BeEquivalentTo(
                new
                {
                    Model = "numbers",
                    Version = 1,
                    Algorithm = "als",
                    Size = 8000L,
                    Watermark = NumbersModel.Watermark,
                }
            );
        ReportJson
            .Read<Dictionary<string, double>>(version.Parameters)
            .Should()
            .Equal(new Dictionary<string, double> { ["Seed"] = 1, ["Number"] = 7 });
        var run = await db.TrainingRuns.SingleAsync();
        run.Should()
            .BeEquivalentTo(
                new
                {
                    State = "succeeded",
                    Progress = 1.0,
                    Trigger = "test",
                    FencingToken = 1L,
                }
            );
        ReportJson.Read<List<ModelReport>>(run.Report).Should().BeEquivalentTo(outcome.Models, o => o.Excluding(m => m.Data));
    }

    [Fact]
    public async Task counts_versions_within_the_model()
    {
        await Replica.PublishAsync(1);
        await Replica.PublishAsync(2);

        (await ServingAsync()).Should().Be(2);
        (await _database.ScalarAsync<long>("SELECT fencing_token FROM training.serving")).Should().Be(2);
    }

    [Fact]
    public async Task leaves_a_better_serving_version_alone()
    {
        Model.Candidates.Add(new FakeCandidate("als", 0.3));
        await Replica.RetrainAsync();
        Model.Candidates.RemoveAt(1);

        // The watermark of version 1 is after the split, and its algorithm is gone: it cannot be judged. So it is judged itself.
        Model.Change = material =>
            material with
            {
                SplitAt = NumbersModel.Watermark.AddDays(1),
                EvaluateServing = (stream, _) => Numbers.Read(stream).Values.Length == Numbers.Count ? Figures(0.3) : null,
            };
        var report = (await Replica.RetrainAsync()).Models[0];

        report
            .Should()
            .BeEquivalentTo(
                new
                {
                    Champion = "popular",
                    Published = false,
                    State = RunState.Succeeded,
                }
            );
        report.Serving.Should().BeEquivalentTo(new { Version = 1, JudgedBy = "artefact" });
        report.Reason.Should().Contain("but worse than version 1");
        (await ServingAsync()).Should().Be(1);
    }

    [Fact]
    public async Task trains_the_serving_recipe_again_when_the_artefact_has_seen_the_held_out_days()
    {
        var als = new FakeCandidate("als", 0.3) { Number = 3 };
        Model.Candidates.Add(als);
        await Replica.RetrainAsync();
        als.Number = 4; // tuning comes to other parameters now
        Model.Change = material => material with { EvaluateServing = (_, _) => throw new InvalidOperationException("must not be asked") };

        var report = (await Replica.RetrainAsync()).Models[0];

        report
            .Serving.Should()
            .BeEquivalentTo(
                new
                {
                    Version = 1,
                    JudgedBy = "recipe",
                    Algorithm = "als",
                }
            );
        als.Asked[^1].Should().Equal(new Dictionary<string, double> { ["Seed"] = 1, ["Number"] = 3 });
        report.Published.Should().BeTrue();
    }

    [Fact]
    public async Task goes_on_when_a_candidate_fails()
    {
        Model.Candidates.Add(new FakeCandidate("als", 0.3) { WhileEvaluating = _ => throw new InvalidOperationException("diverged") });
        Model.Candidates.Add(new FakeCandidate("ease", 0.2) { PerUnit = [0.2, double.NaN] });
        Model.Candidates.Add(new FakeCandidate("gru", 0.2) { EstimatedMemory = long.MaxValue });

        var report = (await Replica.RetrainAsync()).Models[0];

        report.Should().BeEquivalentTo(new { Champion = "popular", Published = true });
        report.Candidates[1].Error.Should().Be("diverged");
        report.Candidates[2].Error.Should().Be("ndcg@10 is NaN, which is not a figure.");
        report.Candidates[3].NotApplicable.Should().Contain("Training:MemoryLimitMegabytes");
    }

    [Fact]
    public async Task fails_with_a_sentence_when_the_data_is_too_little()
    {
        Model.Change = material => material with { NotTrainable = "numbers need 1,000 events, there are 0." };

        var outcome = await Replica.RetrainAsync(force: true);

        outcome.Should().BeEquivalentTo(new { State = RunState.Failed, Error = "numbers: numbers need 1,000 events, there are 0." });
        (await ServingAsync()).Should().BeNull();
    }

    [Fact]
    public async Task never_publishes_a_broken_artefact_not_even_by_force()
    {
        await Replica.PublishAsync(5);
        Model.Candidates[0].Number = -1; // its smoke test refuses it

        var outcome = await Replica.RetrainAsync(force: true);

        outcome.State.Should().Be(RunState.Failed);
        outcome.Error.Should().Contain("a negative number answers nothing");
        (await ServingAsync()).Should().Be(1);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM training.model_versions")).Should().Be(1);
        Directory.EnumerateFiles(Path.Combine(Replica.Folder, "models")).Should().NotContain(f => f.Contains("retrain-"));
    }

    [Fact]
    public async Task does_not_publish_over_a_rollback_that_came_in_between()
    {
        await Replica.PublishAsync(1);
        await Replica.PublishAsync(2);
        Model.Candidates[0].WhileRefitting = _ =>
            Replica
                .Get<Rollback>()
                .ExecuteAsync("numbers", null, CancellationToken.None)
                .GetAwaiter()
                .GetResult()
                .Should()
                .Be(new RollbackResult.Done(1, 2));

        var report = (await Replica.RetrainAsync(force: true)).Models[0];

        report.Published.Should().BeFalse();
        report
            .Reason.Should()
            .StartWith("What serves was changed to version 1 while the run was under way (the gate compared with version 2)");
        (await ServingAsync()).Should().Be(1);
        (await _database.ScalarAsync<long>("SELECT count(DISTINCT version) FROM training.artefact_chunks")).Should().Be(2);
    }

    [Fact]
    public async Task keeps_the_artefacts_of_the_newest_versions_only()
    {
        await using var replica = new Replica(_database.ConnectionString, settings: ("Training:KeepVersions", "2"));
        for (var number = 1; number <= 4; number++)
        {
            await replica.PublishAsync(number);
        }

        await using var db = _database.CreateDb();
        (await db.ArtefactChunks.Select(c => c.Version).Distinct().Order().ToListAsync()).Should().Equal(3, 4);
        (await db.ModelVersions.CountAsync()).Should().Be(4);
        (await replica.Get<Rollback>().ExecuteAsync("numbers", 1, CancellationToken.None))
            .Should()
            .BeOfType<RollbackResult.Unusable>()
            .Which.Detail.Should()
            .Contain("not kept any more");
    }

    [Fact]
    public async Task reports_growing_progress()
    {
        Model.Candidates.Add(new FakeCandidate("als", 0.3));
        var seen = new List<RunProgress>();
        var start = await Replica.Runner.StartAsync(new RunRequest(), CancellationToken.None);
        await using (start.Run)
        {
            await Replica.Runner.ExecuteAsync(start.Run!, new Listener(seen), CancellationToken.None);
        }

        seen.Select(p => p.Share).Should().BeInAscendingOrder();
        seen[^1].Share.Should().Be(1);
        seen.Select(p => p.Stage).Should().Contain(["numbers: reading", "numbers: training als", "numbers: publishing"]);
    }

    [Fact]
    public async Task does_not_start_for_a_model_that_is_not_there()
    {
        var start = () => Replica.Runner.StartAsync(new RunRequest { Models = ["clicks"] }, CancellationToken.None);

        await start.Should().ThrowAsync<ArgumentException>().WithMessage("There is no model \"clicks\". There are: numbers.*");
        (await _database.ScalarAsync<long>("SELECT count(*) FROM training.runs")).Should().Be(0);
    }

    private static Evaluation Figures(double figure) =>
        new()
        {
            Metrics = new Dictionary<string, double> { ["ndcg@10"] = figure },
            PerUnit = [.. Enumerable.Repeat(figure, 50)],
            Parameters = new Dictionary<string, double>(),
        };

    private sealed class Listener(List<RunProgress> seen) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => seen.Add(value);
    }
}
