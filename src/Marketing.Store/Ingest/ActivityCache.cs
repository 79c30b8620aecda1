using System.Collections.Frozen;

namespace Marketing.Store;

/// <summary>What was read of one subject.</summary>
/// <param name="Newest">Newest first.</param>
/// <param name="Complete">There are no older events.</param>
/// <param name="Acquired">Items bought or rated, with the newest time.</param>
/// <param name="Sessions">Linked sessions, as subjects: their events change what is known here too.</param>
internal sealed record KnownActivity(
    ActivityRow[] Newest,
    bool Complete,
    IReadOnlyDictionary<string, DateTimeOffset> Acquired,
    string[] Sessions
)
{
    private volatile SubjectReading? _taken;

    public static readonly KnownActivity None = new([], true, FrozenDictionary<string, DateTimeOffset>.Empty, []);

    /// <summary>The newest rows up to a limit: the same object each time, so that what was made from it can tell that nothing has happened since.</summary>
    public SubjectReading Take(int limit)
    {
        if (_taken is { } taken && taken.Limit == limit)
        {
            return taken;
        }

        return _taken = new SubjectReading(Newest.Length <= limit ? Newest : Newest[..limit], Acquired, limit);
    }

    /// <summary>What it costs to keep, in rows.</summary>
    public int Size => 1 + Newest.Length + Acquired.Count + Sessions.Length;
}

/// <summary>
/// The memory of <see cref="SubjectActivity"/>: two generations, the older of which is dropped when the younger is full, so that what is asked for stays and the rest
/// goes, without a list to keep in order. A change that comes while a subject is being read keeps that reading out.
/// </summary>
internal sealed class ActivityCache(TimeProvider clock, ActivitySettings settings)
{
    // Recent changes, to be compared with readings under way. Longer readings than this many changes are not kept.
    private const int RememberedChanges = 4_096;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _recent = new(StringComparer.Ordinal);
    private readonly Queue<(string Subject, long Number)> _order = new();
    private Generation _young = new();
    private Generation _old = new();
    private long _number;
    private long _forgotten;

    /// <summary>Readings with a smaller number may have missed a change.</summary>
    public long Begin()
    {
        lock (_lock)
        {
            return _number;
        }
    }

    /// <summary>What is known, if it is fresh and reaches far enough.</summary>
    public KnownActivity? Find(string subject, int limit)
    {
        lock (_lock)
        {
            if (!_young.Entries.TryGetValue(subject, out var entry))
            {
                if (!_old.Entries.Remove(subject, out entry))
                {
                    return null;
                }

                Add(subject, entry);
            }

            var fresh = !entry.Stale && clock.GetElapsedTime(entry.ReadAt) < TimeSpan.FromSeconds(settings.KeepSeconds);
            return fresh && (entry.Known.Complete || entry.Known.Newest.Length >= limit) ? entry.Known : null;
        }
    }

    /// <summary>What was known last, for when the database is away.</summary>
    public KnownActivity? FindStale(string subject)
    {
        lock (_lock)
        {
            return _young.Entries.TryGetValue(subject, out var entry) || _old.Entries.TryGetValue(subject, out entry) ? entry.Known : null;
        }
    }

    public void Keep(string subject, KnownActivity known, long reading)
    {
        lock (_lock)
        {
            var missed =
                reading < _forgotten || IsNewer(subject, reading) || Array.Exists(known.Sessions, session => IsNewer(session, reading));
            Add(subject, new Entry(known, clock.GetTimestamp()) { Stale = missed });
        }
    }

    public void Hear(StoreChange change)
    {
        if (change.Kind is not ChangeKind.Subjects)
        {
            return;
        }

        lock (_lock)
        {
            if (change.Ids.Count == 0)
            {
                _forgotten = ++_number;
                _young.AllStale();
                _old.AllStale();
                return;
            }

            foreach (var subject in change.Ids)
            {
                _recent[subject] = ++_number;
                _order.Enqueue((subject, _number));
                _young.MarkStale(subject);
                _old.MarkStale(subject);
            }

            while (_order.Count > RememberedChanges && _order.TryDequeue(out var oldest))
            {
                _forgotten = Math.Max(_forgotten, oldest.Number);
                if (_recent.GetValueOrDefault(oldest.Subject) == oldest.Number)
                {
                    _recent.Remove(oldest.Subject);
                }
            }
        }
    }

    private bool IsNewer(string subject, long reading) => _recent.TryGetValue(subject, out var number) && number > reading;

    private void Add(string subject, Entry entry)
    {
        if (_young.Entries.Count >= settings.KeepSubjects / 2 || _young.Size >= settings.KeepRows / 2)
        {
            _old = _young;
            _young = new Generation();
        }

        _young.Add(subject, entry);
    }

    private sealed record Entry(KnownActivity Known, long ReadAt)
    {
        public bool Stale { get; set; }
    }

    private sealed class Generation
    {
        private readonly Dictionary<string, List<string>> _bySession = new(StringComparer.Ordinal);

        public Dictionary<string, Entry> Entries { get; } = new(StringComparer.Ordinal);

        public int Size { get; private set; }

        public void Add(string subject, Entry entry)
        {
            Entries[subject] = entry;
            Size += entry.Known.Size;
            foreach (var session in entry.Known.Sessions)
            {
                if (!_bySession.TryGetValue(session, out var users))
                {
                    _bySession[session] = users = [];
                }

                if (!users.Contains(subject))
                {
                    users.Add(subject);
                }
            }
        }

        public void MarkStale(string subject)
        {
            Mark(subject);
            foreach (var user in _bySession.GetValueOrDefault(subject) ?? [])
            {
                Mark(user);
            }
        }

        public void AllStale()
        {
            foreach (var entry in Entries.Values)
            {
                entry.Stale = true;
            }
        }

        private void Mark(string subject)
        {
            if (Entries.TryGetValue(subject, out var entry))
            {
                entry.Stale = true;
            }
        }
    }
}
