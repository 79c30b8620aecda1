using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Marketing.Training.Tests;

/// <summary>One process of the back office, as far as training is concerned: its own services, change feed and data directory.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _started;
    private readonly bool _ownsFolder;

    public Replica(
        string connectionString,
        NumbersModel? model = null,
        string? folder = null,
        TimeProvider? clock = null,
        params (string Key, string Value)[] settings
    )
    {
        (Model, _ownsFolder, Folder) = (model ?? new NumbersModel(), folder is null, folder ?? NewFolder());
        var values = settings
            .Append((Key: "ConnectionStrings:Marketing", Value: connectionString))
            .Append((Key: "Marketing:DataDirectory", Value: Folder))
            .ToDictionary(s => s.Key, s => (string?)s.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var builder = WebApplication.CreateSlimBuilder();
        var services = builder.Services;
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.ClearProviders().AddProvider(Log));
        if (clock is not null)
        {
            services.AddSingleton(clock);
        }

        services.AddMarketingStore(configuration);
        services.AddMarketingTraining(configuration);
        services.AddSingleton(Model).AddSingleton<ITrainableModel>(Model);
        services.AddServingModel<Numbers, NumbersLoader>(Numbers.Model);
        services.AddModelsBeforeRequests();
        services.AddSingleton(Options.Create(new ApiLimits()));
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapModels();
    }

    public NumbersModel Model { get; }

    public string Folder { get; }

    public MemoryLog Log { get; } = new();

    public RetrainRunner Runner => Get<RetrainRunner>();

    public IServingModel<Numbers> Serving => Get<IServingModel<Numbers>>();

    public string SnapshotFile => Get<ArtefactFiles>().Snapshot(Numbers.Model);

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static string NewFolder() => Directory.CreateTempSubdirectory("marketing-training-").FullName;

    /// <summary>Calls the API of this replica, once it is started.</summary>
    public HttpClient Client() => new() { BaseAddress = new Uri(_app.Urls.Single()) };

    public async Task<Replica> StartAsync()
    {
        await _app.StartAsync();
        _started = true;
        return this;
    }

    /// <summary>One run from start to end.</summary>
    public async Task<RunOutcome> RetrainAsync(bool force = false, CancellationToken cancel = default)
    {
        var start = await Runner.StartAsync(new RunRequest { Force = force, Trigger = "test" }, CancellationToken.None);
        start.Run.Should().NotBeNull($"no other run is under way, not even {start.RunningRunId}");
        await using var run = start.Run!;
        return await Runner.ExecuteAsync(run, progress: null, cancel);
    }

    /// <summary>A run that publishes <paramref name="number"/>, whatever served before.</summary>
    public async Task<RunOutcome> PublishAsync(long number)
    {
        Model.Candidates[0].Number = number;
        var outcome = await RetrainAsync(force: true);
        outcome.State.Should().Be(RunState.Succeeded, outcome.Error);
        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            await _app.StopAsync();
        }

        await _app.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class MemoryLog : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        lock (_lines)
        {
            _lines.Add($"{logLevel}: {formatter(state, exception)} {exception?.Message}");
        }
    }

    public void Dispose() { }
}

internal static class Eventually
{
    /// <summary>Waits until a condition holds, and says how long it took; fails after <paramref name="seconds"/>.</summary>
    public static async Task<TimeSpan> Holds(Func<Task<bool>> condition, double seconds, string what)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            clock.Elapsed.TotalSeconds.Should().BeLessThan(seconds, $"by then: {what}");
            await Task.Delay(10);
        }

        return clock.Elapsed;
    }

    public static Task<TimeSpan> Holds(Func<bool> condition, double seconds, string what) =>
        Holds(() => Task.FromResult(condition()), seconds, what);
}
