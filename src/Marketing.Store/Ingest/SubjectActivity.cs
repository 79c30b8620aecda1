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

    // $1 subject, $2 limit. Each subject is one scan of the index (user_id, occurred_at DESC) that stops at the limit.
    private const string Newest = """
        SELECT e.type, e.item_id, e.occurred_at, e.value, e.quantity, e.query, e.weight
        FROM (
            SELECT $1::text AS subject
            UNION ALL
            (SELECT 'session:' || session_id FROM shop.session_links WHERE user_id = $1 ORDER BY linked_at DESC LIMIT 50)
        ) s
        CROSS JOIN LATERAL (
            SELECT type, item_id, occurred_at, value, quantity, query, weight, event_id FROM shop.events
            WHERE user_id = s.subject ORDER BY occurred_at DESC LIMIT $2
        ) e
        ORDER BY e.occurred_at DESC, e.event_id LIMIT $2
        """;

    // A return takes back as many units as it names; what is rated or reviewed counts as known whether or not it was bought here.
    private const string Acquired = """
        SELECT e.item_id, max(e.occurred_at) FILTER (WHERE e.type <> 4)
        FROM (
            SELECT $1::text AS subject
            UNION ALL
            (SELECT 'session:' || session_id FROM shop.session_links WHERE user_id = $1 ORDER BY linked_at DESC LIMIT 50)
        ) s
        JOIN shop.events e ON e.user_id = s.subject
        WHERE e.type IN (3, 4, 6, 7) AND e.item_id IS NOT NULL
        GROUP BY e.item_id
        HAVING count(*) FILTER (WHERE e.type IN (6, 7)) > 0
            OR sum(CASE e.type WHEN 3 THEN coalesce(e.quantity, 1) WHEN 4 THEN -coalesce(e.quantity, 1) END) > 0
        """;

    private const string Sessions =
        "SELECT 'session:' || session_id FROM shop.session_links WHERE user_id = $1 ORDER BY linked_at DESC LIMIT 50";

    private readonly NpgsqlDataSource _database;
    private readonly DatabaseHealth _health;
    private readonly StoreChanges _changes;
    private readonly ActivityCache _cache;
    private readonly TimeSpan _timeout;

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

    /// <summary>Items that the subject has bought and not returned, or has rated or reviewed.</summary>
    /// <param name="subject">A user's id, or <c>session:</c> and a session's id.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<IReadOnlySet<string>> AcquiredAsync(string subject, CancellationToken cancel) =>
        (await KnownAsync(subject, 1, cancel)).AcquiredItems;

    /// <summary>The same with the time of the newest purchase, rating or review of each item.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> AcquiredTimesAsync(string subject, CancellationToken cancel) =>
        (await KnownAsync(subject, 1, cancel)).Acquired;

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

        var reading = _cache.Begin();
        try
        {
            var read = await Deadline.RunAsync(_timeout, token => QueryAsync(subject, Math.Max(limit, UsualLimit), token), cancel);
            _health.ReportSuccess();
            _cache.Keep(subject, read, reading);
            return read;
        }
        catch (Exception exception) when (exception is TimeoutException or NpgsqlException { IsTransient: true })
        {
            _health.ReportFailure();
            return _cache.FindStale(subject) ?? KnownActivity.None;
        }
    }

    private async Task<KnownActivity> QueryAsync(string subject, int limit, CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, Newest, subject).Parameters.AddValue((long)limit, NpgsqlDbType.Bigint);
        Add(batch, Acquired, subject);
        Add(batch, Sessions, subject);
        // Once a connection of the pool: planning the three anew for every customer cost the server more than carrying them out.
        await batch.PrepareAsync(cancel);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        List<ActivityRow> newest = [];
        while (await reader.ReadAsync(cancel))
        {
            newest.Add(Row(reader));
        }

        await reader.NextResultAsync(cancel);
        Dictionary<string, DateTimeOffset> acquired = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
        {
            acquired.Add(reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancel));
        }

        await reader.NextResultAsync(cancel);
        List<string> sessions = [];
        while (await reader.ReadAsync(cancel))
        {
            sessions.Add(reader.GetString(0));
        }

        return new KnownActivity([.. newest], newest.Count < limit, acquired, [.. sessions]);
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, string subject)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddValue(subject, NpgsqlDbType.Text);
        batch.BatchCommands.Add(command);
        return command;
    }

    private static ActivityRow Row(DbDataReader reader) =>
        new(
            (EventType)reader.GetInt16(0),
            reader.IsDBNull(1) ? null : reader.GetString(1),
            reader.GetFieldValue<DateTimeOffset>(2),
            reader.IsDBNull(3) ? null : reader.GetDouble(3),
            reader.IsDBNull(4) ? null : reader.GetDecimal(4),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.GetFloat(6)
        );
}
