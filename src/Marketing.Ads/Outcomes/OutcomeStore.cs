using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Outcomes;

/// <summary>A chosen ad as outcomes change it.</summary>
internal sealed record ChosenRow
{
    public required string Subject { get; init; }
    public required string DecisionId { get; init; }
    public required string AdId { get; init; }
    public required string CampaignId { get; init; }
    public required string Channel { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required string Pricing { get; init; }
    public required decimal Bid { get; init; }
    public required DateOnly Day { get; init; }
    public required decimal Reserved { get; init; }
    public required decimal Spent { get; init; }
    public DateTimeOffset? ImpressionAt { get; init; }
    public DateTimeOffset? ClickAt { get; init; }
    public DateTimeOffset? ConversionAt { get; init; }
    public required decimal Revenue { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
}

/// <summary>Reads and writes what became of chosen ads, inside a transaction of the caller's.</summary>
internal static class OutcomeStore
{
    private const string Columns = """
        user_id, decision_id, ad_id, campaign_id, channel, decided_at, expires_at, pricing, bid, day, reserved, spent, impression_at, click_at, conversion_at, revenue,
        resolved_at
        """;

    /// <summary>The chosen ad, locked; null when there is none.</summary>
    public static async Task<ChosenRow?> LockAsync(
        NpgsqlConnection connection,
        string? subject,
        string decisionId,
        string adId,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {Columns} FROM ads.decision_ads WHERE decision_id = $1 AND ad_id = $2 AND user_id = "
                + (subject is null ? "(SELECT user_id FROM ads.decisions WHERE decision_id = $1 LIMIT 1)" : "$3")
                + " FOR UPDATE",
            connection
        );
        command.Parameters.Add(Text(decisionId));
        command.Parameters.Add(Text(adId));
        if (subject is not null)
        {
            command.Parameters.Add(Text(subject));
        }

        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Read(reader) : null;
    }

    public static async Task<bool> DecisionExistsAsync(NpgsqlConnection connection, string decisionId, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM ads.decisions WHERE decision_id = $1)", connection);
        command.Parameters.Add(Text(decisionId));
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <returns>False when it was reported before.</returns>
    public static async Task<bool> InsertAsync(NpgsqlConnection connection, ChosenRow row, Reported outcome, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO ads.outcomes (user_id, decision_id, ad_id, type, occurred_at, received_at, value, weight)
            VALUES ($1, $2, $3, $4, $5, now(), $6, 1) ON CONFLICT DO NOTHING
            """,
            connection
        );
        command.Parameters.Add(Text(row.Subject));
        command.Parameters.Add(Text(row.DecisionId));
        command.Parameters.Add(Text(row.AdId));
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)outcome.Type });
        command.Parameters.Add(Time(outcome.At));
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)outcome.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric });
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>All that was reported of the ad, and the times of the customer's clicks on any ad around it.</summary>
    public static async Task<(List<Reported> Outcomes, List<DateTimeOffset> Clicks)> ReadAsync(
        NpgsqlConnection connection,
        ChosenRow row,
        DateTimeOffset around,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(
                    "SELECT type, occurred_at, value FROM ads.outcomes WHERE user_id = $1 AND decision_id = $2 AND ad_id = $3"
                )
                {
                    Parameters = { Text(row.Subject), Text(row.DecisionId), Text(row.AdId) },
                },
                new NpgsqlBatchCommand(
                    "SELECT occurred_at FROM ads.outcomes WHERE user_id = $1 AND type = 2 AND occurred_at BETWEEN $2 AND $3 ORDER BY occurred_at LIMIT 10001"
                )
                {
                    Parameters = { Text(row.Subject), Time(around.AddMinutes(-1)), Time(around.AddMinutes(1)) },
                },
            },
        };
        List<Reported> outcomes = [];
        List<DateTimeOffset> clicks = [];
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            outcomes.Add(
                new Reported(
                    (AdOutcomeType)reader.GetInt16(0),
                    reader.GetFieldValue<DateTimeOffset>(1),
                    reader.IsDBNull(2) ? null : reader.GetDecimal(2)
                )
            );
        }

        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            clicks.Add(reader.GetFieldValue<DateTimeOffset>(0));
        }

        return (outcomes, clicks);
    }

    /// <summary>Writes the verdicts and what follows from them.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        ChosenRow row,
        IReadOnlyList<Verdict> verdicts,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(
                    """
                    UPDATE ads.outcomes o SET flag = v.flag, weight = CASE WHEN v.flag IS NULL THEN 1 ELSE 0 END
                    FROM unnest($4::smallint[], $5::timestamptz[], $6::text[]) AS v(type, occurred_at, flag)
                    WHERE o.user_id = $1 AND o.decision_id = $2 AND o.ad_id = $3 AND o.type = v.type AND o.occurred_at = v.occurred_at
                        AND o.flag IS DISTINCT FROM v.flag
                    """
                )
                {
                    Parameters =
                    {
                        Text(row.Subject),
                        Text(row.DecisionId),
                        Text(row.AdId),
                        new NpgsqlParameter
                        {
                            Value = verdicts.Select(v => (short)v.Outcome.Type).ToArray(),
                            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint,
                        },
                        new NpgsqlParameter
                        {
                            Value = verdicts.Select(v => v.Outcome.At.UtcDateTime).ToArray(),
                            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                        },
                        new NpgsqlParameter
                        {
                            Value = verdicts.Select(v => v.Flag).ToArray(),
                            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                        },
                    },
                },
                new NpgsqlBatchCommand(
                    """
                    UPDATE ads.decision_ads SET expires_at = $4, reserved = $5, spent = $6, impression_at = $7, click_at = $8, conversion_at = $9, revenue = $10,
                        resolved_at = $11
                    WHERE user_id = $1 AND decision_id = $2 AND ad_id = $3
                    """
                )
                {
                    Parameters =
                    {
                        Text(row.Subject),
                        Text(row.DecisionId),
                        Text(row.AdId),
                        Time(row.ExpiresAt),
                        new NpgsqlParameter<decimal> { TypedValue = row.Reserved },
                        new NpgsqlParameter<decimal> { TypedValue = row.Spent },
                        OptionalTime(row.ImpressionAt),
                        OptionalTime(row.ClickAt),
                        OptionalTime(row.ConversionAt),
                        new NpgsqlParameter<decimal> { TypedValue = row.Revenue },
                        OptionalTime(row.ResolvedAt),
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static ChosenRow Read(NpgsqlDataReader reader) =>
        new()
        {
            Subject = reader.GetString(0),
            DecisionId = reader.GetString(1),
            AdId = reader.GetString(2),
            CampaignId = reader.GetString(3),
            Channel = reader.GetString(4),
            DecidedAt = reader.GetFieldValue<DateTimeOffset>(5),
            ExpiresAt = reader.GetFieldValue<DateTimeOffset>(6),
            Pricing = reader.GetString(7),
            Bid = reader.GetDecimal(8),
            Day = reader.GetFieldValue<DateOnly>(9),
            Reserved = reader.GetDecimal(10),
            Spent = reader.GetDecimal(11),
            ImpressionAt = OptionalTime(reader, 12),
            ClickAt = OptionalTime(reader, 13),
            ConversionAt = OptionalTime(reader, 14),
            Revenue = reader.GetDecimal(15),
            ResolvedAt = OptionalTime(reader, 16),
        };

    private static DateTimeOffset? OptionalTime(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlParameter OptionalTime(DateTimeOffset? value) =>
        new() { Value = (object?)value?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTime> Time(DateTimeOffset value) => new() { TypedValue = value.UtcDateTime };
}
