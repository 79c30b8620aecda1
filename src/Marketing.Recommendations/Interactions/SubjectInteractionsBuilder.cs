using System.Runtime.InteropServices;

namespace Marketing.Recommendations.Interactions;

/// <summary>Takes interactions in time order and lays them out by subject.</summary>
internal sealed class SubjectInteractionsBuilder
{
    private const string SessionPrefix = "session:";
    private const int ChunkLength = 1 << 18;

    private readonly Dictionary<string, int> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _subjects = new(StringComparer.Ordinal);
    private readonly List<long> _itemFirst = [];

    // Chunks rather than one growing list: a list of 20 million rows would need three times its size while it doubles.
    private readonly List<(int[] Subjects, Interaction[] Rows)> _chunks = [];
    private int _inChunk = ChunkLength;

    /// <summary>Number of an item; a new one at its first appearance.</summary>
    /// <param name="id">The shop's key.</param>
    /// <param name="time">Unix seconds; not before that of any earlier call.</param>
    public int ItemOf(string id, long time)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_items, id, out var known);
        if (!known)
        {
            slot = _itemFirst.Count;
            _itemFirst.Add(time);
        }

        return slot;
    }

    /// <summary>Adds one interaction; calls come in the order time, subject, event id.</summary>
    public void Add(string subject, Interaction row)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_subjects, subject, out var known);
        if (!known)
        {
            slot = _subjects.Count - 1;
        }

        if (_inChunk == ChunkLength)
        {
            _chunks.Add((new int[ChunkLength], new Interaction[ChunkLength]));
            _inChunk = 0;
        }

        var (subjects, rows) = _chunks[^1];
        subjects[_inChunk] = slot;
        rows[_inChunk++] = row;
    }

    /// <summary>Lays out what was added; the builder is empty afterwards.</summary>
    public SubjectInteractions Build(DateTimeOffset? watermark)
    {
        var (numbers, subjectIds, userCount) = UsersFirst();
        var starts = new long[subjectIds.Length + 1];
        ForEach((subject, _) => starts[numbers[subject] + 1]++);
        for (var subject = 0; subject < subjectIds.Length; subject++)
        {
            starts[subject + 1] += starts[subject];
        }

        var rows = new Interaction[starts[^1]];
        var next = starts.AsSpan(0, subjectIds.Length).ToArray();
        ForEach((subject, row) => rows[next[numbers[subject]]++] = row);
        _chunks.Clear();
        _inChunk = ChunkLength;
        var read = starts[^1];
        Compact(starts, rows);

        var itemIds = new string[_items.Count];
        foreach (var (id, item) in _items)
        {
            itemIds[item] = id;
        }

        return new SubjectInteractions(itemIds, [.. _itemFirst], subjectIds, userCount, starts, rows)
        {
            Watermark = watermark,
            TakenBack = read - starts[^1],
        };
    }

    private (int[] Numbers, string[] Ids, int UserCount) UsersFirst()
    {
        var byAppearance = new string[_subjects.Count];
        foreach (var (id, subject) in _subjects)
        {
            byAppearance[subject] = id;
        }

        var users = byAppearance.Count(id => !IsSession(id));
        var (nextUser, nextSession) = (0, users);
        var numbers = new int[byAppearance.Length];
        var ids = new string[byAppearance.Length];
        for (var subject = 0; subject < byAppearance.Length; subject++)
        {
            numbers[subject] = IsSession(byAppearance[subject]) ? nextSession++ : nextUser++;
            ids[numbers[subject]] = byAppearance[subject];
        }

        return (numbers, ids, users);
    }

    private static void Compact(long[] starts, Interaction[] rows)
    {
        var kept = 0;
        for (var subject = 0; subject + 1 < starts.Length; subject++)
        {
            var own = rows.AsSpan((int)starts[subject], (int)(starts[subject + 1] - starts[subject]));
            var stays = Returns.TakeBack(own);
            own[..stays].CopyTo(rows.AsSpan(kept));
            starts[subject] = kept;
            kept += stays;
        }

        starts[^1] = kept;
    }

    private void ForEach(Action<int, Interaction> use)
    {
        for (var chunk = 0; chunk < _chunks.Count; chunk++)
        {
            var (subjects, rows) = _chunks[chunk];
            var count = chunk == _chunks.Count - 1 ? _inChunk : ChunkLength;
            for (var at = 0; at < count; at++)
            {
                use(subjects[at], rows[at]);
            }
        }
    }

    private static bool IsSession(string subject) => subject.StartsWith(SessionPrefix, StringComparison.Ordinal);
}
