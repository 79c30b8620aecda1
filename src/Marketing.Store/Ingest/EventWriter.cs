using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>
/// Writes batches of events, each in one transaction: events, session links, quarantine and the announcement of the change. It returns after the commit, so what it
/// reports as accepted is durable. Safe to call from many threads and replicas at once; the same batch again changes nothing.
/// </summary>
public sealed class EventWriter(
    NpgsqlDataSource database,
    StoreChanges changes,
    DatabaseHealth health,
    TimeProvider clock,
    IngestSettings settings,
    IntakeBook? intake = null
)
{
    // COPY straight into the table streams: neither side holds the batch as arrays, so a batch of 100,000 costs the server no memory. But one row that is there
    // already makes it worth nothing. Small batches come from senders that repeat themselves; large ones from imports, which are nearly always new.
    private const int CopyFrom = 5_000;
    private const int InsertsAfterFailedCopy = 20;

    private const string FindRepeated = """
        SELECT (k.n - 1)::int, e.content_hash = k.content_hash
        FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS k(user_id, event_id, content_hash, n)
        JOIN shop.events e ON e.user_id = k.user_id AND e.event_id = k.event_id
        WHERE e.xmin <> pg_current_xact_id()::xid
        """;

    private const string Link = """
        INSERT INTO shop.session_links (user_id, session_id, linked_at)
        SELECT user_id, session_id, now() FROM unnest($1::text[], $2::text[]) AS l(user_id, session_id)
        ON CONFLICT (user_id, session_id) DO NOTHING
        """;

    private int _insertsLeft;

    /// <summary>Writes a batch.</summary>
    /// <param name="events">Any number of rows; above some 100,000 the transaction grows long and memory with it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancel">Gives up; what was not committed is not stored.</param>
    /// <returns>What became of each row.</returns>
    /// <exception cref="TimeoutException">The database did not answer within <see cref="IngestSettings.WriteSeconds"/> or the options' budget.</exception>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public async Task<WriteResult> WriteAsync(IReadOnlyList<NewEvent> events, WriteOptions options, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var batch = EventBatch.Prepare(events, options, settings, now);
        if (batch.Rows.Length == 0 && batch.Quarantined.Count == 0)
        {
            return Report(batch, new Outcome([], [], 0), options, now);
        }

        var outcome = await StoreAsync(batch, options, now, cancel);
        if (outcome.Subjects.Length > 0)
        {
            changes.Raise(new StoreChange(ChangeKind.Subjects, outcome.Subjects));
        }

        return Report(batch, outcome, options, now);
    }

    private async Task<Outcome> StoreAsync(EventBatch batch, WriteOptions options, DateTimeOffset now, CancellationToken cancel)
    {
        var budget = options.Budget ?? TimeSpan.FromSeconds(settings.WriteSeconds);
        if (batch.Rows.Length >= CopyFrom && Interlocked.Decrement(ref _insertsLeft) < 0)
        {
            try
            {
                return await StoreWork.RunAsync(
                    database,
                    health,
                    budget,
                    (c, t, token) => StoreAsync(c, t, batch, options, copy: true, now, token),
                    cancel
                );
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                Interlocked.Exchange(ref _insertsLeft, InsertsAfterFailedCopy);
            }
        }

        return await StoreWork.RunAsync(
            database,
            health,
            budget,
            (c, t, token) => StoreAsync(c, t, batch, options, copy: false, now, token),
            cancel
        );
    }

    private async Task<Outcome> StoreAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        EventBatch batch,
        WriteOptions options,
        bool copy,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var erased = await ErasedPeople.FindAsync(connection, batch.Subjects.Concat(batch.Quarantined.Select(q => q.Row.Subject)), cancel);
        var refused = batch.Erased(erased).ToList();
        batch = erased.Count == 0 ? batch : batch.Without(erased);
        var repeated = copy ? await CopyAsync(connection, batch, cancel) : await InsertAsync(connection, batch, cancel);
        int[] stored = [.. Enumerable.Range(0, batch.Rows.Length).Where(k => !repeated.ContainsKey(k))];
        int[] conflicts = [.. repeated.Where(r => !r.Value).Select(r => r.Key)];
        await LinkAsync(connection, batch, stored, cancel);
        var flagged = options.JudgeClicks ? await ClickRules.ApplyAsync(connection, batch, stored, settings.Clicks, cancel) : 0;
        var quarantined = conflicts.Select(k => EventBatch.Conflict(batch.Indices[k], batch.Rows[k])).ToList();
        await Quarantine.WriteAsync(connection, batch.Quarantined.Concat(quarantined), now, cancel);

        string[] subjects = [.. stored.Select(k => batch.Subjects[k]).Distinct()];
        if (subjects.Length > 0)
        {
            await changes.AnnouncePartsAsync(connection, transaction, ChangeKind.Subjects, subjects, cancel);
        }

        return new Outcome(subjects, quarantined, flagged) { Stored = stored.Length, Erased = refused };
    }

    private static async Task<Dictionary<int, bool>> CopyAsync(NpgsqlConnection connection, EventBatch batch, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT now()", connection);
        var receivedAt = (DateTime)(await command.ExecuteScalarAsync(cancel) ?? throw new InvalidOperationException("now() is null."));
        await using var stream = await connection.BeginRawBinaryCopyAsync(EventColumns.Copy, cancel);
        try
        {
            await EventColumns.CopyAsync(stream, batch, receivedAt, cancel);
        }
        catch
        {
            await GiveUpAsync(stream);
            throw;
        }

        return [];
    }

    // Disposing the stream would end the COPY as if it were whole, and the server's complaint would hide why it is not.
    private static async Task GiveUpAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync();
        }
        catch (Exception exception)
            when (exception is NpgsqlException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // The connection is broken: there is nothing left to call off.
        }
    }

    /// <returns>The rows that were there before, and whether with the same content.</returns>
    private static async Task<Dictionary<int, bool>> InsertAsync(NpgsqlConnection connection, EventBatch batch, CancellationToken cancel)
    {
        Dictionary<int, bool> repeated = [];
        var missing = batch.Rows.Length;
        // Again only when a row that was in the way has been erased before it could be looked at.
        while (missing > repeated.Count)
        {
            await using var insert = new NpgsqlCommand(EventColumns.Insert, connection);
            EventColumns.AddTo(insert.Parameters, batch);
            missing -= await insert.ExecuteNonQueryAsync(cancel);
            if (missing > 0)
            {
                repeated = await FindRepeatedAsync(connection, batch, cancel);
            }
        }

        return repeated;
    }

    private static async Task<Dictionary<int, bool>> FindRepeatedAsync(
        NpgsqlConnection connection,
        EventBatch batch,
        CancellationToken cancel
    )
    {
        await using var find = new NpgsqlCommand(FindRepeated, connection);
        find.Parameters.AddArray(batch.Subjects, NpgsqlDbType.Text);
        find.Parameters.AddArray(Array.ConvertAll(batch.Rows, r => r.Id), NpgsqlDbType.Text);
        find.Parameters.AddArray(batch.Hashes, NpgsqlDbType.Bigint);
        await using var reader = await find.ExecuteReaderAsync(cancel);
        Dictionary<int, bool> repeated = [];
        while (await reader.ReadAsync(cancel))
        {
            repeated.Add(reader.GetInt32(0), reader.GetBoolean(1));
        }

        return repeated;
    }

    private static async Task LinkAsync(NpgsqlConnection connection, EventBatch batch, int[] stored, CancellationToken cancel)
    {
        var links = stored
            .Select(k => batch.Rows[k])
            .Where(row => row is { UserId: not null, SessionId: not null })
            .Select(row => (row.UserId, row.SessionId))
            .Distinct()
            .OrderBy(link => link.UserId, StringComparer.Ordinal)
            .ThenBy(link => link.SessionId, StringComparer.Ordinal)
            .ToArray();
        if (links.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Link, connection);
        command.Parameters.AddArray(Array.ConvertAll(links, l => l.UserId), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(links, l => l.SessionId), NpgsqlDbType.Text);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private WriteResult Report(EventBatch batch, Outcome outcome, WriteOptions options, DateTimeOffset now)
    {
        var rejected = batch
            .Rejected.Concat(outcome.Erased)
            .Concat(batch.Quarantined.Concat(outcome.Conflicts).Select(q => new RejectedRow(q.Index, q.Code, q.Detail)));
        var duplicates = batch.Duplicates + batch.Rows.Length - outcome.Stored - outcome.Conflicts.Count - outcome.Erased.Count;
        var result = new WriteResult(outcome.Stored, duplicates, [.. rejected.OrderBy(r => r.Index)]);
        IngestMetrics.Count("events", options.Source, result, outcome.Flagged);
        intake?.Count(options.Source, result, outcome.Flagged, batch.Rows.Select(row => now - row.OccurredAt));
        return result;
    }

    private sealed record Outcome(string[] Subjects, IReadOnlyList<QuarantinedRow> Conflicts, int Flagged)
    {
        public int Stored { get; init; }

        public List<RejectedRow> Erased { get; init; } = [];
    }
}
