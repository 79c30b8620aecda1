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
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<IModelSlot> _slots = [.. slots];
    private readonly Bell _bell = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _begin = new();
    private Task? _snapshots;
    private volatile IReadOnlyDictionary<string, RegisteredVersion>? _serving;

    public IReadOnlyList<IModelSlot> Slots => _slots;

    /// <summary>What the registry said last; null before its first answer.</summary>
    public IReadOnlyDictionary<string, RegisteredVersion>? LastServing => _serving;

    /// <summary>Loads what this machine has kept, once: the first call begins, beside whatever else a start has to do. Ends when every slot that could be loaded is.</summary>
    public Task LoadSnapshotsAsync()
    {
        lock (_begin)
        {
            return _snapshots ??= Task.Run(() =>
            {
                files.RemoveOldParts(clock.GetUtcNow());
                foreach (var slot in _slots)
                {
                    refresh.LoadSnapshot(slot);
                }
            });
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Changed += OnChanged;
        await base.StartAsync(cancellationToken);
    }

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
        // Not beside them: what the registry says is compared with what is loaded.
        await LoadSnapshotsAsync();
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
                catch (Exception e) when (!stoppingToken.IsCancellationRequested || e is not OperationCanceledException)
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
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
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
