namespace Marketing.Store;

/// <summary>A row that goes to quarantine.</summary>
internal sealed record QuarantinedRow(int Index, NewEvent Row, string Code, string Detail);

/// <summary>
/// What can be decided about a batch without the database: rows that break a rule, rows of a wrong time, repetitions inside the batch. What is left is unique and
/// sorted by subject and id, ordinally, on every replica: two batches with the same rows take their locks in the same order and cannot deadlock.
/// </summary>
internal sealed class EventBatch
{
    public List<RejectedRow> Rejected { get; } = [];

    public List<QuarantinedRow> Quarantined { get; } = [];

    public int Duplicates { get; set; }

    /// <summary>What is to be stored.</summary>
    public required NewEvent[] Rows { get; init; }

    /// <summary>Subject of each of <see cref="Rows"/>.</summary>
    public required string[] Subjects { get; init; }

    /// <summary>Content fingerprint of each of <see cref="Rows"/>.</summary>
    public required long[] Hashes { get; init; }

    /// <summary>Position in the batch as it was given, of each of <see cref="Rows"/>.</summary>
    public required int[] Indices { get; init; }

    public static EventBatch Prepare(IReadOnlyList<NewEvent> events, WriteOptions options, IngestSettings settings, DateTimeOffset now)
    {
        List<RejectedRow> rejected = [];
        List<QuarantinedRow> quarantined = [];
        var oldest = options.AnyAge ? DateTimeOffset.MinValue : now.AddDays(-settings.MaxAgeDays);
        var newest = now.AddMinutes(settings.MaxAheadMinutes);
        var kept = new List<int>(events.Count);
        var faults = new RowFaults();
        for (var i = 0; i < events.Count; i++)
        {
            var row = events[i];
            if (!options.Checked)
            {
                faults.Clear();
                EventRules.Check(row, faults);
            }

            if (faults.Any)
            {
                rejected.Add(faults.First(i));
            }
            else if (row.OccurredAt > newest)
            {
                quarantined.Add(
                    new(i, row, RejectCodes.InTheFuture, $"'occurredAt' is more than {settings.MaxAheadMinutes} minutes ahead.")
                );
            }
            else if (row.OccurredAt < oldest)
            {
                quarantined.Add(new(i, row, RejectCodes.TooOld, $"'occurredAt' is more than {settings.MaxAgeDays} days ago."));
            }
            else
            {
                kept.Add(i);
            }
        }

        var batch = Unique(events, [.. kept], quarantined, out var duplicates);
        batch.Rejected.AddRange(rejected);
        batch.Quarantined.AddRange(quarantined);
        batch.Duplicates = duplicates;
        return batch;
    }

    /// <summary>The batch without the rows of some subjects, also where they were on their way to quarantine.</summary>
    public EventBatch Without(IReadOnlySet<string> subjects)
    {
        int[] kept = [.. Enumerable.Range(0, Rows.Length).Where(k => !subjects.Contains(Subjects[k]))];
        var batch = new EventBatch
        {
            Rows = [.. kept.Select(k => Rows[k])],
            Subjects = [.. kept.Select(k => Subjects[k])],
            Hashes = [.. kept.Select(k => Hashes[k])],
            Indices = [.. kept.Select(k => Indices[k])],
        };
        batch.Quarantined.AddRange(Quarantined.Where(q => !subjects.Contains(q.Row.Subject)));
        return batch;
    }

    /// <summary>The rows of these subjects that would have been stored, as rejected.</summary>
    public IEnumerable<RejectedRow> Erased(IReadOnlySet<string> subjects) =>
        Enumerable
            .Range(0, Rows.Length)
            .Where(k => subjects.Contains(Subjects[k]))
            .Select(k => new RejectedRow(Indices[k], RejectCodes.Erased, "This person was erased; nothing of them is stored."));

    private static EventBatch Unique(IReadOnlyList<NewEvent> events, int[] kept, List<QuarantinedRow> quarantined, out int duplicates)
    {
        var keys = Array.ConvertAll(kept, i => (events[i].Subject, events[i].Id, Index: i));
        Array.Sort(keys, kept, KeyOrder.Instance);
        duplicates = 0;
        List<int> unique = new(kept.Length);
        List<long> hashes = new(kept.Length);
        for (var k = 0; k < kept.Length; k++)
        {
            var row = events[kept[k]];
            var hash = EventHash.Of(row);
            if (k == 0 || keys[k].Id != keys[k - 1].Id || keys[k].Subject != keys[k - 1].Subject)
            {
                unique.Add(k);
                hashes.Add(hash);
            }
            else if (hash == hashes[^1])
            {
                duplicates++;
            }
            else
            {
                quarantined.Add(Conflict(kept[k], row));
            }
        }

        return new EventBatch
        {
            Rows = [.. unique.Select(k => events[kept[k]])],
            Subjects = [.. unique.Select(k => keys[k].Subject)],
            Hashes = [.. hashes],
            Indices = [.. unique.Select(k => kept[k])],
        };
    }

    public static QuarantinedRow Conflict(int index, NewEvent row) =>
        new(index, row, RejectCodes.Conflict, "This subject has an event with the same 'id' and another content.");

    private sealed class KeyOrder : IComparer<(string Subject, string Id, int Index)>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare((string Subject, string Id, int Index) x, (string Subject, string Id, int Index) y)
        {
            var order = string.CompareOrdinal(x.Subject, y.Subject);
            order = order == 0 ? string.CompareOrdinal(x.Id, y.Id) : order;
            return order == 0 ? x.Index.CompareTo(y.Index) : order;
        }
    }
}
