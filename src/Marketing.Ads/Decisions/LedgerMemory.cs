using System.Collections.Concurrent;

namespace Marketing.Ads.Decisions;

/// <summary>
/// What this replica remembers of customers' ledgers, for the time when the database is away: what it read last, and what it gave itself since. Bounded: the customers
/// longest not seen are forgotten in bulk.
/// </summary>
internal sealed class LedgerMemory
{
    private const int MostSubjects = 100_000;
    private readonly ConcurrentDictionary<string, Remembered> _subjects = new(StringComparer.Ordinal);
    private long _clock;

    /// <summary>What is remembered of a customer.</summary>
    public IReadOnlyList<LedgerEntry> Of(string subject) => _subjects.TryGetValue(subject, out var known) ? known.Entries : [];

    /// <summary>Replaces what is remembered.</summary>
    public void Keep(string subject, IReadOnlyList<LedgerEntry> entries)
    {
        if (subject == Asker.Nobody)
        {
            return;
        }

        _subjects[subject] = new Remembered(entries, Interlocked.Increment(ref _clock));
        if (_subjects.Count > MostSubjects)
        {
            Forget();
        }
    }

    /// <summary>Forgets a customer; the database is asked the next time.</summary>
    public void Forget(string subject) => _subjects.TryRemove(subject, out _);

    /// <summary>Forgets everybody.</summary>
    public void Clear() => _subjects.Clear();

    private void Forget()
    {
        var before = Volatile.Read(ref _clock) - (MostSubjects / 2);
        foreach (var (subject, known) in _subjects)
        {
            if (known.At < before)
            {
                _subjects.TryRemove(KeyValuePair.Create(subject, known));
            }
        }
    }

    private sealed record Remembered(IReadOnlyList<LedgerEntry> Entries, long At);
}

/// <summary>A lock a customer, without keeping one for each: customers share 256 of them.</summary>
internal sealed class SubjectLocks
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public SemaphoreSlim Of(ulong hash) => _locks[hash % (ulong)_locks.Length];
}
