using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Plans;

/// <summary>A customer of a plan.</summary>
/// <param name="Customer">Consent, language, time zone.</param>
/// <param name="Hours">Events by hour, UTC; empty: none.</param>
/// <param name="ByChannel">What he saw and clicked.</param>
/// <param name="RecentByCampaign">Ads of the last 7 days.</param>
/// <param name="RecentMessages">Messages of the last 7 days.</param>
internal sealed record PlanCustomer(
    Customer Customer,
    int[] Hours,
    IReadOnlyDictionary<string, Seen> ByChannel,
    IReadOnlyDictionary<string, int> RecentByCampaign,
    int RecentMessages
);

/// <summary>What a plan is made from.</summary>
/// <param name="Customers">By id.</param>
/// <param name="Seen">Impressions and clicks by channel, of all customers.</param>
internal sealed record PlanMaterial(IReadOnlyList<PlanCustomer> Customers, IReadOnlyDictionary<string, Seen> Seen)
{
    private static readonly Dictionary<string, int> NoAds = [];
    private static readonly Dictionary<string, Seen> NothingSeen = [];

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
        var (seen, total) = await SeenAsync(connection, users, now, cancel);
        return new PlanMaterial(
            [
                .. customers.Select(customer =>
                {
                    var (byCampaign, messages) = recent.GetValueOrDefault(customer.UserId, (NoAds, 0));
                    return new PlanCustomer(
                        customer,
                        hours.GetValueOrDefault(customer.UserId) ?? [],
                        seen.GetValueOrDefault(customer.UserId) ?? NothingSeen,
                        byCampaign,
                        messages
                    );
                }),
            ],
            total
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
            SELECT user_id, extract(hour FROM occurred_at AT TIME ZONE 'UTC')::int, count(*)::int FROM shop.clean_events
            WHERE user_id = ANY($1) AND occurred_at > $2 GROUP BY 1, 2
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

    /// <summary>What was seen and clicked within 90 days by channel: by each of these customers, and by all there are.</summary>
    private static async Task<(Dictionary<string, Dictionary<string, Seen>> Own, Dictionary<string, Seen> All)> SeenAsync(
        NpgsqlConnection connection,
        string[] users,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        const string Counted = "WHERE decided_at > $1 AND impression_at IS NOT NULL AND resolved_at IS NOT NULL";
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(
                    $"SELECT '', channel, count(*)::float8, count(click_at)::float8 FROM ads.decision_ads {Counted} GROUP BY channel"
                )
                {
                    Parameters = { Time(now.AddDays(-90)) },
                },
                new NpgsqlBatchCommand(
                    $"SELECT user_id, channel, count(*)::float8, count(click_at)::float8 FROM ads.decision_ads {Counted} AND user_id = ANY($2) GROUP BY 1, 2"
                )
                {
                    Parameters = { Time(now.AddDays(-90)), Texts(users) },
                },
            },
        };
        Dictionary<string, Seen> all = new(StringComparer.Ordinal);
        Dictionary<string, Dictionary<string, Seen>> own = new(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            all[reader.GetString(1)] = new Seen(reader.GetDouble(2), reader.GetDouble(3));
        }

        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!own.TryGetValue(reader.GetString(0), out var channels))
            {
                own[reader.GetString(0)] = channels = new Dictionary<string, Seen>(StringComparer.Ordinal);
            }

            channels[reader.GetString(1)] = new Seen(reader.GetDouble(2), reader.GetDouble(3));
        }

        return (own, all);
    }

    private static NpgsqlParameter Texts(string[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Time(DateTimeOffset value) =>
        new() { Value = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static bool? Flag(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);
}
