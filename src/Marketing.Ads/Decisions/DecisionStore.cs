using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Decisions;

/// <summary>What the database knows before a decision is made.</summary>
/// <param name="Answer">The answer that was given under this id; null: none.</param>
/// <param name="OtherSubject">The id was used for somebody else.</param>
/// <param name="Ledger">What the customer was given and counts.</param>
internal sealed record DecisionMemory(string? Answer, bool OtherSubject, IReadOnlyList<LedgerEntry> Ledger);

/// <summary>
/// Reads and writes decisions inside a transaction of the caller's. Statements are prepared, which each connection of the pool does once: planning them anew cost the
/// server more than carrying them out.
/// </summary>
internal static class DecisionStore
{
    private const int MostEntries = 5_000;

    private const string ReadLedger = """
        SELECT campaign_id, ad_id, channel, coalesce(impression_at, decided_at), replica_id FROM ads.decision_ads
        WHERE user_id = $1 AND decided_at > $2 AND (impression_at IS NOT NULL OR (resolved_at IS NULL AND expires_at > $3))
        ORDER BY decided_at DESC LIMIT $4
        """;

    private const string InsertDecision = """
        INSERT INTO ads.decisions (user_id, decision_id, decided_at, replica_id, model_version, seed, holdout, degraded, context, eligible, campaigns, controls, answer)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING
        """;

    private const string InsertAds = """
        INSERT INTO ads.decision_ads (user_id, decision_id, ad_id, campaign_id, placement, position, channel, decided_at, expires_at, replica_id, pricing, bid,
            propensity, p_click, p_conversion, ecpm, features, day, first_reserved, reserved, spent, revenue)
        SELECT $1, $2, ad_id, campaign_id, placement, position, channel, $3, $4, $5, pricing, bid, propensity, p_click, p_conversion, ecpm, features::jsonb, $6,
            reserved, reserved, 0, 0
        FROM unnest($7::text[], $8::text[], $9::text[], $10::smallint[], $11::text[], $12::text[], $13::numeric[], $14::float8[], $15::float8[], $16::float8[],
            $17::float8[], $18::text[], $19::numeric[])
            AS a(ad_id, campaign_id, placement, position, channel, pricing, bid, propensity, p_click, p_conversion, ecpm, features, reserved)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Waits for other decisions for this customer (and under this id) to end, then reads. The locks last until the transaction ends.</summary>
    public static async Task<DecisionMemory> LockAndReadAsync(
        NpgsqlConnection connection,
        string subject,
        string decisionId,
        bool mayBeKnown,
        TimeSpan window,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        if (mayBeKnown)
        {
            // Always the id first: two requests that want both locks want them in one order.
            batch.BatchCommands.Add(Lock("decision " + decisionId));
        }

        if (subject != Asker.Nobody)
        {
            batch.BatchCommands.Add(Lock("subject " + subject));
        }

        if (mayBeKnown)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand("SELECT user_id, answer FROM ads.decisions WHERE decision_id = $1 LIMIT 1")
                {
                    Parameters = { Text(decisionId) },
                }
            );
        }

        var readsLedger = subject != Asker.Nobody && window > TimeSpan.Zero;
        if (readsLedger)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(ReadLedger)
                {
                    Parameters =
                    {
                        Text(subject),
                        Time(now - window),
                        Time(now),
                        new NpgsqlParameter<int> { TypedValue = MostEntries },
                    },
                }
            );
        }

        if (batch.BatchCommands.Count == 0)
        {
            return new DecisionMemory(null, false, []);
        }

        string? answer = null;
        var other = false;
        List<LedgerEntry> entries = [];
        await batch.PrepareAsync(cancel);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        do
        {
            while (await reader.ReadAsync(cancel))
            {
                switch (reader.FieldCount)
                {
                    case 2:
                        (answer, other) = (reader.GetString(1), reader.GetString(0) != subject);
                        break;
                    case 5:
                        entries.Add(
                            new LedgerEntry(
                                reader.GetString(0),
                                reader.GetString(1),
                                reader.GetString(2),
                                reader.GetFieldValue<DateTimeOffset>(3),
                                reader.GetString(4)
                            )
                        );
                        break;
                }
            }
        } while (await reader.NextResultAsync(cancel));
        return new DecisionMemory(answer, other, entries);
    }

    /// <summary>Writes a decision; one that is there already stays as it is.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, DecisionRecord decision, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(InsertDecision)
            {
                Parameters =
                {
                    Text(decision.Subject),
                    Text(decision.DecisionId),
                    Time(decision.DecidedAt),
                    Text(decision.ReplicaId),
                    new NpgsqlParameter { Value = (object?)decision.ModelVersion ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                    new NpgsqlParameter<long> { TypedValue = decision.Seed },
                    new NpgsqlParameter<bool> { TypedValue = decision.Holdout },
                    new NpgsqlParameter<bool> { TypedValue = decision.Degraded },
                    new NpgsqlParameter { Value = decision.Context, NpgsqlDbType = NpgsqlDbType.Jsonb },
                    new NpgsqlParameter<byte[]> { TypedValue = decision.Eligible },
                    Texts(decision.Campaigns),
                    Texts(decision.Controls),
                    Text(decision.Answer),
                },
            }
        );
        var ads = decision.Ads;
        if (ads.Count > 0)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(InsertAds)
                {
                    Parameters =
                    {
                        Text(decision.Subject),
                        Text(decision.DecisionId),
                        Time(decision.DecidedAt),
                        Time(decision.ExpiresAt),
                        Text(decision.ReplicaId),
                        new NpgsqlParameter<DateOnly> { TypedValue = decision.Day },
                        Texts([.. ads.Select(a => a.AdId)]),
                        Texts([.. ads.Select(a => a.CampaignId)]),
                        Texts([.. ads.Select(a => a.Placement)]),
                        new NpgsqlParameter
                        {
                            Value = ads.Select(a => a.Position).ToArray(),
                            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint,
                        },
                        Texts([.. ads.Select(a => a.Channel)]),
                        Texts([.. ads.Select(a => a.Pricing)]),
                        Numbers([.. ads.Select(a => a.Bid)]),
                        Doubles([.. ads.Select(a => a.Propensity)]),
                        Doubles([.. ads.Select(a => a.PClick)]),
                        Doubles([.. ads.Select(a => a.PConversion)]),
                        Doubles([.. ads.Select(a => a.Ecpm)]),
                        Texts([.. ads.Select(a => a.Features)]),
                        Numbers([.. ads.Select(a => a.Reserved)]),
                    },
                }
            );
        }

        await batch.PrepareAsync(cancel);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlBatchCommand Lock(string name) =>
        new("SELECT 1 FROM pg_advisory_xact_lock($1)")
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = unchecked((long)StableHash.Of(name)) } },
        };

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTime> Time(DateTimeOffset value) => new() { TypedValue = value.UtcDateTime };

    private static NpgsqlParameter Texts(string[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Doubles(double[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double };

    private static NpgsqlParameter Numbers(decimal[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric };
}
