using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Marketing.Store.Mirrors;

/// <summary>Keeps a mirror fresh while a host runs: loads it at the start (from its file, with what changed since where the database is there), follows the change feed, and saves it.</summary>
internal sealed class MirrorKeeper<T>(
    Mirror<T> mirror,
    IMirrorSource<T> source,
    ChangeKind kind,
    StoreChanges changes,
    DatabaseHealth health,
    DataDirectory directory,
    TimeProvider clock,
    ILogger<MirrorKeeper<T>> log
) : BackgroundService
    where T : class
{
    // The net under the change feed: what is lost there is found at the next look.
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    // A start is over by then.
    private static readonly TimeSpan BeforeWhole = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(30);

    // Many single changes in a row become one reading.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    // Not DropWrite, which tells the writer that what it dropped is in: when this is full, everything is read again.
    private readonly Channel<StoreChange> _heard = Channel.CreateBounded<StoreChange>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.Wait }
    );
    private int _dropped;
    private long _savedVersion;
    private long _savedAt;

    private string FilePath => directory.File("snapshots", source.FileName);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Changed += Hear;
        mirror.IsKept = true;
        if (!LoadFile())
        {
            await TryRefreshAsync([], cancellationToken);
        }
        else if (!await TryAsync(mirror.CatchUpAsync, cancellationToken))
        {
            log.LogInformation(
                "{Count} rows of {File} come from the data directory until the database is back",
                mirror.Current.Count,
                source.FileName
            );
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        changes.Changed -= Hear;
        await base.StopAsync(cancellationToken);
        Save();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield();
            Save();
            var began = clock.GetTimestamp();
            while (true)
            {
                var keys = await NextAsync(stoppingToken);
                var isWholeDue = !mirror.IsLoaded && clock.GetElapsedTime(began) >= BeforeWhole;
                while (!await (isWholeDue ? TryAsync(mirror.LoadAsync, stoppingToken) : TryRefreshAsync(keys, stoppingToken)))
                {
                    keys = [];
                    await Task.Delay(Retry, clock, stoppingToken);
                }

                if (clock.GetElapsedTime(_savedAt) >= BetweenSaves)
                {
                    Save();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Hear(StoreChange change)
    {
        if (change.Kind == kind && !_heard.Writer.TryWrite(change))
        {
            Interlocked.Exchange(ref _dropped, 1);
        }
    }

    /// <returns>Keys to read again; empty: everything that may have changed.</returns>
    private async Task<IReadOnlyCollection<string>> NextAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(mirror.IsLoaded ? Look : Retry);
        try
        {
            await _heard.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return [];
        }

        await Task.Delay(Gather, clock, cancel);
        HashSet<string> keys = new(StringComparer.Ordinal);
        var everything = Interlocked.Exchange(ref _dropped, 0) == 1;
        while (_heard.Reader.TryRead(out var change))
        {
            everything |= change.Ids.Count == 0;
            keys.UnionWith(change.Ids);
        }

        return everything ? [] : keys;
    }

    private Task<bool> TryRefreshAsync(IReadOnlyCollection<string> keys, CancellationToken cancel) =>
        TryAsync(token => mirror.RefreshAsync(keys, token), cancel);

    private async Task<bool> TryAsync(Func<CancellationToken, Task> read, CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return false;
        }

        try
        {
            await read(cancel);
            return true;
        }
        catch (Exception exception) when (DatabaseFault.IsPassing(exception, cancel))
        {
            log.LogWarning(exception, "{File} cannot be read from the database; what is known serves on", source.FileName);
            return false;
        }
    }

    private bool LoadFile()
    {
        try
        {
            if (MirrorFile.Load(FilePath, source) is { } kept)
            {
                mirror.Start(kept);
                _savedVersion = kept.Version;
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(exception, "{File} cannot be read from the data directory", source.FileName);
        }

        return false;
    }

    private void Save()
    {
        var snapshot = mirror.Current;
        if (!mirror.IsLoaded || snapshot.Version == _savedVersion)
        {
            return;
        }

        try
        {
            MirrorFile.Save(FilePath, source, snapshot);
            _savedVersion = snapshot.Version;
            _savedAt = clock.GetTimestamp();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(exception, "{File} cannot be kept in the data directory", source.FileName);
        }
    }
}
