using System.Globalization;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Analytics;

/// <summary>What is asked for, checked.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Bucket">day, week or month.</param>
/// <param name="By">all, channel, category or segment.</param>
internal sealed record AnalyticsQuery(DateOnly From, DateOnly To, string Bucket, string By)
{
    private const int MostDays = 1_200;
    private static readonly string[] Buckets = ["day", "week", "month"];

    /// <summary>First day of the bucket that a day is in.</summary>
    public DateOnly BucketOf(DateOnly day) =>
        Bucket switch
        {
            "week" => Weeks.Monday(day),
            "month" => CellBuilder.Month(day),
            _ => day,
        };

    /// <summary>Checks.</summary>
    /// <returns>The query, or the field and sentence of what is wrong.</returns>
    public static (AnalyticsQuery? Query, string Field, string Detail) Of(
        DateOnly? from,
        DateOnly? to,
        string? bucket,
        string? by,
        DateOnly last,
        int usualDays,
        params string[] dimensions
    )
    {
        var end = to ?? last;
        if (bucket is { Length: > 0 } && !Buckets.Contains(bucket, StringComparer.Ordinal))
        {
            return (null, "bucket", $"'bucket' must be one of {string.Join(", ", Buckets)}.");
        }

        if (by is { Length: > 0 } && !dimensions.Contains(by, StringComparer.Ordinal))
        {
            return (null, "by", $"'by' must be one of {string.Join(", ", dimensions)}.");
        }

        if (end < new DateOnly(1900, 1, 1) || end.Year > 9000)
        {
            return (null, "to", "'to' is no day that a shop could have.");
        }

        var start = from ?? end.AddDays(1 - usualDays);
        if (start > end || start < end.AddDays(-MostDays))
        {
            return (
                null,
                "from",
                string.Create(CultureInfo.InvariantCulture, $"'from' must not lie after 'to', nor more than {MostDays} days before it.")
            );
        }

        return (new AnalyticsQuery(start, end, bucket is { Length: > 0 } ? bucket : "day", by is { Length: > 0 } ? by : "all"), "", "");
    }
}

/// <summary>Reads base cells. All answers are made of what this gives: whole cells inside the days asked for.</summary>
internal static class CellReader
{
    public static async Task<AnalyticsStateRow?> StateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var rows = await connection.QueryAsync(
            "SELECT refreshed_at, last_day, received_until, currency FROM analytics.state",
            _ => { },
            r => new AnalyticsStateRow
            {
                StateId = 1,
                RefreshedAt = r.GetFieldValue<DateTimeOffset>(0),
                LastDay = r.GetFieldValue<DateOnly>(1),
                ReceivedUntil = r.GetFieldValue<DateTimeOffset>(2),
                Currency = r.IsDBNull(3) ? null : r.GetString(3),
            },
            cancel
        );
        return rows is [var state] ? state : null;
    }

    public static Task<List<AnalyticsCellRow>> ReadAsync(
        NpgsqlConnection connection,
        string family,
        string dimension,
        DateOnly from,
        DateOnly to,
        CancellationToken cancel
    ) =>
        connection.QueryAsync(
            """
            SELECT value, first_day, last_day, customers, second, third, orders, units, revenue, returned FROM analytics.cells
            WHERE family = $1 AND dimension = $2 AND first_day >= $3 AND first_day <= $4 AND last_day <= $4 ORDER BY first_day, value
            """,
            p =>
            {
                p.Add(new NpgsqlParameter { Value = family, NpgsqlDbType = NpgsqlDbType.Text });
                p.Add(new NpgsqlParameter { Value = dimension, NpgsqlDbType = NpgsqlDbType.Text });
                p.Add(new NpgsqlParameter { Value = from, NpgsqlDbType = NpgsqlDbType.Date });
                p.Add(new NpgsqlParameter { Value = to, NpgsqlDbType = NpgsqlDbType.Date });
            },
            r => new AnalyticsCellRow
            {
                Family = family,
                Dimension = dimension,
                Value = r.GetString(0),
                FirstDay = r.GetFieldValue<DateOnly>(1),
                LastDay = r.GetFieldValue<DateOnly>(2),
                Customers = r.GetInt64(3),
                Second = r.GetInt64(4),
                Third = r.GetInt64(5),
                Orders = r.GetInt64(6),
                Units = r.GetDouble(7),
                Revenue = r.GetDouble(8),
                Returned = r.GetDouble(9),
            },
            cancel
        );

    /// <summary>A count of customers as it is shown.</summary>
    public static long Tens(long customers) => customers - (customers % Tally.Fewest);

    public static double Money(double amount) => Math.Round(amount, 2);
}
