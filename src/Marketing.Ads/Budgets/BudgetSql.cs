using Marketing.Ads.Definitions;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Budgets;

/// <summary>Reads and changes <c>ads.budgets</c>: one row a campaign and day, one for all days. Rows are always locked in one order: campaign, then day.</summary>
internal static class BudgetSql
{
    /// <summary>The row of all days together.</summary>
    public static readonly DateOnly AllDays = new(1970, 1, 1);

    private const string Lock = """
        INSERT INTO ads.budgets (campaign_id, day, spent, reserved)
        SELECT c, d, 0, 0 FROM unnest($1::text[]) c CROSS JOIN unnest($2::date[]) d ORDER BY c, d
        ON CONFLICT DO NOTHING
        """;

    private const string Read =
        "SELECT campaign_id, day, spent, reserved FROM ads.budgets WHERE campaign_id = ANY($1) AND day = ANY($2) ORDER BY campaign_id, day FOR UPDATE";

    private const string Change = """
        UPDATE ads.budgets b SET spent = b.spent + c.spent, reserved = greatest(0, b.reserved + c.reserved)
        FROM unnest($1::text[], $2::date[], $3::numeric[], $4::numeric[]) AS c(campaign_id, day, spent, reserved)
        WHERE b.campaign_id = c.campaign_id AND b.day = c.day
        """;

    /// <summary>Locks the rows of these campaigns for a day and for all days, making those that are missing.</summary>
    public static async Task<Dictionary<(string Campaign, DateOnly Day), (decimal Spent, decimal Reserved)>> LockAsync(
        NpgsqlConnection connection,
        string[] campaigns,
        DateOnly day,
        CancellationToken cancel
    )
    {
        DateOnly[] days = [AllDays, day];
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Lock) { Parameters = { Texts(campaigns), Days(days) } },
                new NpgsqlBatchCommand(Read) { Parameters = { Texts(campaigns), Days(days) } },
            },
        };
        Dictionary<(string, DateOnly), (decimal, decimal)> rows = [];
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        do
        {
            while (await reader.ReadAsync(cancel))
            {
                rows[(reader.GetString(0), reader.GetFieldValue<DateOnly>(1))] = (reader.GetDecimal(2), reader.GetDecimal(3));
            }
        } while (await reader.NextResultAsync(cancel));
        return rows;
    }

    /// <summary>Adds to spent and reserved of a day and of all days, for rows that are locked.</summary>
    public static async Task AddAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<(string Campaign, DateOnly Day, decimal Spent, decimal Reserved)> changes,
        CancellationToken cancel
    )
    {
        if (changes.Count == 0)
        {
            return;
        }

        var rows = changes
            .SelectMany(c => new[] { c, c with { Day = AllDays } })
            .GroupBy(c => (c.Campaign, c.Day))
            .Select(g => (g.Key.Campaign, g.Key.Day, Spent: g.Sum(c => c.Spent), Reserved: g.Sum(c => c.Reserved)))
            .ToList();
        await using var command = new NpgsqlCommand(Change, connection);
        command.Parameters.Add(Texts([.. rows.Select(r => r.Campaign)]));
        command.Parameters.Add(Days([.. rows.Select(r => r.Day)]));
        command.Parameters.Add(Amounts([.. rows.Select(r => r.Spent)]));
        command.Parameters.Add(Amounts([.. rows.Select(r => r.Reserved)]));
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What is neither spent nor promised, of the day and of all days.</summary>
    public static decimal? Free(
        Campaign campaign,
        (decimal Spent, decimal Reserved) day,
        (decimal Spent, decimal Reserved) all,
        DateTimeOffset now
    )
    {
        decimal? free = null;
        if (campaign.Budget is { } budget)
        {
            free = budget - all.Spent - all.Reserved;
            if (campaign is { Pacing: Pacing.Even, EndsAt: { } end, DailyBudget: null } && end > now)
            {
                // An even share of what is left at the day's beginning for each day that is left.
                var days = Math.Max(1, Math.Ceiling((decimal)(end.UtcDateTime - now.UtcDateTime.Date).TotalDays));
                var beforeToday = budget - (all.Spent - day.Spent) - (all.Reserved - day.Reserved);
                free = Math.Min(free.Value, (beforeToday / days) - day.Spent - day.Reserved);
            }
        }

        if (campaign.DailyBudget is { } daily)
        {
            free = Math.Min(free ?? decimal.MaxValue, daily - day.Spent - day.Reserved);
        }

        return free is { } amount ? Math.Max(0, amount) : null;
    }

    public static NpgsqlParameter Texts(string[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    public static NpgsqlParameter Days(DateOnly[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date };

    public static NpgsqlParameter Amounts(decimal[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric };
}
