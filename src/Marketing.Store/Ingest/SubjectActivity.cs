using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>One event of a subject, as far as answers need it.</summary>
/// <param name="Type">What happened.</param>
/// <param name="ItemId">The product, where the type has one.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="Value">A rating's grade.</param>
/// <param name="Quantity">Units; null counts as one.</param>
/// <param name="Query">What was searched for.</param>
/// <param name="Weight">0 where the event counts for nothing.</param>
public sealed record ActivityRow(
    EventType Type,
    string? ItemId,
    DateTimeOffset OccurredAt,
    double? Value,
    decimal? Quantity,
    string? Query,
    float Weight
);

/// <summary>What is known of a subject. The same object as long as the subject does nothing.</summary>
/// <param name="Newest">Newest events, newest first.</param>
/// <param name="Acquired">Items bought and not returned, or rated or reviewed, with the time of the newest such event.</param>
/// <param name="Limit">Most events that were asked for.</param>
public sealed record SubjectReading(IReadOnlyList<ActivityRow> Newest, IReadOnlyDictionary<string, DateTimeOffset> Acquired, int Limit);

/// <summary>
/// What a subject did, for live requests: the user's own events and those of the sessions linked to the user. Kept in memory until the subject does something, so that
/// repeated requests need no database; while the database is away, answers come from memory as far as it goes and are empty beyond
/// (<see cref="DatabaseHealth.IsAvailable"/> is false then).
/// </summary>
public sealed class SubjectActivity : IDisposable
{
    /// <summary>Most linked sessions that are followed, newest first.</summary>
    public const int MaxSessions = 50;

    /// <summary>Rows that are read and kept at least, so that requests with different limits share one reading.</summary>
    private const int UsualLimit = 100;

    // More than one group, so that a subject of a million events keeps only its own waiting; of a size at which one more subject costs what it reads and nothing else.
    private const int GroupsAtOnce = 4;
    private const int MostInGroup = 32;

    // $1 subjects, behind a SELECT of its own: the planner then expects the same number of them whoever asks, and keeps one plan instead of making each anew.
    private const string Asked = "unnest((SELECT $1::text[])) WITH ORDINALITY asked (subject, place)";

    // Of one subject: himself and the sessions that are followed.
    private const string Own = """
        SELECT asked.subject
        UNION ALL
        (SELECT 'session:' || session_id FROM shop.session_links WHERE user_id = asked.subject ORDER BY linked_at DESC LIMIT 50)
        """;

    // $2 limit. Each subject is one scan of the index (user_id, occurred_at DESC) that stops at the limit.
    private const string Newest = $"""
        SELECT asked.place, e.type, e.item_id, e.occurred_at, e.value, e.quantity, e.query, e.weight
        FROM {Asked}
        CROSS JOIN LATERAL (
            SELECT e.*
            FROM ({Own}) own (subject)
            CROSS JOIN LATERAL (
                SELECT type, item_id, occurred_at, value, quantity, query, weight, event_id FROM shop.events
                WHERE user_id = own.subject ORDER BY occurred_at DESC LIMIT $2
            ) e
            ORDER BY e.occurred_at DESC, e.event_id LIMIT $2
        ) e
        ORDER BY asked.place, e.occurred_at DESC, e.event_id
        """;

    // A return takes back as many units as it names; what is rated or reviewed counts as known whether or not it was bought here.
    private const string Acquired = $"""
        SELECT asked.place, e.item_id, e.newest
        FROM {Asked}
        CROSS JOIN LATERAL (
            SELECT e.item_id, max(e.occurred_at) FILTER (WHERE e.type <> 4) AS newest
            FROM ({Own}) own (subject)
            JOIN shop.events e ON e.user_id = own.subject
            WHERE e.type IN (3, 4, 6, 7) AND e.item_id IS NOT NULL
            GROUP BY e.item_id
            HAVING count(*) FILTER (WHERE e.type IN (6, 7)) > 0
                OR sum(CASE e.type WHEN 3 THEN coalesce(e.quantity, 1) WHEN 4 THEN -coalesce(e.quantity, 1) END) > 0
        ) e
        """;

    private const string Sessions = $"""
        SELECT asked.place, own.subject
        FROM {Asked}
        CROSS JOIN LATERAL ({Own}) own (subject)
        WHERE own.subject <> asked.subject
        """;

    private readonly NpgsqlDataSource _database;
    private readonly DatabaseHealth _health;
    private readonly StoreChanges _changes;
    private readonly ActivityCache _cache;
    private readonly TimeSpan _timeout;
    private readonly Together<Wanted> _readings;

    /// <summary>Begins with an empty memory and follows <paramref name="changes"/>.</summary>
    public SubjectActivity(
        NpgsqlDataSource database,
        DatabaseHealth health,
        StoreChanges changes,
        TimeProvider clock,
        IngestSettings settings
    )
    {
        (_database, _health, _changes) = (database, health, changes);
        _cache = new ActivityCache(clock, settings.Activity);
        _timeout = TimeSpan.FromMilliseconds(settings.Activity.ReadMilliseconds);
        _readings = new Together<Wanted>(GroupsAtOnce, MostInGroup, ReadGroupAsync);
        changes.Changed += _cache.Hear;
    }

    /// <summary>The subject's newest events, newest first.</summary>
    /// <param name="subject">A user's id, or <c>session:</c> and a session's id.</param>
    /// <param name="limit">Most rows, at least 1.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<IReadOnlyList<ActivityRow>> NewestAsync(string subject, int limit, CancellationToken cancel)
    {
        return (await KnownAsync(subject, limit, cancel)).Take(limit).Newest;
    }

    /// <summary>Events and possessions in one reading.</summary>
    /// <inheritdoc cref="NewestAsync" path="/param" />
    public async Task<SubjectReading> ReadAsync(string subject, int limit, CancellationToken cancel) =>
        (await KnownAsync(subject, limit, cancel)).Take(limit);

    /// <summary>The same from memory alone, where it is fresh; null where the database would have to be asked.</summary>
    /// <param name="subject">A user's id, or <c>session:</c> and a session's id.</param>
    /// <param name="limit">Most rows, at least 1.</param>
    public SubjectReading? Find(string subject, int limit) => _cache.Find(subject, limit)?.Take(limit);

    /// <summary>What was known last, fresh or not; null for a subject that is not remembered.</summary>
    /// <inheritdoc cref="Find" path="/param" />
    public SubjectReading? FindLast(string subject, int limit) => _cache.FindStale(subject)?.Take(limit);

    /// <inheritdoc />
    public void Dispose() => _changes.Changed -= _cache.Hear;

    private async Task<KnownActivity> KnownAsync(string subject, int limit, CancellationToken cancel)
    {
        if (_cache.Find(subject, limit) is { } known)
        {
            return known;
        }

        if (!_health.IsAvailable)
        {
            return _cache.FindStale(subject) ?? KnownActivity.None;
        }

        var wanted = new Wanted(subject, Math.Max(limit, UsualLimit));
        await _readings.RunAsync(wanted).WaitAsync(cancel);
        return wanted.Known ?? _cache.FindStale(subject) ?? KnownActivity.None;
    }

    /// <summary>Whoever asks at the same moment is read in one go: the statements themselves cost the server more than the rows of one subject.</summary>
    private async Task ReadGroupAsync(IReadOnlyList<Wanted> group)
    {
        if (!_health.IsAvailable)
        {
            // They waited for a reading that failed.
            return;
        }

        var reading = _cache.Begin();
        try
        {
            var read = await Deadline.RunAsync(_timeout, token => QueryAsync(group, token), CancellationToken.None);
            _health.ReportSuccess();
            foreach (var (wanted, known) in group.Zip(read))
            {
                wanted.Known = known;
                _cache.Keep(wanted.Subject, known, reading);
            }
        }
        catch (Exception exception) when (exception is TimeoutException or NpgsqlException { IsTransient: true })
        {
            _health.ReportFailure();
        }
    }

    private async Task<IReadOnlyList<KnownActivity>> QueryAsync(IReadOnlyList<Wanted> group, CancellationToken cancel)
    {
        var limit = group.Max(one => one.Limit);
        string[] subjects = [.. group.Select(one => one.Subject)];
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, Newest, subjects).Parameters.AddValue((long)limit, NpgsqlDbType.Bigint);
        Add(batch, Acquired, subjects);
        Add(batch, Sessions, subjects);
        // Once a connection of the pool: planning the three anew each time cost the server more than carrying them out.
        await batch.PrepareAsync(cancel);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var newest = await ByPlaceAsync(reader, group.Count, Row, cancel);
        await reader.NextResultAsync(cancel);
        var acquired = await ByPlaceAsync(
            reader,
            group.Count,
            row => (Item: row.GetString(1), At: row.GetFieldValue<DateTimeOffset>(2)),
            cancel
        );
        await reader.NextResultAsync(cancel);
        var sessions = await ByPlaceAsync(reader, group.Count, row => row.GetString(1), cancel);
        return
        [
            .. Enumerable
                .Range(0, group.Count)
                .Select(place => new KnownActivity(
                    [.. newest[place]],
                    newest[place].Count < limit,
                    acquired[place].ToDictionary(one => one.Item, one => one.At, StringComparer.Ordinal),
                    [.. sessions[place]]
                )),
        ];
    }

    /// <summary>A result's rows by the place of their subject in the question, which is their first column and counts from 1.</summary>
    private static async Task<List<T>[]> ByPlaceAsync<T>(
        DbDataReader reader,
        int places,
        Func<DbDataReader, T> of,
        CancellationToken cancel
    )
    {
        List<T>[] rows = [.. Enumerable.Range(0, places).Select(_ => new List<T>())];
        while (await reader.ReadAsync(cancel))
        {
            rows[reader.GetInt64(0) - 1].Add(of(reader));
        }

        return rows;
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, string[] subjects)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddValue(subjects, NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(command);
        return command;
    }

    private static ActivityRow Row(DbDataReader reader) =>
        new(
            (EventType)reader.GetInt16(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.GetFieldValue<DateTimeOffset>(3),
            reader.IsDBNull(4) ? null : reader.GetDouble(4),
            reader.IsDBNull(5) ? null : reader.GetDecimal(5),
            reader.IsDBNull(6) ? null : reader.GetString(6),
            reader.GetFloat(7)
        );

    /// <summary>A subject that a request waits for.</summary>
    private sealed class Wanted(string subject, int limit)
    {
        public string Subject => subject;

        public int Limit => limit;

        /// <summary>Null as long as it could not be read.</summary>
        public KnownActivity? Known { get; set; }
    }
}
