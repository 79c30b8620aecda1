using System.Threading.Channels;
using Marketing.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Profiles.Segments;

/// <summary>Works out segments that were defined or changed, and keeps this replica's memory of all memberships fresh.</summary>
internal sealed class SegmentUpkeep(
    SegmentRefresh refresh,
    SegmentMemory memory,
    StoreChanges changes,
    DatabaseHealth health,
    TimeProvider clock,
    ILogger<SegmentUpkeep> log
) : BackgroundService
{
    private const int MostWaiting = 1_000;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    // Not DropWrite, which tells the writer that what it dropped is in: when this is full, everything is read again.
    private readonly Channel<StoreChange> _heard = Channel.CreateBounded<StoreChange>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait }
    );
    private volatile bool _readAll = true;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Changed += Hear;
        _heard.Writer.TryWrite(StoreChange.Everything(ChangeKind.Segments));
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        changes.Changed -= Hear;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _heard.Reader.WaitToReadAsync(stoppingToken))
            {
                HashSet<string> users = new(StringComparer.Ordinal);
                while (_heard.Reader.TryRead(out var change))
                {
                    _readAll |= change.Ids.Count == 0 || change.Kind == ChangeKind.Segments;
                    users.UnionWith(change.Kind == ChangeKind.SegmentMembers ? change.Ids : []);
                }

                if (!await Task.Run(() => TryAsync([.. users], stoppingToken), stoppingToken))
                {
                    _readAll = true;
                    await Task.Delay(AfterFailure, clock, stoppingToken);
                    _heard.Writer.TryWrite(StoreChange.Everything(ChangeKind.Segments));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what was committed stays.
        }
    }

    private async Task<bool> TryAsync(string[] users, CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return false;
        }

        try
        {
            if (_readAll)
            {
                _readAll = false;
                await refresh.ChangedAsync(cancel);
                await memory.LoadAsync(cancel);
            }
            else if (users.Length > 0)
            {
                await memory.FollowAsync(users, cancel);
            }

            return true;
        }
        catch (NpgsqlException fault)
        {
            log.LogWarning(fault, "Segments wait: the database does not answer as it should");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "Segments could not be worked out; trying again later");
        }

        return false;
    }

    private void Hear(StoreChange change)
    {
        if (change.Kind is ChangeKind.Segments or ChangeKind.SegmentMembers && !_heard.Writer.TryWrite(change))
        {
            _readAll = true;
        }
    }
}
