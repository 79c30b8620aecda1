using System.Runtime.InteropServices;
using Marketing.Ads.Prediction;
using Marketing.Learning.Clicks;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Model;

/// <summary>One settled row to learn from: an ad that was seen, and whether it was clicked within its waiting time.</summary>
internal sealed record ClickRow(string Subject, string[] Values, bool Clicked, bool Sold, byte Position, DateTimeOffset ResolvedAt);

/// <summary>Reads settled rows. Ads that nobody saw, clicks without weight and waits that are not over teach nothing.</summary>
internal static class ClickRows
{
    /// <summary>Newest rows that training reads at most. Memory: about 1 KiB each while they are read, 84 bytes as tokens.</summary>
    public const int MostRows = 3_000_000;

    private const string Select = """
        SELECT user_id, features::text, click_at IS NOT NULL, conversion_at IS NOT NULL, position, resolved_at FROM ads.decision_ads
        WHERE impression_at IS NOT NULL AND impression_at <= expires_at AND resolved_at > $1 AND resolved_at <= $2
        """;

    /// <summary>Everything up to now, oldest first.</summary>
    public static async Task<List<ClickRow>> ReadAllAsync(NpgsqlConnection connection, DateTimeOffset until, CancellationToken cancel)
    {
        var rows = await ReadAsync(
            connection,
            Select + " ORDER BY resolved_at DESC, user_id, decision_id, ad_id LIMIT $3",
            DateTimeOffset.MinValue.AddDays(1),
            until,
            MostRows,
            cancel
        );
        rows.Reverse();
        return rows;
    }

    /// <summary>What was settled after an instant, oldest first.</summary>
    public static Task<List<ClickRow>> ReadSinceAsync(
        NpgsqlConnection connection,
        DateTimeOffset since,
        DateTimeOffset until,
        int most,
        CancellationToken cancel
    ) => ReadAsync(connection, Select + " ORDER BY resolved_at, user_id, decision_id, ad_id LIMIT $3", since, until, most, cancel);

    /// <summary>The rows as a model reads them.</summary>
    public static ClickTable Table(ClickEncoding encoding, IReadOnlyList<ClickRow> rows)
    {
        var table = new ClickTable(encoding, rows.Count);
        Span<uint> tokens = stackalloc uint[ClickFields.Count];
        foreach (var row in rows)
        {
            for (var field = 0; field < tokens.Length; field++)
            {
                tokens[field] = ClickEncoding.Token(field, row.Values[field]);
            }

            table.Add(tokens, row.Clicked, 1, row.Position);
        }

        return table;
    }

    private static async Task<List<ClickRow>> ReadAsync(
        NpgsqlConnection connection,
        string sql,
        DateTimeOffset since,
        DateTimeOffset until,
        int most,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter { Value = since.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = until.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        List<ClickRow> rows = [];
        Dictionary<string, string> words = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var values = AdsJson.Read<string[]>(reader.GetString(1));
            if (values.Length != ClickFields.Count)
            {
                continue; // of a version that saw other fields
            }

            for (var field = 0; field < values.Length; field++)
            {
                // The same few words millions of times: kept once.
                ref var word = ref CollectionsMarshal.GetValueRefOrAddDefault(words, values[field], out _);
                values[field] = word ??= values[field];
            }

            rows.Add(
                new ClickRow(
                    reader.GetString(0),
                    values,
                    reader.GetBoolean(2),
                    reader.GetBoolean(3),
                    (byte)Math.Clamp(reader.GetInt16(4), (short)0, (short)255),
                    reader.GetFieldValue<DateTimeOffset>(5)
                )
            );
        }

        return rows;
    }
}
