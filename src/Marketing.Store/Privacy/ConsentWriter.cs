using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>What a person says about the purposes; null: says nothing, and it stays as it was.</summary>
/// <param name="Personalization">May answers be personal?</param>
/// <param name="Email">May e-mail be sent?</param>
/// <param name="Sms">May SMS be sent?</param>
/// <param name="Push">May push messages be sent?</param>
public sealed record ConsentChange(bool? Personalization, bool? Email, bool? Sms, bool? Push);

/// <summary>
/// Writes consent. When a call returns, this replica acts on it; the others are told by the commit, which takes them a fraction of a second.
/// </summary>
public sealed class ConsentWriter(StoreWriter writer, StoreChanges changes, CustomerDirectory customers, IngestSettings settings)
{
    private static readonly string Write = $"""
        INSERT INTO shop.users AS u (user_id, consent_personalization, consent_email, consent_sms, consent_push, created_at, changed_at)
        SELECT $1, $2, $3, $4, $5, now(), clock_timestamp() WHERE {ErasedPeople.IsWelcome("$1")}
        ON CONFLICT (user_id) DO UPDATE SET
            consent_personalization = coalesce($2, u.consent_personalization), consent_email = coalesce($3, u.consent_email),
            consent_sms = coalesce($4, u.consent_sms), consent_push = coalesce($5, u.consent_push),
            changed_at = greatest(clock_timestamp(), u.changed_at + interval '1 microsecond')
        RETURNING consent_personalization, consent_email, consent_sms, consent_push
        """;

    /// <summary>Changes what is said and answers with what holds.</summary>
    /// <returns>Null where the person was erased: then nothing is stored.</returns>
    /// <exception cref="TimeoutException">The database did not answer in time.</exception>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public async Task<ConsentChange?> WriteAsync(string userId, ConsentChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        var stored = await writer.RunAsync(
            TimeSpan.FromSeconds(settings.WriteSeconds),
            (connection, transaction, token) => WriteAsync(connection, transaction, userId, change, token),
            cancel
        );
        if (stored is not null)
        {
            await customers.Mirror.FollowAsync([userId]);
            changes.Raise(new StoreChange(ChangeKind.Users, [userId]));
        }

        return stored;
    }

    private async Task<ConsentChange?> WriteAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string userId,
        ConsentChange change,
        CancellationToken cancel
    )
    {
        await using (var share = new NpgsqlCommand(ErasedPeople.ShareLock, connection))
        {
            await share.ExecuteNonQueryAsync(cancel);
        }

        ConsentChange? stored = null;
        await using (var command = new NpgsqlCommand(Write, connection))
        {
            command.Parameters.AddValue(userId, NpgsqlDbType.Text);
            foreach (var said in (bool?[])[change.Personalization, change.Email, change.Sms, change.Push])
            {
                command.Parameters.AddValue(said, NpgsqlDbType.Boolean);
            }

            await using var reader = await command.ExecuteReaderAsync(cancel);
            if (await reader.ReadAsync(cancel))
            {
                bool? At(int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);
                stored = new ConsentChange(At(0), At(1), At(2), At(3));
            }
        }

        if (stored is not null)
        {
            await changes.AnnounceAsync(connection, transaction, ChangeKind.Users, [userId], cancel);
        }

        return stored;
    }
}
