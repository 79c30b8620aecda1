using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Budgets;

/// <summary>
/// Settles what an erased person's decisions took of budgets before they are gone. What no outcome can charge any more is free again; and what a replica was
/// granted shrinks by what these decisions took of it, or its next start would take them for never made and spend the same money twice.
/// </summary>
internal sealed class ErasedReservations : IBeforeErasure
{
    // The rows first, then budgets, then leases: the order of outcomes and of grants.
    private const string Read = """
        SELECT replica_id, campaign_id, day, sum(first_reserved), sum(reserved) FROM (
            SELECT replica_id, campaign_id, day, first_reserved, reserved FROM ads.decision_ads
            WHERE user_id = ANY($1) ORDER BY user_id, decision_id, ad_id FOR UPDATE
        ) gone
        GROUP BY 1, 2, 3
        """;

    private const string Shrink = """
        UPDATE ads.leases l SET granted = l.granted - g.taken
        FROM unnest($1::text[], $2::text[], $3::date[], $4::numeric[]) AS g(replica_id, campaign_id, day, taken)
        WHERE l.replica_id = g.replica_id AND l.campaign_id = g.campaign_id AND l.day = g.day
        """;

    public async Task SettleAsync(NpgsqlConnection connection, string[] subjects, CancellationToken cancel)
    {
        List<(string Replica, string Campaign, DateOnly Day, decimal Taken, decimal Open)> gone = [];
        await using (var read = new NpgsqlCommand(Read, connection))
        {
            read.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = subjects });
            await using var reader = await read.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var day = reader.GetFieldValue<DateOnly>(2);
                gone.Add((reader.GetString(0), reader.GetString(1), day, reader.GetDecimal(3), reader.GetDecimal(4)));
            }
        }

        foreach (var day in gone.Where(row => row.Open > 0).GroupBy(row => row.Day).OrderBy(day => day.Key))
        {
            var open = day.GroupBy(row => row.Campaign, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(row => row.Open));
            await BudgetSql.LockAsync(connection, [.. open.Keys.Order(StringComparer.Ordinal)], day.Key, cancel);
            await BudgetSql.AddAsync(connection, [.. open.Select(one => (one.Key, day.Key, 0m, -one.Value))], cancel);
        }

        var taken = gone.Where(row => row.Taken > 0).ToList();
        if (taken.Count > 0)
        {
            await using var shrink = new NpgsqlCommand(Shrink, connection);
            shrink.Parameters.Add(BudgetSql.Texts([.. taken.Select(row => row.Replica)]));
            shrink.Parameters.Add(BudgetSql.Texts([.. taken.Select(row => row.Campaign)]));
            shrink.Parameters.Add(BudgetSql.Days([.. taken.Select(row => row.Day)]));
            shrink.Parameters.Add(BudgetSql.Amounts([.. taken.Select(row => row.Taken)]));
            await shrink.ExecuteNonQueryAsync(cancel);
        }
    }
}
