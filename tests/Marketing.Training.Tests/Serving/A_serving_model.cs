using System.Collections.Concurrent;
using Marketing.TestKit;

namespace Marketing.Training.Tests;

public sealed class A_serving_model : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    private static Task<TimeSpan> Serves(Replica replica, string version, double seconds = 5) =>
        Eventually.Holds(
            () => replica.Serving.Current?.Version == version,
            seconds,
            $"version {version} serves, not {replica.Serving.Current?.Version}"
        );

    [Fact]
    public async Task is_absent_before_the_first_publication()
    {
        await using var replica = await new Replica(_database.ConnectionString).StartAsync();

        replica.Serving.Current.Should().BeNull();
        replica
            .Get<ServingModels>()
            .Statuses.Should()
            .ContainSingle()
            .Which.Should()
            .Be(new ModelStatus("numbers", null, null, false, null));
    }

    [Fact]
    public async Task follows_publication_and_rollback_within_a_second_on_every_replica()
    {
        await using var trainer = await new Replica(_database.ConnectionString).StartAsync();
        await using var other = await new Replica(_database.ConnectionString).StartAsync();
        var swaps = 0;
        other.Serving.Swapped += () => Interlocked.Increment(ref swaps);
        await trainer.PublishAsync(10);
        await Serves(trainer, "1");
        await Serves(other, "1");

        await trainer.PublishAsync(20);
        (await Serves(other, "2")).Should().BeLessThan(TimeSpan.FromSeconds(1));
        other.Serving.Current!.Model.Values.Should().OnlyContain(v => v == 20);
        other.Serving.Current.Watermark.Should().Be(NumbersModel.Watermark);

        (await trainer.Get<Rollback>().ExecuteAsync("numbers", null, CancellationToken.None)).Should().Be(new RollbackResult.Done(1, 2));
        (await Serves(other, "1")).Should().BeLessThan(TimeSpan.FromSeconds(1));
        await Serves(trainer, "1");
        swaps.Should().Be(3);
    }

    [Fact]
    public async Task rolls_back_to_what_served_before_and_never_forward()
    {
        await using var replica = new Replica(_database.ConnectionString);
        for (var number = 1; number <= 3; number++)
        {
            await replica.PublishAsync(number);
        }

        var rollback = replica.Get<Rollback>();
        (await rollback.ExecuteAsync("numbers", null, CancellationToken.None)).Should().Be(new RollbackResult.Done(2, 3));
        await replica.PublishAsync(4);

        // 3 was rolled back from: what served before 4 is 2, and before that 1.
        (await rollback.ExecuteAsync("numbers", null, CancellationToken.None))
            .Should()
            .Be(new RollbackResult.Done(2, 4));
        (await rollback.ExecuteAsync("numbers", null, CancellationToken.None)).Should().Be(new RollbackResult.Done(1, 2));
        (await rollback.ExecuteAsync("numbers", null, CancellationToken.None)).Should().Be(new RollbackResult.NoSuchVersion(null));
        (await rollback.ExecuteAsync("numbers", 3, CancellationToken.None)).Should().Be(new RollbackResult.Done(3, 1));
        (await rollback.ExecuteAsync("numbers", 9, CancellationToken.None)).Should().Be(new RollbackResult.NoSuchVersion(9));
        (await rollback.ExecuteAsync("sentiment", null, CancellationToken.None)).Should().Be(new RollbackResult.NothingServes());
    }

    [Theory]
    [InlineData(
        "UPDATE training.artefact_chunks SET bytes = set_byte(bytes, 5000, get_byte(bytes, 5000) # 1) WHERE version = 2",
        "*damaged*"
    )]
    [InlineData("UPDATE training.artefact_chunks SET bytes = substring(bytes FOR 5000) WHERE version = 2", "*cut short*")]
    [InlineData("DELETE FROM training.artefact_chunks WHERE version = 2", "There is no artefact*")]
    [InlineData("DELETE FROM training.artefact_chunks WHERE version = 2 AND ordinal = 1", "*cut short*")]
    [InlineData("DELETE FROM training.artefact_chunks WHERE version = 2 AND ordinal = 0", "*chunk 0 is missing*")]
    [InlineData(
        "UPDATE training.artefact_chunks SET bytes = (SELECT c.bytes FROM training.artefact_chunks c WHERE c.version = 1 AND c.ordinal = 0) WHERE version = 2 AND ordinal = 0",
        "The artefact is version 1 of numbers, not 2."
    )]
    public async Task goes_on_when_the_new_artefact_is_not_sound(string damage, string message)
    {
        await using var trainer = new Replica(_database.ConnectionString, BigModel());
        await trainer.PublishAsync(10);
        await trainer.PublishAsync(20);
        await _database.ExecuteAsync("UPDATE training.serving SET version = 1");
        await using var replica = await new Replica(_database.ConnectionString).StartAsync();
        await Serves(replica, "1");

        await _database.ExecuteAsync(damage);
        await _database.ExecuteAsync("UPDATE training.serving SET version = 2");
        await replica.Get<ModelRefresh>().RefreshAsync(again: true, CancellationToken.None);

        replica.Serving.Current!.Version.Should().Be("1");
        Array.TrueForAll(replica.Serving.Current.Model.Values, v => v == 10).Should().BeTrue();
        var status = replica.Get<ServingModels>().Statuses[0];
        status.Should().BeEquivalentTo(new { LoadedVersion = 1, ServingVersion = 2 });
        status.Degraded.Should().Match($"Version 2 of numbers is refused ({message}*").And.EndWith("version 1 serves on.");
        (await trainer.Get<Rollback>().ExecuteAsync("numbers", 2, CancellationToken.None)).Should().BeOfType<RollbackResult.Unusable>();
    }

    [Fact]
    public async Task refuses_an_artefact_that_fails_its_test_here()
    {
        await using var trainer = new Replica(_database.ConnectionString);
        await trainer.PublishAsync(10);
        await using var replica = await new Replica(_database.ConnectionString, new NumbersModel { Objection = "not here" }).StartAsync();

        await Eventually.Holds(
            () => replica.Get<ServingModels>().Statuses[0].Degraded?.Contains("refused") == true,
            5,
            "the refusal shows"
        );

        replica.Serving.Current.Should().BeNull();
        replica.Get<ServingModels>().Statuses[0].Degraded.Should().Be("Version 1 of numbers is refused (not here); nothing serves.");
    }

    [Fact]
    public async Task starts_from_the_snapshot_without_postgres_and_catches_up_later()
    {
        var folder = Replica.NewFolder();
        await using (var first = await new Replica(_database.ConnectionString, folder: folder).StartAsync())
        {
            await first.PublishAsync(10);
            await Serves(first, "1");
            await Eventually.Holds(() => File.Exists(first.SnapshotFile), 5, "the snapshot is kept");
        }

        await using (
            var alone = await new Replica("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1", folder: folder).StartAsync()
        )
        {
            alone.Serving.Current!.Version.Should().Be("1");
            alone.Serving.Current.Model.Values.Should().OnlyContain(v => v == 10);
            alone.Get<ServingModels>().Statuses[0].Should().BeEquivalentTo(new { LoadedVersion = 1, FromSnapshot = true });
            alone.Get<ServingModels>().Statuses[0].Degraded.Should().Contain("snapshot");
        }

        await using (var trainer = new Replica(_database.ConnectionString))
        {
            await trainer.PublishAsync(20);
        }

        await using (var again = await new Replica(_database.ConnectionString, folder: folder).StartAsync())
        {
            await Serves(again, "2");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task does_not_start_from_a_damaged_snapshot()
    {
        await using var trainer = await new Replica(_database.ConnectionString).StartAsync();
        await trainer.PublishAsync(10);
        await Eventually.Holds(() => File.Exists(trainer.SnapshotFile), 5, "the snapshot is kept");
        var folder = Replica.NewFolder();
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        var bytes = await File.ReadAllBytesAsync(trainer.SnapshotFile);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(folder, "models", "numbers.artefact"), bytes);

        await using (
            var alone = await new Replica("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1", folder: folder).StartAsync()
        )
        {
            alone.Serving.Current.Should().BeNull();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task serves_from_memory_when_the_data_directory_cannot_be_written()
    {
        await using var trainer = new Replica(_database.ConnectionString);
        await trainer.PublishAsync(10);
        var folder = Replica.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "models"), "a file where the folder should be");

        await using (var replica = await new Replica(_database.ConnectionString, folder: folder).StartAsync())
        {
            await Serves(replica, "1");
            replica.Log.Lines.Should().Contain(line => line.Contains("serves from memory alone"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task shows_each_request_one_version_or_the_other_never_a_mixture()
    {
        await using var replica = await new Replica(_database.ConnectionString).StartAsync();
        await replica.PublishAsync(100);
        await Serves(replica, "1");
        var (stop, seen) = (new CancellationTokenSource(), new ConcurrentDictionary<string, long>());
        var requests = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(() =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        var served = replica.Serving.Current!;
                        var number = served.Model.Values[0];
                        Thread.Sleep(1); // two cores: the publisher wants one, too
                        Array.TrueForAll(served.Model.Values, v => v == number).Should().BeTrue("a model is not a mixture");
                        seen.GetOrAdd(served.Version, number).Should().Be(number, "a version is one model");
                    }
                })
            )
            .ToList();

        for (var version = 2; version <= 12; version++)
        {
            await replica.PublishAsync(version * 100);
            await Serves(replica, $"{version}");
        }

        await stop.CancelAsync();
        await Task.WhenAll(requests);
        seen.Should().HaveCountGreaterThan(5).And.OnlyContain(pair => pair.Value == long.Parse(pair.Key) * 100);
    }

    // 5 MB: two chunks.
    private static NumbersModel BigModel()
    {
        var model = new NumbersModel();
        model.Candidates[0] = new FakeCandidate("popular", 0.1) { IsBaseline = true, Size = 5_000_000 / 8 };
        return model;
    }
}
