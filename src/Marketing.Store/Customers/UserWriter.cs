using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>Writes customers' profiles. When a call returns, its change is committed, and this process's <see cref="CustomerDirectory"/> shows it.</summary>
public sealed class UserWriter(
    NpgsqlDataSource database,
    StoreChanges changes,
    DatabaseHealth health,
    CustomerDirectory customers,
    IngestSettings settings
)
{
    private const string Rows = """
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::boolean[], $7::boolean[], $8::boolean[])
            AS r(user_id, language, time_zone, attributes, consent_personalization, consent_email, consent_sms, consent_push)
        """;

    private static readonly Upsert<NewUser> Sql = new(
        row => row.UserId,
        $"""
        INSERT INTO shop.users (user_id, language, time_zone, attributes, consent_personalization, consent_email, consent_sms, consent_push, created_at, changed_at)
        SELECT user_id, language, time_zone, attributes::jsonb, consent_personalization, consent_email, consent_sms, consent_push, now(), clock_timestamp()
        {Rows}
        WHERE {ErasedPeople.IsWelcome("r.user_id")}
        ON CONFLICT (user_id) DO NOTHING RETURNING user_id
        """,
        "SELECT FROM shop.users WHERE user_id = ANY($1) ORDER BY user_id FOR UPDATE",
        $"""
        UPDATE shop.users u SET language = r.language, time_zone = r.time_zone, attributes = r.attributes::jsonb,
            consent_personalization = coalesce(r.consent_personalization, u.consent_personalization),
            consent_email = coalesce(r.consent_email, u.consent_email), consent_sms = coalesce(r.consent_sms, u.consent_sms),
            consent_push = coalesce(r.consent_push, u.consent_push),
            changed_at = greatest(clock_timestamp(), u.changed_at + interval '1 microsecond')
        {Rows}
        WHERE u.user_id = r.user_id AND (u.language, u.time_zone, u.attributes, u.consent_personalization, u.consent_email, u.consent_sms, u.consent_push)
        IS DISTINCT FROM (r.language, r.time_zone, r.attributes::jsonb, coalesce(r.consent_personalization, u.consent_personalization),
            coalesce(r.consent_email, u.consent_email), coalesce(r.consent_sms, u.consent_sms), coalesce(r.consent_push, u.consent_push))
        RETURNING u.user_id
        """,
        AddRows
    );

    private readonly RowWriter<NewUser> _rows = new(
        database,
        changes,
        health,
        settings,
        Sql,
        UserRules.Check,
        ChangeKind.Users,
        "users",
        ErasedPeople.ShareLock
    );

    /// <summary>Writes a batch in one transaction. Of several rows with one id the last counts; the others are duplicates, like rows that change nothing.</summary>
    /// <exception cref="TimeoutException">The database did not answer in time.</exception>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public async Task<WriteResult> WriteAsync(IReadOnlyList<NewUser> users, WriteOptions options, CancellationToken cancel) =>
        (await _rows.WriteAsync(users, options, customers.Mirror.FollowAsync, cancel)).Result;

    /// <summary>Writes one profile.</summary>
    /// <returns>True when it is new.</returns>
    /// <exception cref="ArgumentException">The profile breaks a rule.</exception>
    public async Task<bool> PutAsync(NewUser user, CancellationToken cancel)
    {
        var (result, inserted) = await _rows.WriteAsync([user], WriteOptions.Live, customers.Mirror.FollowAsync, cancel);
        return result.Rejected.Count == 0 ? inserted.Length == 1 : throw new ArgumentException(result.Rejected[0].Detail, nameof(user));
    }

    private static void AddRows(NpgsqlParameterCollection parameters, NewUser[] rows)
    {
        parameters.AddArray(Array.ConvertAll(rows, r => r.UserId), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Language), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.TimeZone), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Attributes), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Personalization), NpgsqlDbType.Boolean);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Email), NpgsqlDbType.Boolean);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Sms), NpgsqlDbType.Boolean);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Push), NpgsqlDbType.Boolean);
    }
}
