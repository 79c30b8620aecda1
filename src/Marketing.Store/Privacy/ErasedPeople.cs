using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>
/// Keeps erased people out. Every writer of personal rows takes the shared half of one advisory lock and then asks the list; an erasure takes
/// the exclusive half. So a write either commits before the erasure looks, and is deleted, or sees the list with the person on it.
/// </summary>
public static class ErasedPeople
{
    private const string Lock = "7305041913";

    /// <summary>Taken by writers, first of all in their transaction.</summary>
    public const string ShareLock = $"SELECT pg_advisory_xact_lock_shared({Lock})";

    /// <summary>Taken by erasures.</summary>
    public const string TakeLock = $"SELECT pg_advisory_xact_lock({Lock})";

    /// <summary>The keyed hash of a SQL expression, where <c>k</c> is the row of <c>privacy.keys</c>.</summary>
    public static string Hash(string expression) => $"sha256(k.key || sha256(k.key || convert_to({expression}, 'UTF8')))";

    /// <summary>True in SQL where nobody has been erased or this one was not. The first half costs nothing and is nearly always enough.</summary>
    public static string IsWelcome(string expression) =>
        $"""
            (NOT EXISTS (SELECT FROM privacy.erased_subjects) OR NOT EXISTS (
                SELECT FROM privacy.erased_subjects s CROSS JOIN privacy.keys k WHERE s.subject_hash = {Hash(expression)}))
            """;

    /// <summary>Those of the subjects that were erased. Takes the shared half of the lock, so call it first in the transaction that writes.</summary>
    /// <param name="connection">Inside that transaction.</param>
    /// <param name="subjects">Users and sessions.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<HashSet<string>> FindAsync(NpgsqlConnection connection, IEnumerable<string> subjects, CancellationToken cancel)
    {
        // A statement of its own for the lock: what the second one sees is taken after the lock was granted.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(ShareLock),
                new NpgsqlBatchCommand("SELECT EXISTS (SELECT FROM privacy.erased_subjects)"),
            },
        };
        HashSet<string> erased = new(StringComparer.Ordinal);
        if (!await IsAnyoneErasedAsync(batch, cancel))
        {
            return erased; // nearly always: the ids of a large batch need not go to the server for it
        }

        await using var find = new NpgsqlCommand($"SELECT id FROM unnest($1::text[]) AS ids(id) WHERE NOT {IsWelcome("id")}", connection);
        find.Parameters.AddArray([.. subjects.Distinct()], NpgsqlDbType.Text);
        await using var reader = await find.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            erased.Add(reader.GetString(0));
        }

        return erased;
    }

    private static async Task<bool> IsAnyoneErasedAsync(NpgsqlBatch batch, CancellationToken cancel)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return await reader.ReadAsync(cancel) && reader.GetBoolean(0);
    }
}
