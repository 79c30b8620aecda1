using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Training;

/// <summary>
/// Keeps every slot of this replica at what the registry says: at start from the snapshot on this machine, then on every announcement, and
/// by a slow poll for announcements that got lost.
/// </summary>
internal sealed class ModelRefresh(
    IEnumerable<IModelSlot> slots,
    ModelRegistry registry,
    SlotRefresh refresh,
    ArtefactFiles files,
    AbandonedRuns abandoned,
    StoreChanges changes,
    TimeProvider clock,
    ILogger<ModelRefresh> log
) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<IModelSlot> _slots = [.. slots];
    private readonly Bell _bell = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Task _snapshots = Task.CompletedTask;
    private volatile IReadOnlyDictionary<string, RegisteredVersion>? _serving;

    public IReadOnlyList<IModelSlot> Slots => _slots;

    /// <summary>What the registry said last; null before its first answer.</summary>
    public IReadOnlyDictionary<string, RegisteredVersion>? LastServing => _serving;

    /// <summary>Begins to load the snapshots while other services start, the one that looks for the database among them.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _snapshots = Task.Run(
            () =>
            {
                files.RemoveOldParts(clock.GetUtcNow());
                foreach (var slot in _slots)
                {
                    refresh.LoadSnapshot(slot);
                }
            },
            cancellationToken
        );
        return Task.CompletedTask;
    }

    /// <summary>Nothing is answered before what this machine has kept can answer.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _snapshots;
        changes.Changed += OnChanged;
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        changes.Changed -= OnChanged;
        await base.StopAsync(cancellationToken);
    }

    /// <summary>Looks at the registry now. Returns when every slot that could be brought up to date is.</summary>
    /// <param name="again">Try even what was refused a moment ago.</param>
    /// <param name="cancel">Stops between two models.</param>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task RefreshAsync(bool again, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var serving = await registry.ServingAsync(cancel);
            _serving = serving;
            foreach (var slot in _slots)
            {
                if (serving.TryGetValue(slot.Name, out var target))
                {
                    await refresh.BringToAsync(slot, target, again, cancel);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (reachable, signaled) = (true, true);
        try
        {
            while (true)
            {
                try
                {
                    await RefreshAsync(signaled, stoppingToken);
                    await abandoned.SweepAsync(stoppingToken);
                    reachable = true;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Before the first migration, too: the tables are not there yet.
                    log.Log(
                        reachable ? LogLevel.Warning : LogLevel.Debug,
                        e,
                        "The model registry cannot be read; what is loaded serves on"
                    );
                    reachable = false;
                }

                signaled = await _bell.WaitAsync(reachable ? Poll : Retry, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void OnChanged(StoreChange change)
    {
        if (change.Kind == ChangeKind.Models)
        {
            _bell.Ring();
        }
    }

    public override void Dispose()
    {
        _bell.Dispose();
        _turn.Dispose();
        base.Dispose();
    }
}
