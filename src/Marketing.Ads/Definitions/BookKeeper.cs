using System.Threading.Channels;
using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Ads.Definitions;

/// <summary>
/// Keeps the book fresh while a host runs: its own changes at once, those of others by the change feed, and all of it again every minute. It is saved in the data
/// directory, so that a replica that starts without its database knows its campaigns.
/// </summary>
internal sealed class BookKeeper(
    NpgsqlDataSource database,
    StoreChanges changes,
    DatabaseHealth health,
    DataDirectory directory,
    TimeProvider clock,
    ILogger<BookKeeper> log
) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _turn = new(1, 1);

    // Not DropWrite, which tells the writer that what it dropped is in: when this is full, everything is read again.
    private readonly Channel<StoreChange> _heard = System.Threading.Channels.Channel.CreateBounded<StoreChange>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.Wait }
    );
    private volatile AdBook _current = AdBook.Empty;
    private volatile bool _missed;
    private bool _loaded;
    private long _saved;

    /// <summary>Raised after <see cref="Current"/> changed; return at once.</summary>
    public event Action? Changed;

    public AdBook Current
    {
        get => _current;
        private set
        {
            _current = value;
            Changed?.Invoke();
        }
    }

    private string FilePath => directory.File("snapshots", "ads-1.json");

    /// <summary>Reads these definitions again, or all. One reading at a time, so that the last one has seen every change that anybody was told of.</summary>
    public async Task RefreshAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var named = _loaded && keys.Count > 0;
            var stored = await DefinitionStore.ReadAsync(database, named ? keys : null, cancel);
            if (named)
            {
                Current = Current.With(keys, stored);
            }
            else if (!_loaded || !IsSame(stored))
            {
                Current = AdBook.Of(stored).After(Current);
            }

            _loaded = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Changed += Hear;
        if (!await TryRefreshAsync([], cancellationToken))
        {
            LoadFile();
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        changes.Changed -= Hear;
        await base.StopAsync(cancellationToken);
        Save();
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield();
            while (true)
            {
                Save();
                var keys = await NextAsync(stoppingToken);
                while (!await TryRefreshAsync(keys, stoppingToken))
                {
                    keys = [];
                    await Task.Delay(Retry, clock, stoppingToken);
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
        if (change.Kind == ChangeKind.Ads && !_heard.Writer.TryWrite(change))
        {
            _missed = true;
        }
    }

    /// <returns>Keys to read again; empty: everything.</returns>
    private async Task<IReadOnlyList<string>> NextAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_loaded ? Look : Retry);
        try
        {
            await _heard.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return [];
        }

        HashSet<string> keys = new(StringComparer.Ordinal);
        var everything = _missed;
        _missed = false;
        while (_heard.Reader.TryRead(out var change))
        {
            everything |= change.Ids.Count == 0;
            keys.UnionWith(change.Ids);
        }

        return everything ? [] : [.. keys];
    }

    private async Task<bool> TryRefreshAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return false;
        }

        try
        {
            await RefreshAsync(keys, cancel);
            return true;
        }
        catch (Exception exception) when (DatabaseFault.IsPassing(exception, cancel))
        {
            log.LogWarning(exception, "Campaigns and ads cannot be read from the database; what is known serves on");
            return false;
        }
    }

    private bool IsSame(List<StoredDefinition> stored) =>
        stored.Count == Current.Stored.Count() && stored.All(one => Current.FindStored(one.Kind, one.Id) is { } known && known == one);

    private void LoadFile()
    {
        try
        {
            if (File.Exists(FilePath))
            {
                Current = AdBook.Of(AdsJson.Read<List<StoredDefinition>>(File.ReadAllText(FilePath)));
                log.LogInformation("{Count} ads come from the data directory until the database is back", Current.Ads.Length);
            }
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or InvalidDataException)
        {
            log.LogWarning(exception, "The saved campaigns and ads cannot be read");
        }
    }

    private void Save()
    {
        if (!_loaded || _saved == Current.Version)
        {
            return;
        }

        try
        {
            var (book, unfinished) = (Current, $"{FilePath}.{Environment.ProcessId}.new");
            Directory.CreateDirectory(Path.GetDirectoryName(FilePath) ?? ".");
            File.WriteAllText(unfinished, AdsJson.Write(book.Stored.ToList()));
            File.Move(unfinished, FilePath, overwrite: true);
            _saved = book.Version;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(exception, "Campaigns and ads cannot be kept in the data directory");
        }
    }
}
