using System.Diagnostics;
using Marketing.TestKit;

namespace Marketing.Training.Tests;

public sealed class A_killed_process : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly string _folder = Replica.NewFolder();

    public Task InitializeAsync() => _database.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("evaluating")]
    [InlineData("refitting")]
    public async Task leaves_the_serving_model_and_the_next_run_as_they_were(string where)
    {
        await using var replica = await new Replica(_database.ConnectionString).StartAsync();
        await replica.PublishAsync(10);
        using var process = await StartTrainingAsync(where);

        var whileItTrains = await replica.Runner.StartAsync(new RunRequest(), CancellationToken.None);
        whileItTrains.Run.Should().BeNull();
        whileItTrains.RunningRunId.Should().NotBeNull();
        process.Kill(); // SIGKILL
        await process.WaitForExitAsync();

        RunStart next = new(null, null);
        await Eventually.Holds(
            async () => (next = await replica.Runner.StartAsync(new RunRequest(), CancellationToken.None)).Run is not null,
            10,
            "PostgreSQL has noticed that the connection is gone"
        );
        (await _database.ScalarAsync<int>("SELECT version FROM training.serving")).Should().Be(1);
        replica.Serving.Current!.Model.Values.Should().OnlyContain(v => v == 10);
        (await _database.ScalarAsync<string>($"SELECT state FROM training.runs WHERE run_id = '{whileItTrains.RunningRunId}'"))
            .Should()
            .Be("failed");

        replica.Model.Candidates[0].Number = 20;
        await using (next.Run)
        {
            (await replica.Runner.ExecuteAsync(next.Run!, null, CancellationToken.None)).State.Should().Be(RunState.Succeeded);
        }

        await Eventually.Holds(() => replica.Serving.Current!.Version == "2", 5, "the next run's model serves");
        replica.Serving.Current.Model.Values.Should().OnlyContain(v => v == 20);
    }

    private async Task<Process> StartTrainingAsync(string where)
    {
        var program = typeof(Program).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, "train-for-ever", _database.ConnectionString, _folder, where])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        line.Should().Be("training", line is null ? await process.StandardError.ReadToEndAsync() : "");
        return process;
    }
}
