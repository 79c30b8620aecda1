using Marketing.Profiles.Features;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Upkeep;

/// <summary>What the shop says of customers.</summary>
internal static class CustomerFactsReader
{
    private const string Sql = """
        SELECT user_id, language, time_zone, attributes ->> 'device', consent_personalization FROM shop.users WHERE user_id = ANY($1)
        """;

    /// <summary>Those that have a row, and whether each lets answers be personal (null: never said).</summary>
    public static async Task<Dictionary<string, (CustomerFacts Facts, bool? Personal)>> ReadAsync(
        NpgsqlConnection connection,
        string[] users,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = users, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        Dictionary<string, (CustomerFacts, bool?)> read = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            read[reader.GetString(0)] = (new CustomerFacts(Text(1), Text(2), Text(3)), reader.IsDBNull(4) ? null : reader.GetBoolean(4));
        }

        return read;
    }
}
