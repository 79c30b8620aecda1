using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Decisions;

/// <summary>What the database knows before some decisions are made, and what is decided since.</summary>
internal sealed class DecisionMemory
{
    private readonly Dictionary<string, Ledger> _ledgers = new(StringComparer.Ordinal);

    /// <summary>Answers that were given under the ids.</summary>
    public Dictionary<string, (string Subject, string Answer)> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>What a customer was given and counts.</summary>
    public Ledger LedgerOf(string subject) =>
        subject == Asker.Nobody ? Ledger.Empty
        : _ledgers.TryGetValue(subject, out var known) ? known
        : _ledgers[subject] = Ledger.Empty;
}

/// <summary>
/// Reads and writes decisions inside a transaction of the caller's. Statements are prepared, which each connection of the pool does once: planning them anew cost the
/// server more than carrying them out.
/// </summary>
internal static class DecisionStore
{
    private const int MostEntries = 5_000;

    private const string Lock = "SELECT 1 FROM unnest($1::bigint[]) AS name CROSS JOIN LATERAL pg_advisory_xact_lock(name)";

    private const string ReadAnswers = "SELECT decision_id, user_id, answer FROM ads.decisions WHERE decision_id = ANY($1)";

    private const string ReadLedgers = """
        SELECT s.subject, a.campaign_id, a.ad_id, a.channel, a.at, a.replica_id
        FROM unnest($1::text[], $2::timestamptz[]) AS s(subject, now) CROSS JOIN LATERAL (
            SELECT campaign_id, ad_id, channel, coalesce(impression_at, decided_at) AS at, replica_id FROM ads.decision_ads
            WHERE user_id = s.subject AND decided_at > s.now - $3::interval AND (impression_at IS NOT NULL OR (resolved_at IS NULL AND expires_at > s.now))
            ORDER BY decided_at DESC LIMIT $4
        ) a
        """;

    private const string InsertDecision = """
        INSERT INTO ads.decisions (user_id, decision_id, decided_at, replica_id, model_version, seed, holdout, degraded, context, eligible, campaigns, controls, answer)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING
        """;

    private const string InsertAds = """
        INSERT INTO ads.decision_ads (user_id, decision_id, ad_id, campaign_id, placement, position, channel, decided_at, expires_at, replica_id, pricing, bid,
            propensity, p_click, p_conversion, ecpm, features, day, first_reserved, reserved, spent, revenue)
        SELECT user_id, decision_id, ad_id, campaign_id, placement, position, channel, decided_at, expires_at, replica_id, pricing, bid, propensity, p_click,
            p_conversion, ecpm, features::jsonb, day, reserved, reserved, 0, 0
        FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::date[], $7::text[], $8::text[], $9::text[], $10::smallint[],
            $11::text[], $12::text[], $13::numeric[], $14::float8[], $15::float8[], $16::float8[], $17::float8[], $18::text[], $19::numeric[])
            AS a(user_id, decision_id, decided_at, expires_at, replica_id, day, ad_id, campaign_id, placement, position, channel, pricing, bid, propensity,
                p_click, p_conversion, ecpm, features, reserved)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Waits for other decisions for these customers (and under these ids) to end, then reads. The locks last until the transaction ends.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="group">What is to be decided.</param>
    /// <param name="window">How far back ledgers count.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<DecisionMemory> LockAndReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Attempt> group,
        TimeSpan window,
        CancellationToken cancel
    )
    {
        string[] ids = [.. group.Where(one => one.MayBeKnown).Select(one => one.DecisionId).Distinct(StringComparer.Ordinal)];
        Attempt[] known = [.. group.Where(one => one.Asker.IsKnown).DistinctBy(one => one.Asker.Subject, StringComparer.Ordinal)];
        var memory = new DecisionMemory();
        if (ids.Length + known.Length == 0)
        {
            return memory;
        }

        // All in one order: whoever wants several of them wants them one after the other.
        long[] locks =
        [
            .. ids.Select(id => "decision " + id)
                .Concat(known.Select(one => "subject " + one.Asker.Subject))
                .Select(name => unchecked((long)StableHash.Of(name)))
                .Order(),
        ];
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, Lock, Many(locks, NpgsqlDbType.Bigint));
        if (ids.Length > 0)
        {
            Add(batch, ReadAnswers, Many(ids, NpgsqlDbType.Text));
        }

        if (known.Length > 0)
        {
            Add(
                batch,
                ReadLedgers,
                Texts(known, one => one.Asker.Subject),
                Times(known, one => one.Asker.Now),
                new NpgsqlParameter<TimeSpan> { TypedValue = window },
                new NpgsqlParameter<int> { TypedValue = MostEntries }
            );
        }

        await batch.PrepareAsync(cancel);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        do
        {
            while (await reader.ReadAsync(cancel))
            {
                switch (reader.FieldCount)
                {
                    case 3:
                        memory.Answers.TryAdd(reader.GetString(0), (reader.GetString(1), reader.GetString(2)));
                        break;
                    case 6:
                        memory
                            .LedgerOf(reader.GetString(0))
                            .Add(
                                new LedgerEntry(
                                    reader.GetString(1),
                                    reader.GetString(2),
                                    reader.GetString(3),
                                    reader.GetFieldValue<DateTimeOffset>(4),
                                    reader.GetString(5)
                                )
                            );
                        break;
                }
            }
        } while (await reader.NextResultAsync(cancel));
        return memory;
    }

    /// <summary>Writes decisions; one that is there already stays as it is.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<DecisionRecord> decisions, CancellationToken cancel)
    {
        if (decisions.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var decision in decisions)
        {
            Add(
                batch,
                InsertDecision,
                Text(decision.Subject),
                Text(decision.DecisionId),
                new NpgsqlParameter<DateTime> { TypedValue = decision.DecidedAt.UtcDateTime },
                Text(decision.ReplicaId),
                new NpgsqlParameter { Value = (object?)decision.ModelVersion ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<long> { TypedValue = decision.Seed },
                new NpgsqlParameter<bool> { TypedValue = decision.Holdout },
                new NpgsqlParameter<bool> { TypedValue = decision.Degraded },
                new NpgsqlParameter { Value = decision.Context, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new NpgsqlParameter<byte[]> { TypedValue = decision.Eligible },
                Many(decision.Campaigns, NpgsqlDbType.Text),
                Many(decision.Controls, NpgsqlDbType.Text),
                Text(decision.Answer)
            );
        }

        (DecisionRecord Of, AdRecord Ad)[] ads = [.. decisions.SelectMany(decision => decision.Ads.Select(ad => (decision, ad)))];
        if (ads.Length > 0)
        {
            Add(
                batch,
                InsertAds,
                Texts(ads, one => one.Of.Subject),
                Texts(ads, one => one.Of.DecisionId),
                Times(ads, one => one.Of.DecidedAt),
                Times(ads, one => one.Of.ExpiresAt),
                Texts(ads, one => one.Of.ReplicaId),
                Many(Array.ConvertAll(ads, one => one.Of.Day), NpgsqlDbType.Date),
                Texts(ads, one => one.Ad.AdId),
                Texts(ads, one => one.Ad.CampaignId),
                Texts(ads, one => one.Ad.Placement),
                Many(Array.ConvertAll(ads, one => one.Ad.Position), NpgsqlDbType.Smallint),
                Texts(ads, one => one.Ad.Channel),
                Texts(ads, one => one.Ad.Pricing),
                Numbers(ads, one => one.Ad.Bid),
                Doubles(ads, one => one.Ad.Propensity),
                Doubles(ads, one => one.Ad.PClick),
                Doubles(ads, one => one.Ad.PConversion),
                Doubles(ads, one => one.Ad.Ecpm),
                Texts(ads, one => one.Ad.Features),
                Numbers(ads, one => one.Ad.Reserved)
            );
        }

        await batch.PrepareAsync(cancel);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter Many<T>(T[] values, NpgsqlDbType type) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type };

    private static NpgsqlParameter Texts<T>(T[] rows, Converter<T, string> column) =>
        Many(Array.ConvertAll(rows, column), NpgsqlDbType.Text);

    private static NpgsqlParameter Times<T>(T[] rows, Func<T, DateTimeOffset> column) =>
        Many(Array.ConvertAll(rows, row => column(row).UtcDateTime), NpgsqlDbType.TimestampTz);

    private static NpgsqlParameter Doubles<T>(T[] rows, Converter<T, double> column) =>
        Many(Array.ConvertAll(rows, column), NpgsqlDbType.Double);

    private static NpgsqlParameter Numbers<T>(T[] rows, Converter<T, decimal> column) =>
        Many(Array.ConvertAll(rows, column), NpgsqlDbType.Numeric);
}
