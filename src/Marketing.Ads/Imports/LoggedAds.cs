using Marketing.Ads.Decisions;
using Marketing.Ads.Prediction;
using Marketing.Store;
using Marketing.Store.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Imports;

/// <summary>
/// Writes ad decisions of other systems beside our own, settled: seen when they were made, clicked or not. Nobody's, so that neither caps nor lift count
/// them; their campaign rests, so that no decision of ours shows its ads.
/// </summary>
internal sealed class LoggedAds(StoreWriter writer, StoreChanges changes, AdsOptions options) : ILoggedAds
{
    private const string Author = "import";
    private const string Channel = "web";
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(5);

    public async Task<WriteResult> WriteAsync(IReadOnlyList<NewLoggedAd> rows, CancellationToken cancel)
    {
        var made = await writer.RunAsync(
            Budget,
            async (connection, transaction, token) =>
            {
                var definitions = await LoggedAdDefinitions.EnsureAsync(connection, rows, token);
                if (definitions.Made.Count > 0)
                {
                    await changes.AnnounceAsync(connection, transaction, ChangeKind.Ads, definitions.Made, token);
                }

                var stored = await StageAsync(connection, rows, definitions.Numbers, token);
                return (Stored: stored, definitions.Made);
            },
            cancel
        );
        if (made.Made.Count > 0)
        {
            changes.Raise(new StoreChange(ChangeKind.Ads, made.Made));
        }

        return new WriteResult(made.Stored, rows.Count - made.Stored, []);
    }

    private async Task<int> StageAsync(
        NpgsqlConnection connection,
        IReadOnlyList<NewLoggedAd> rows,
        Dictionary<string, int> numbers,
        CancellationToken cancel
    )
    {
        await ExecuteAsync(
            connection,
            """
            CREATE TEMP TABLE logged_decisions (LIKE ads.decisions INCLUDING DEFAULTS) ON COMMIT DROP;
            CREATE TEMP TABLE logged_ads (LIKE ads.decision_ads INCLUDING DEFAULTS) ON COMMIT DROP
            """,
            cancel
        );
        await CopyDecisionsAsync(connection, rows, numbers, cancel);
        await CopyAdsAsync(connection, rows, cancel);
        var stored = await ExecuteAsync(
            connection,
            "INSERT INTO ads.decisions SELECT * FROM logged_decisions ON CONFLICT DO NOTHING",
            cancel
        );
        await ExecuteAsync(connection, "INSERT INTO ads.decision_ads SELECT * FROM logged_ads ON CONFLICT DO NOTHING", cancel);
        return stored;
    }

    private static async Task CopyDecisionsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<NewLoggedAd> rows,
        Dictionary<string, int> numbers,
        CancellationToken cancel
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY logged_decisions (user_id, decision_id, decided_at, replica_id, seed, holdout, degraded, context, eligible, campaigns, controls, answer) FROM STDIN (FORMAT BINARY)",
            cancel
        );
        foreach (var row in rows)
        {
            int[] eligible = [.. row.Eligible.Select(ad => numbers[ad]).Order()];
            var sets = new Dictionary<string, int[]>(StringComparer.Ordinal) { [row.Placement] = eligible };
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(Asker.Nobody, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(row.DecisionId, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(row.DecidedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(Author, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(0L, NpgsqlDbType.Bigint, cancel);
            await copy.WriteAsync(false, NpgsqlDbType.Boolean, cancel);
            await copy.WriteAsync(false, NpgsqlDbType.Boolean, cancel);
            await copy.WriteAsync(AdsJson.Write(row.Context), NpgsqlDbType.Jsonb, cancel);
            await copy.WriteAsync(EligibleSet.Write(sets), NpgsqlDbType.Bytea, cancel);
            await copy.WriteAsync(new[] { row.CampaignId }, NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
            await copy.WriteAsync("{}", NpgsqlDbType.Text, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    private async Task CopyAdsAsync(NpgsqlConnection connection, IReadOnlyList<NewLoggedAd> rows, CancellationToken cancel)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY logged_ads (user_id, decision_id, ad_id, campaign_id, placement, position, channel, decided_at, expires_at, replica_id, pricing, bid, propensity,
                p_click, p_conversion, ecpm, features, day, first_reserved, reserved, spent, revenue, impression_at, click_at, resolved_at) FROM STDIN (FORMAT BINARY)
            """,
            cancel
        );
        foreach (var row in rows)
        {
            var at = row.DecidedAt.UtcDateTime;
            await copy.StartRowAsync(cancel);
            foreach (var text in (string[])[Asker.Nobody, row.DecisionId, row.AdId, row.CampaignId, row.Placement])
            {
                await copy.WriteAsync(text, NpgsqlDbType.Text, cancel);
            }

            await copy.WriteAsync((short)1, NpgsqlDbType.Smallint, cancel);
            await copy.WriteAsync(Channel, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(at, NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(at.AddMinutes(options.Waiting.ImpressionMinutes), NpgsqlDbType.TimestampTz, cancel);
            await copy.WriteAsync(Author, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync("cpc", NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(0m, NpgsqlDbType.Numeric, cancel);
            foreach (var number in (double[])[row.Propensity, 0, 0, 0])
            {
                await copy.WriteAsync(number, NpgsqlDbType.Double, cancel);
            }

            await copy.WriteAsync(AdsJson.Write(Features(row)), NpgsqlDbType.Jsonb, cancel);
            await copy.WriteAsync(DateOnly.FromDateTime(at), NpgsqlDbType.Date, cancel);
            for (var money = 0; money < 4; money++)
            {
                await copy.WriteAsync(0m, NpgsqlDbType.Numeric, cancel);
            }

            await copy.WriteAsync(at, NpgsqlDbType.TimestampTz, cancel);
            if (row.Clicked)
            {
                await copy.WriteAsync(at, NpgsqlDbType.TimestampTz, cancel);
            }
            else
            {
                await copy.WriteNullAsync(cancel);
            }

            await copy.WriteAsync(at, NpgsqlDbType.TimestampTz, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    // What the shop's own model can learn from a stranger's log: ad, item, place and time.
    private static string[] Features(NewLoggedAd row)
    {
        string[] features = [.. Enumerable.Repeat("", ClickFields.Count)];
        features[ClickFields.Ad] = row.AdId;
        features[ClickFields.Campaign] = row.CampaignId;
        features[ClickFields.Item] = row.AdId;
        features[ClickFields.Placement] = row.Placement;
        features[ClickFields.Channel] = Channel;
        features[ClickFields.Known] = "no";
        features[ClickFields.Hour] = row.Context.GetValueOrDefault("hour") ?? "";
        features[ClickFields.Weekday] = row.Context.GetValueOrDefault("weekday") ?? "";
        return features;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
