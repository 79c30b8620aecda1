using System.Collections.Concurrent;
using Marketing.Store.Tests.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Marketing.Store.Tests.Startup;

/// <summary>The store of one process: its services, and its hosted services once started.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _started = [];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-replica-");

    public Replica(params (string Key, string Value)[] settings)
        : this(_ => { }, settings) { }

    /// <param name="adjust">Registers before the store does, which leaves a clock that is there alone.</param>
    /// <param name="settings">The settings.</param>
    public Replica(Action<IServiceCollection> adjust, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Marketing:DataDirectory", (string?)_data.FullName)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        adjust(services);
        _services = services
            .AddLogging(logging => logging.AddProvider(Log))
            .AddSingleton<IConfiguration>(configuration)
            .AddMarketingStore(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        Changes.Changed += Heard.Enqueue;
    }

    public static Replica Of(string connectionString) => new(("ConnectionStrings:Marketing", connectionString));

    public ConcurrentQueue<StoreChange> Heard { get; } = [];

    public ErrorLog Log { get; } = new();

    public StoreChanges Changes => Get<StoreChanges>();

    public DatabaseHealth Health => Get<DatabaseHealth>();

    public StoreStartup Startup => Get<StoreStartup>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            _started.Add(service);
            await service.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits until the change feed is connected, and forgets what it said then.</summary>
    public async Task ListenAsync()
    {
        await StartAsync();
        await TemporaryCluster.EventuallyAsync(() => Heard.Count >= Enum.GetValues<ChangeKind>().Length);
        Heard.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_started))
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
