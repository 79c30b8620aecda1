using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Plans;

/// <summary>A customer of a plan.</summary>
internal sealed record PlanCustomer(Customer Customer, int[] Hours, Dictionary<string, int> RecentByCampaign, int RecentMessages);

/// <summary>What a plan is made from.</summary>
/// <param name="Customers">By id.</param>
/// <param name="ChannelRates">How well channels do beside the mean, 1.</param>
internal sealed record PlanMaterial(IReadOnlyList<PlanCustomer> Customers, IReadOnlyDictionary<string, double> ChannelRates)
{
    private const double PriorImpressions = 500;

    public static async Task<PlanMaterial> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string>? ids,
        Func<string, bool> wanted,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var customers = await CustomersAsync(connection, ids, cancel);
        if (ids is not null)
        {
            // Whom nobody has a profile of may be reached on the shop's pages.
            var known = customers.Select(customer => customer.UserId).ToHashSet(StringComparer.Ordinal);
            customers.AddRange(ids.Where(id => !known.Contains(id)).Select(id => new Customer(id, null, null)));
        }

        customers.RemoveAll(customer => !wanted(customer.UserId));
        customers.Sort((a, b) => string.CompareOrdinal(a.UserId, b.UserId));
        string[] users = [.. customers.Select(customer => customer.UserId)];
        var hours = await HoursAsync(connection, users, now, cancel);
        var recent = await RecentAsync(connection, users, now, cancel);
        return new PlanMaterial(
            [
                .. customers.Select(customer =>
                {
                    var (byCampaign, messages) = recent.GetValueOrDefault(customer.UserId, ([], 0));
                    return new PlanCustomer(customer, hours.GetValueOrDefault(customer.UserId) ?? [], byCampaign, messages);
                }),
            ],
            await RatesAsync(connection, now, cancel)
        );
    }

    private static async Task<List<Customer>> CustomersAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string>? ids,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT user_id, language, consent_personalization, time_zone, consent_email, consent_sms, consent_push FROM shop.users"
                + (ids is null ? $" ORDER BY user_id LIMIT {PlanRequest.MostCustomers}" : " WHERE user_id = ANY($1)"),
            connection
        );
        if (ids is not null)
        {
            command.Parameters.Add(Texts([.. ids]));
        }

        List<Customer> customers = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            customers.Add(
                new Customer(
                    reader.GetString(0),
                    Text(reader, 1),
                    Flag(reader, 2),
                    Text(reader, 3),
                    Flag(reader, 4),
                    Flag(reader, 5),
                    Flag(reader, 6)
                )
            );
        }

        return customers;
    }

    /// <summary>What each did at which hour, UTC, within 90 days.</summary>
    private static async Task<Dictionary<string, int[]>> HoursAsync(
        NpgsqlConnection connection,
        string[] users,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT user_id, extract(hour FROM occurred_at AT TIME ZONE 'UTC')::int, count(*)::int FROM shop.events
            WHERE user_id = ANY($1) AND occurred_at > $2 AND weight <> 0 GROUP BY 1, 2
            """,
            connection
        );
        command.Parameters.Add(Texts(users));
        command.Parameters.Add(Time(now.AddDays(-90)));
        Dictionary<string, int[]> hours = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!hours.TryGetValue(reader.GetString(0), out var counts))
            {
                hours[reader.GetString(0)] = counts = new int[24];
            }

            counts[reader.GetInt32(1)] = reader.GetInt32(2);
        }

        return hours;
    }

    /// <summary>What each was given within 7 days, by campaign; messages are what did not stand on a page.</summary>
    private static async Task<Dictionary<string, (Dictionary<string, int>, int)>> RecentAsync(
        NpgsqlConnection connection,
        string[] users,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT a.user_id, a.campaign_id, count(*)::int, (count(*) FILTER (WHERE d.plan_id IS NOT NULL))::int
            FROM ads.decision_ads a JOIN ads.decisions d ON d.user_id = a.user_id AND d.decision_id = a.decision_id
            WHERE a.user_id = ANY($1) AND a.decided_at > $2 AND (a.impression_at IS NOT NULL OR a.resolved_at IS NULL) GROUP BY 1, 2
            """,
            connection
        );
        command.Parameters.Add(Texts(users));
        command.Parameters.Add(Time(now.AddDays(-7)));
        Dictionary<string, (Dictionary<string, int>, int)> recent = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (campaigns, messages) = recent.GetValueOrDefault(
                reader.GetString(0),
                (new Dictionary<string, int>(StringComparer.Ordinal), 0)
            );
            campaigns[reader.GetString(1)] = reader.GetInt32(2);
            recent[reader.GetString(0)] = (campaigns, messages + reader.GetInt32(3));
        }

        return recent;
    }

    private static async Task<Dictionary<string, double>> RatesAsync(
        NpgsqlConnection connection,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT channel, count(*)::float8, count(click_at)::float8 FROM ads.decision_ads
            WHERE decided_at > $1 AND impression_at IS NOT NULL AND resolved_at IS NOT NULL GROUP BY 1
            """,
            connection
        );
        command.Parameters.Add(Time(now.AddDays(-90)));
        List<(string Channel, double Seen, double Clicks)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            rows.Add((reader.GetString(0), reader.GetDouble(1), reader.GetDouble(2)));
        }

        var mean = rows.Sum(r => r.Seen) is > 0 and var seen ? rows.Sum(r => r.Clicks) / seen : 0;
        return rows.ToDictionary(
            r => r.Channel,
            r => mean == 0 ? 1 : (r.Clicks + (PriorImpressions * mean)) / (r.Seen + PriorImpressions) / mean,
            StringComparer.Ordinal
        );
    }

    private static NpgsqlParameter Texts(string[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Time(DateTimeOffset value) =>
        new() { Value = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static bool? Flag(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);
}
