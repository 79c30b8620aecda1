using Marketing.Profiles.Features;
using Marketing.Profiles.Segments;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Upkeep;

/// <summary>A profile to be stored.</summary>
internal sealed record NewProfile(string UserId, ProfileFeatures Features, ProfileOutputs Outputs);

/// <summary>Stores profiles by COPY into a temporary table and one merge, so that a row that is newer already stays.</summary>
internal static class ProfileWriter
{
    private const string Features =
        "as_of, language, device, response_channel, response_hour, recency_days, tenure_days, silence_days, orders, spend, basket_size, basket_value, "
        + "return_rate, discount_share, mean_gap_days, review_tone, counts, inputs, likes";

    private const string Outputs =
        "model_version, score, next_purchase7, next_purchase30, churn, lifetime_value, rfm_recency, rfm_frequency, rfm_monetary, cluster";

    private const string Prepare = """
        CREATE TEMP TABLE IF NOT EXISTS incoming_profiles (LIKE profiles.profiles) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS incoming_details (LIKE profiles.details) ON COMMIT DELETE ROWS;
        """;

    // A command that trains has no model that serves: what was said stays until a server says it anew, which the missing version asks for.
    private static readonly string AssignOutputs = string.Join(
        ", ",
        Outputs
            .Split(", ")
            .Select(c =>
                c == "model_version"
                    ? $"{c} = excluded.{c}"
                    : $"{c} = CASE WHEN excluded.model_version IS NULL THEN p.{c} ELSE excluded.{c} END"
            )
    );

    private static readonly string Merge = $"""
        WITH written AS (
            INSERT INTO profiles.profiles AS p (user_id, {Features}, {Outputs}) SELECT user_id, {Features}, {Outputs} FROM incoming_profiles
            ON CONFLICT (user_id) DO UPDATE SET {Assign(Features)}, {AssignOutputs} WHERE p.as_of <= excluded.as_of
            RETURNING user_id)
        INSERT INTO profiles.details (user_id, document) SELECT d.user_id, d.document FROM incoming_details d JOIN written w USING (user_id)
        ON CONFLICT (user_id) DO UPDATE SET document = excluded.document
        """;

    private static readonly string MergeOutputs = $"""
        UPDATE profiles.profiles p SET {string.Join(", ", Outputs.Split(", ").Select(c => $"{c} = i.{c}"))}
        FROM incoming_profiles i WHERE i.user_id = p.user_id AND i.as_of = p.as_of
        """;

    /// <summary>Stores them within the caller's transaction. No user twice.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyCollection<NewProfile> profiles, CancellationToken cancel)
    {
        if (profiles.Count == 0)
        {
            return;
        }

        await RunAsync(connection, Prepare, cancel);
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                $"COPY incoming_profiles (user_id, {Features}, {Outputs}) FROM STDIN (FORMAT BINARY)",
                cancel
            )
        )
        {
            foreach (var profile in profiles)
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(profile.UserId, NpgsqlDbType.Text, cancel);
                await WriteAsync(new CopyRow(copy, cancel), profile.Features);
                await WriteAsync(new CopyRow(copy, cancel), profile.Outputs);
            }

            await copy.CompleteAsync(cancel);
        }

        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "COPY incoming_details (user_id, document) FROM STDIN (FORMAT BINARY)",
                cancel
            )
        )
        {
            foreach (var profile in profiles)
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(profile.UserId, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(ProfileDocument.Write(profile.Features), NpgsqlDbType.Jsonb, cancel);
            }

            await copy.CompleteAsync(cancel);
        }

        await RunAsync(connection, Merge, cancel);
    }

    /// <summary>Stores what another model says of profiles, as far as these have not changed since they were read.</summary>
    public static async Task WriteOutputsAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<(string UserId, DateTimeOffset AsOf, ProfileOutputs Outputs)> rows,
        CancellationToken cancel
    )
    {
        await RunAsync(connection, Prepare, cancel);
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                $"COPY incoming_profiles (user_id, as_of, orders, spend, counts, inputs, likes, {Outputs}) FROM STDIN (FORMAT BINARY)",
                cancel
            )
        )
        {
            foreach (var (userId, asOf, outputs) in rows)
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(userId, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(asOf.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
                await copy.WriteAsync(0, NpgsqlDbType.Integer, cancel);
                await copy.WriteAsync(0.0, NpgsqlDbType.Double, cancel);
                await copy.WriteAsync(Array.Empty<short>(), NpgsqlDbType.Array | NpgsqlDbType.Smallint, cancel);
                await copy.WriteAsync(Array.Empty<float>(), NpgsqlDbType.Array | NpgsqlDbType.Real, cancel);
                await copy.WriteAsync(Array.Empty<long>(), NpgsqlDbType.Array | NpgsqlDbType.Bigint, cancel);
                await WriteAsync(new CopyRow(copy, cancel), outputs);
            }

            await copy.CompleteAsync(cancel);
        }

        await RunAsync(connection, MergeOutputs, cancel);
    }

    /// <summary>Removes profiles, and the customers from every segment, within the caller's transaction.</summary>
    public static async Task DeleteAsync(NpgsqlConnection connection, string[] users, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var table in (string[])["profiles.profiles", "profiles.details"])
        {
            var delete = new NpgsqlBatchCommand($"DELETE FROM {table} WHERE user_id = ANY($1)");
            delete.Parameters.Add(new NpgsqlParameter { Value = users, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            batch.BatchCommands.Add(delete);
        }

        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static async Task WriteAsync(CopyRow row, ProfileFeatures f)
    {
        await row.TimeAsync(f.At);
        await row.TextAsync(f.Language);
        await row.TextAsync(f.Device);
        await row.TextAsync(f.Responses.Channel);
        await row.SmallAsync((short?)f.Responses.Hour);
        await row.RealAsync(f.RecencyDays);
        await row.RealAsync(f.TenureDays);
        await row.RealAsync(f.SilenceDays);
        await row.IntegerAsync(f.Bought.Orders);
        await row.DoubleAsync((double)f.Bought.Spend);
        await row.RealAsync(f.Bought.BasketSize);
        await row.RealAsync(f.Bought.BasketValue);
        await row.RealAsync(f.Bought.ReturnRate);
        await row.RealAsync(f.Bought.DiscountShare);
        await row.RealAsync(f.Bought.MeanGapDays);
        await row.RealAsync(f.ReviewTone);
        await row.ArrayAsync(f.Counts, NpgsqlDbType.Smallint);
        await row.ArrayAsync(Array.ConvertAll(f.Inputs, input => (float)input), NpgsqlDbType.Real);
        await row.ArrayAsync(AffinityIndex.Of(f.Likes), NpgsqlDbType.Bigint);
    }

    private static async Task WriteAsync(CopyRow row, ProfileOutputs o)
    {
        await row.TextAsync(o.Version);
        await row.RealAsync(o.Score);
        await row.RealAsync(o.NextPurchase7);
        await row.RealAsync(o.NextPurchase30);
        await row.RealAsync(o.Churn);
        await row.RealAsync(o.LifetimeValue);
        await row.SmallAsync(o.RfmRecency);
        await row.SmallAsync(o.RfmFrequency);
        await row.SmallAsync(o.RfmMonetary);
        await row.SmallAsync(o.Cluster);
    }

    private static string Assign(string columns) =>
        string.Join(", ", columns.Split(", ").Select(column => $"{column} = excluded.{column}"));

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
