using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>What an erasure did.</summary>
/// <param name="ErasureId">Under which it can be asked for later.</param>
/// <param name="ErasedAt">UTC.</param>
/// <param name="Removed">Removed rows by table.</param>
/// <param name="BackupsUntil">Until when backups may still hold the person, UTC.</param>
public sealed record ErasureReceipt(
    Guid ErasureId,
    DateTimeOffset ErasedAt,
    IReadOnlyDictionary<string, long> Removed,
    DateTimeOffset BackupsUntil
);

/// <summary>A receipt, looked at again.</summary>
/// <param name="Receipt">As it was given.</param>
/// <param name="Intact">False where somebody altered it since.</param>
/// <param name="IsOfUser">Whether it is this user's; null where none was named.</param>
/// <param name="RowsNow">Rows that are the named user's today, by table: empty when the erasure holds. Null where none was named.</param>
public sealed record ErasureCheck(ErasureReceipt Receipt, bool Intact, bool? IsOfUser, IReadOnlyDictionary<string, long>? RowsNow);

/// <summary>
/// Erases people: every row of theirs in every table, the memory of every replica, and the way back. One transaction: either all of it or none.
/// </summary>
public sealed class Erasures(
    StoreWriter writer,
    NpgsqlDataSource database,
    StoreChanges changes,
    CustomerDirectory customers,
    ErasedMemory erased,
    PrivacySettings privacy,
    IEnumerable<IBeforeErasure> modules,
    TimeProvider clock
)
{
    private const string Complaints = "shop.complaints";
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(25);
    private static readonly JsonSerializerOptions AsTheyAre = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Remember = $"""
        INSERT INTO privacy.erased_subjects (subject_hash, erasure_id)
        SELECT {ErasedPeople.Hash("s.id")}, $2 FROM unnest($1::text[]) AS s(id) CROSS JOIN privacy.keys k
        ON CONFLICT (subject_hash) DO NOTHING
        """;

    // What could not be read stands in quarantine under '?', as it came.
    private const string Unreadable =
        "DELETE FROM shop.quarantine WHERE user_id = '?' AND (position($1 in content) > 0 OR position($2 in content) > 0)";

    // $2 and $4 are the times as text: the seal is over the same characters when it is looked at.
    private const string Write = """
        INSERT INTO privacy.erasures (erasure_id, erased_at, removed, backups_until, subject_hash, seal)
        SELECT $1::uuid, $2::timestamptz, $3, $4::timestamptz, $5,
            sha256(k.key || sha256(k.key || convert_to(concat_ws('|', $1, $2, $3, $4), 'UTF8') || $5))
        FROM privacy.keys k
        """;

    private static readonly string Look = $"""
        SELECT e.erased_at, e.removed, e.backups_until,
            e.seal = sha256(k.key || sha256(k.key || convert_to(concat_ws('|', e.erasure_id::text, $2::text, e.removed, $3::text), 'UTF8') || e.subject_hash)),
            e.subject_hash = {ErasedPeople.Hash("$4")}
        FROM privacy.erasures e CROSS JOIN privacy.keys k WHERE e.erasure_id = $1
        """;

    /// <summary>Erases a person, known or not: an id that is erased before its first event never gets in.</summary>
    /// <exception cref="TimeoutException">The database did not answer in time: nothing is promised.</exception>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public async Task<ErasureReceipt> EraseAsync(string userId, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var receipt = new ErasureReceipt(
            Guid.CreateVersion7(now),
            Micro(now),
            new SortedDictionary<string, long>(),
            Micro(now.AddDays(privacy.BackupDays))
        );
        var (subjects, done) = await writer.RunAsync(
            Budget,
            (connection, transaction, token) => EraseAsync(connection, transaction, userId, receipt, token),
            cancel
        );
        await customers.Mirror.FollowAsync([userId]);
        await erased.TryLoadAsync(cancel);
        changes.Raise(new StoreChange(ChangeKind.Users, subjects));
        changes.Raise(new StoreChange(ChangeKind.Subjects, subjects));
        if (done.Removed.ContainsKey(Complaints))
        {
            changes.Raise(StoreChange.Everything(ChangeKind.Complaints));
        }

        return done;
    }

    /// <summary>The receipt, and whether it holds.</summary>
    /// <param name="erasureId">Of the receipt.</param>
    /// <param name="userId">The person, for whoever knows; the store does not.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Null where there is no such erasure.</returns>
    public async Task<ErasureCheck?> CheckAsync(Guid erasureId, string? userId, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await FindAsync(connection, erasureId, cancel) is not { } found)
        {
            return null;
        }

        var (erasedAt, removed, until) = found;
        await using var look = new NpgsqlCommand(Look, connection);
        look.Parameters.AddValue((Guid?)erasureId, NpgsqlDbType.Uuid);
        look.Parameters.AddValue(Text(erasedAt), NpgsqlDbType.Text);
        look.Parameters.AddValue(Text(until), NpgsqlDbType.Text);
        look.Parameters.AddValue(userId ?? "", NpgsqlDbType.Text);
        bool intact,
            isOfUser;
        await using (var reader = await look.ExecuteReaderAsync(cancel))
        {
            await reader.ReadAsync(cancel);
            (intact, isOfUser) = (reader.GetBoolean(3), reader.GetBoolean(4));
        }

        var rows = JsonSerializer.Deserialize<SortedDictionary<string, long>>(removed) ?? [];
        var left = userId is null
            ? null
            : await PersonalTables.CountAsync(connection, await PersonalTables.ListAsync(connection, cancel), [userId], cancel);
        return new ErasureCheck(new ErasureReceipt(erasureId, erasedAt, rows, until), intact, userId is null ? null : isOfUser, left);
    }

    private static async Task<(DateTimeOffset, string, DateTimeOffset)?> FindAsync(
        NpgsqlConnection connection,
        Guid id,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT erased_at, removed, backups_until FROM privacy.erasures WHERE erasure_id = $1",
            connection
        );
        command.Parameters.AddValue((Guid?)id, NpgsqlDbType.Uuid);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? (reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2))
            : null;
    }

    private async Task<(string[] Subjects, ErasureReceipt Receipt)> EraseAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string userId,
        ErasureReceipt receipt,
        CancellationToken cancel
    )
    {
        await TakeLockAsync(connection, transaction, cancel);
        var subjects = await PersonalTables.SubjectsAsync(connection, userId, cancel);
        await using (var remember = new NpgsqlCommand(Remember, connection))
        {
            remember.Parameters.AddArray(subjects, NpgsqlDbType.Text);
            remember.Parameters.AddValue((Guid?)receipt.ErasureId, NpgsqlDbType.Uuid);
            await remember.ExecuteNonQueryAsync(cancel);
        }

        // Counted before: what falls with a row of another table was the person's too.
        var tables = await PersonalTables.ListAsync(connection, cancel);
        var removed = await PersonalTables.CountAsync(connection, tables, subjects, cancel);
        foreach (var module in modules)
        {
            await module.SettleAsync(connection, subjects, cancel);
        }

        foreach (var table in removed.Keys)
        {
            await using var delete = new NpgsqlCommand($"DELETE FROM {table} WHERE user_id = ANY($1)", connection);
            delete.Parameters.AddArray(subjects, NpgsqlDbType.Text);
            await delete.ExecuteNonQueryAsync(cancel);
        }

        await using (var unreadable = new NpgsqlCommand(Unreadable, connection))
        {
            // Senders write letters beyond ASCII as they are, or as \u escapes.
            unreadable.Parameters.AddValue(JsonSerializer.Serialize(userId), NpgsqlDbType.Text);
            unreadable.Parameters.AddValue(JsonSerializer.Serialize(userId, AsTheyAre), NpgsqlDbType.Text);
            if (await unreadable.ExecuteNonQueryAsync(cancel) is > 0 and var rows)
            {
                removed["shop.quarantine"] = removed.GetValueOrDefault("shop.quarantine") + rows;
            }
        }

        var done = receipt with { Removed = removed };
        await WriteAsync(connection, userId, done, cancel);
        await changes.AnnouncePartsAsync(connection, transaction, ChangeKind.Subjects, subjects, cancel);
        await changes.AnnouncePartsAsync(connection, transaction, ChangeKind.Users, subjects, cancel);
        if (removed.ContainsKey(Complaints))
        {
            await changes.AnnounceAsync(connection, transaction, ChangeKind.Complaints, [], cancel);
        }

        return (subjects, done);
    }

    /// <summary>
    /// While this waits for a long import, all other writers wait behind it: it waits a second, lets them through, and waits again, until its
    /// time is up.
    /// </summary>
    private static async Task TakeLockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        const string Before = "before_the_lock";
        while (true)
        {
            await transaction.SaveAsync(Before, cancel);
            try
            {
                await using var take = new NpgsqlBatch(connection);
                take.BatchCommands.Add(new NpgsqlBatchCommand("SET LOCAL lock_timeout = '1s'"));
                take.BatchCommands.Add(new NpgsqlBatchCommand(ErasedPeople.TakeLock));
                take.BatchCommands.Add(new NpgsqlBatchCommand("SET LOCAL lock_timeout = 0"));
                await take.ExecuteNonQueryAsync(cancel);
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await transaction.RollbackAsync(Before, cancel);
            }
        }
    }

    private static async Task WriteAsync(NpgsqlConnection connection, string userId, ErasureReceipt receipt, CancellationToken cancel)
    {
        await using var hash = new NpgsqlCommand($"SELECT {ErasedPeople.Hash("$1")} FROM privacy.keys k", connection);
        hash.Parameters.AddValue(userId, NpgsqlDbType.Text);
        var subject = await hash.ExecuteScalarAsync(cancel) as byte[] ?? throw new InvalidOperationException("There is no privacy key.");
        await using var write = new NpgsqlCommand(Write, connection);
        write.Parameters.AddValue(receipt.ErasureId.ToString(), NpgsqlDbType.Text);
        write.Parameters.AddValue(Text(receipt.ErasedAt), NpgsqlDbType.Text);
        write.Parameters.AddValue(JsonSerializer.Serialize(receipt.Removed), NpgsqlDbType.Text);
        write.Parameters.AddValue(Text(receipt.BackupsUntil), NpgsqlDbType.Text);
        write.Parameters.AddValue(subject, NpgsqlDbType.Bytea);
        await write.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What PostgreSQL keeps.</summary>
    private static DateTimeOffset Micro(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
