using Marketing.Store;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Profiles.Upkeep;

/// <summary>
/// Keeps the stored profiles up with what comes in: the customers of each change a moment after it, and after a start or an import whoever changed meanwhile. Every
/// replica does it; what one has done already, the next one does again to the same end.
/// </summary>
internal sealed class ProfileUpkeep(
    NpgsqlDataSource database,
    ProfileUpdate update,
    ProfileRebuild rebuild,
    StoreChanges changes,
    DatabaseHealth health,
    ProfilesOptions options,
    TimeProvider clock,
    ILogger<ProfileUpkeep> log
) : ChangeLoop(changes, isRung: true)
{
    private const int AtOnce = 200;

    // Many single events in a row become one update.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    // While an import runs, each of its batches says much: wait for its end, but not for ever.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private const int LongestWaits = 60;
    private const int Many = 500;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private volatile bool _catchUp = true;
    private int _heard;
    private DateTimeOffset? _caughtUpTo;

    protected override async Task TurnAsync(CancellationToken cancel)
    {
        await Bell.WaitAsync(cancel);
        await WaitForQuietAsync(cancel);
        // Working out profiles is work for a core: not on the thread that continues requests.
        if (!await Task.Run(() => TryAsync(cancel), cancel))
        {
            await Task.Delay(AfterFailure, clock, cancel);
            Bell.Ring();
        }
    }

    private async Task WaitForQuietAsync(CancellationToken cancel)
    {
        await Task.Delay(Gather, clock, cancel);
        for (var waits = 0; waits < LongestWaits && IsMuch; waits++)
        {
            var heard = Volatile.Read(ref _heard);
            await Task.Delay(Quiet, clock, cancel);
            if (heard == Volatile.Read(ref _heard))
            {
                return;
            }
        }
    }

    private bool IsMuch
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count > Many || (_catchUp && _heard > 0);
            }
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancel)
    {
        try
        {
            return health.IsAvailable && await WorkAsync(cancel);
        }
        catch (NpgsqlException fault)
        {
            log.LogWarning(fault, "Profiles wait: the database does not answer as it should");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "Profiles could not be updated; trying again later");
        }

        return false;
    }

    /// <summary>Works until nobody waits.</summary>
    /// <returns>False where another process goes through all customers: look again later.</returns>
    private async Task<bool> WorkAsync(CancellationToken cancel)
    {
        if (_catchUp && !await CatchUpAsync(cancel))
        {
            return false;
        }

        while (Take() is { Length: > 0 } subjects)
        {
            try
            {
                foreach (var users in (await update.UsersOfAsync(subjects, cancel)).Chunk(AtOnce))
                {
                    await update.RunAsync(users, cancel);
                }
            }
            catch
            {
                Wait(subjects);
                throw;
            }
        }

        return true;
    }

    private async Task<bool> CatchUpAsync(CancellationToken cancel)
    {
        _catchUp = false;
        try
        {
            var (users, until) = await ChangedCustomers.FindAsync(database, _caughtUpTo, options.QueueLength, cancel);
            if (users is null && !await rebuild.RunAsync(cancel))
            {
                _catchUp = true;
                return false;
            }

            Wait(users ?? []);
            _caughtUpTo = until;
            return true;
        }
        catch
        {
            _catchUp = true;
            throw;
        }
    }

    protected override void Hear(StoreChange change)
    {
        if (change.Kind is ChangeKind.Subjects or ChangeKind.Users)
        {
            Interlocked.Increment(ref _heard);
            if (change.Ids.Count == 0)
            {
                _catchUp = true;
            }

            Wait(change.Ids);
            Bell.Ring();
        }
    }

    private void Wait(IReadOnlyCollection<string> subjects)
    {
        lock (_lock)
        {
            if (_waiting.Count + subjects.Count > options.QueueLength)
            {
                // Nobody is lost: who waits here has changed since the last time that all were looked at.
                _waiting.Clear();
                _catchUp = true;
                return;
            }

            _waiting.UnionWith(subjects);
        }
    }

    private string[] Take()
    {
        lock (_lock)
        {
            string[] taken = [.. _waiting.Take(AtOnce)];
            _waiting.ExceptWith(taken);
            return taken;
        }
    }
}
