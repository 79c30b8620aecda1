using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>Keeps events that are readable but cannot be stored among the events, each once however often it is sent.</summary>
internal static class Quarantine
{
    private const string Insert = """
        INSERT INTO shop.quarantine (user_id, quarantine_id, event_id, code, detail, content, content_hash, received_at)
        SELECT user_id, quarantine_id, event_id, code, detail, content, content_hash, now()
        FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
            AS q(user_id, quarantine_id, event_id, code, detail, content, content_hash)
        ON CONFLICT (user_id, code, content_hash) DO NOTHING
        """;

    public static async Task WriteAsync(
        NpgsqlConnection connection,
        IEnumerable<QuarantinedRow> rows,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var sorted = rows.Select(q => (q.Row.Subject, Hash: EventHash.WithId(q.Row), Fault: q))
            .OrderBy(q => q.Subject, StringComparer.Ordinal)
            .ThenBy(q => q.Fault.Code, StringComparer.Ordinal)
            .ThenBy(q => q.Hash)
            .ToArray();
        if (sorted.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Insert, connection);
        command.Parameters.AddArray(Array.ConvertAll(sorted, q => q.Subject), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(sorted, _ => Guid.CreateVersion7(now)), NpgsqlDbType.Uuid);
        command.Parameters.AddArray(Array.ConvertAll(sorted, q => q.Fault.Row.Id), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(sorted, q => q.Fault.Code), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(sorted, q => q.Fault.Detail), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(sorted, q => EventText.Of(q.Fault.Row)), NpgsqlDbType.Text);
        command.Parameters.AddArray(Array.ConvertAll(sorted, q => q.Hash), NpgsqlDbType.Bigint);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
