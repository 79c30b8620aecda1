using Marketing.Learning.Customers.Uplift;
using Marketing.Profiles.Features;
using Marketing.Profiles.Upkeep;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Model;

/// <summary>
/// Campaigns as the trials that they are: by chance, a part of the customers is kept from each. Who was asked for it first counts, whether or not the ad was then
/// shown; what is looked at is a purchase within <see cref="Days"/>.
/// </summary>
/// <param name="shop">Catalogue and settings.</param>
/// <param name="end">The newest event.</param>
internal sealed class CampaignTrials(ShopFacts shop, DateTimeOffset end)
{
    public const int Days = 14;
    private const int MostCampaigns = 20;
    private const int MostRows = 200_000;

    private const string Sql = """
        WITH asked AS (
            SELECT c.campaign_id, d.user_id, min(d.decided_at) AS first_at, bool_or(c.treated) AS treated, bool_and(c.treated) AS always
            FROM ads.decisions d
            CROSS JOIN LATERAL (SELECT unnest(d.campaigns) AS campaign_id, true AS treated UNION ALL SELECT unnest(d.controls), false) c
            WHERE d.decided_at >= $1 AND NOT d.holdout AND d.user_id <> '?' AND NOT starts_with(d.user_id, 'session:')
            GROUP BY c.campaign_id, d.user_id),
        chosen AS (
            SELECT campaign_id FROM asked GROUP BY campaign_id HAVING count(*) FILTER (WHERE NOT treated) > 0 AND count(*) FILTER (WHERE treated) > 0
            ORDER BY count(*) FILTER (WHERE NOT treated) DESC, campaign_id LIMIT $3)
        SELECT campaign_id, user_id, first_at, treated FROM asked JOIN chosen USING (campaign_id)
        WHERE treated = always AND first_at <= $2 ORDER BY user_id, campaign_id LIMIT $4
        """;

    private readonly Dictionary<string, List<(string Campaign, DateTimeOffset At, bool Treated)>> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(double[] Features, bool Treated, double Outcome)>> _rows = new(StringComparer.Ordinal);

    /// <summary>Reads who was asked for what within a year.</summary>
    public async Task ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Sql, snapshot) { CommandTimeout = 300 };
        command.Parameters.Add(new NpgsqlParameter { Value = end.AddDays(-365).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = end.AddDays(-Days).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostCampaigns });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostRows });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var user = reader.GetString(1);
            if (!_asked.TryGetValue(user, out var asked))
            {
                _asked[user] = asked = [];
            }

            asked.Add((reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(2, cancel), reader.GetBoolean(3)));
        }
    }

    /// <summary>Notes what was known of a customer when asked, and what came of it.</summary>
    public void Add(CustomerHistory history)
    {
        if (!_asked.TryGetValue(history.UserId, out var asked))
        {
            return;
        }

        var ordered = ProfileEvent.InOrder(history.Events, end);
        foreach (var (campaign, at, treated) in asked)
        {
            var inputs = ProfileFeatures.InputsOf(ordered, shop, at);
            var bought = history.Events.Any(e => e.Type == EventType.Purchase && e.At > at && e.At <= at.AddDays(Days));
            Add(campaign, ModelInputs.Features(inputs).ToArray(), treated, bought);
        }
    }

    /// <summary>One customer of one campaign.</summary>
    public void Add(string campaign, double[] features, bool treated, bool bought)
    {
        if (!_rows.TryGetValue(campaign, out var rows))
        {
            _rows[campaign] = rows = [];
        }

        rows.Add((features, treated, bought ? 1 : 0));
    }

    /// <summary>Campaigns with enough customers in both groups, in order.</summary>
    public IEnumerable<(string Campaign, UpliftRows Rows)> Trials =>
        _rows
            .OrderBy(trial => trial.Key, StringComparer.Ordinal)
            .Select(trial =>
                (
                    trial.Key,
                    new UpliftRows(
                        [.. trial.Value.Select(row => row.Features)],
                        [.. trial.Value.Select(row => row.Treated)],
                        [.. trial.Value.Select(row => row.Outcome)]
                    )
                )
            )
            .Where(trial => IsEnough(trial.Item2));

    private static bool IsEnough(UpliftRows rows)
    {
        const int FewestOfGroup = 200;
        const int FewestBuyers = 20;
        return IsGroupEnough(true) && IsGroupEnough(false);

        bool IsGroupEnough(bool treated)
        {
            double[] outcomes = [.. rows.Outcome.Where((_, row) => rows.Treated[row] == treated)];
            return outcomes.Length >= FewestOfGroup
                && outcomes.Sum() is >= FewestBuyers and var bought
                && bought <= outcomes.Length - FewestBuyers;
        }
    }
}
