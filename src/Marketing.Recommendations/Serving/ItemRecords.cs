using Npgsql;
using NpgsqlTypes;

namespace Marketing.Recommendations.Serving;

/// <summary>What speaks against an item.</summary>
internal enum Flaw
{
    /// <summary>Its grades are poor.</summary>
    Grades,

    /// <summary>It comes back more often than other items.</summary>
    Returns,

    /// <summary>It was sold out for long.</summary>
    StockOuts,

    /// <summary>It is nearly sold out.</summary>
    Stock,
}

/// <summary>How much an item is lowered, and why first of all.</summary>
/// <param name="Flaw">The weightiest.</param>
/// <param name="Strength">Share of its score that it loses, above 0 and at most <see cref="ItemRecords.Most"/>.</param>
internal readonly record struct ItemRecord(Flaw Flaw, float Strength);

/// <summary>
/// What is stored up to a moment against items: returns and grades of a year, drawn towards the shop's where they are few, and how long an item was sold
/// out in the last 90 days. Worked out of rows with their times, so that an old list can be made once more with the records of its day.
/// </summary>
internal sealed class ItemRecords
{
    /// <summary>More than this no item loses: it is lowered, not hidden.</summary>
    public const float Most = .5f;

    private const float Least = .02f;
    private const double Prior = 20;
    private const float NearlySoldOut = .1f;

    // Sold out for all of the 90 days and back since: as bad as it gets on this account.
    private const double AlwaysSoldOut = .3;
    private const int TimeoutSeconds = 120;

    private const string Sql = """
        SELECT item_id, coalesce(bought, 0), coalesce(returned, 0), coalesce(grades, 0), coalesce(points, 0), coalesce(share, 0)
        FROM (
            SELECT item_id, count(*) FILTER (WHERE type = 3) AS bought, count(*) FILTER (WHERE type = 4) AS returned,
                count(*) FILTER (WHERE type IN (6, 7) AND value IS NOT NULL) AS grades, sum(value) FILTER (WHERE type IN (6, 7)) AS points
            FROM shop.events
            WHERE occurred_at > $1::timestamptz - interval '365 days' AND occurred_at <= $1 AND received_at <= $1 AND type IN (3, 4, 6, 7)
                AND item_id IS NOT NULL AND weight > 0
            GROUP BY item_id) events
        FULL JOIN (
            SELECT item_id, (extract(epoch FROM sum(least(coalesce(ended_at, $1), $1) - greatest(started_at, $1::timestamptz - interval '90 days')))
                / extract(epoch FROM interval '90 days'))::float8 AS share
            FROM shop.stock_outs
            WHERE started_at < $1 AND (ended_at IS NULL OR ended_at > $1::timestamptz - interval '90 days')
            GROUP BY item_id) outs USING (item_id)
        """;

    private readonly Dictionary<string, ItemRecord> _items;

    private ItemRecords(Dictionary<string, ItemRecord> items, long asOf) => (_items, AsOf) = (items, asOf);

    /// <summary>Nothing is known against any item.</summary>
    public static ItemRecords None { get; } = new([], 0);

    /// <summary>Unix seconds up to which events were counted; 0 for none.</summary>
    public long AsOf { get; }

    /// <summary>What speaks against an item; null when nothing does.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="stock">Units; null: unlimited.</param>
    /// <param name="lowStock">Units at or below which it is nearly sold out.</param>
    public ItemRecord? Find(string itemId, int? stock, int lowStock)
    {
        var isScarce = stock <= lowStock;
        if (!_items.TryGetValue(itemId, out var record))
        {
            return isScarce ? new ItemRecord(Flaw.Stock, NearlySoldOut) : null;
        }

        return isScarce ? record with { Strength = Math.Min(Most, record.Strength + NearlySoldOut) } : record;
    }

    /// <summary>From counts of every item.</summary>
    /// <param name="counts">Purchases, returns, grades, the sum of the grades, and the share of the last 90 days in which it was sold out.</param>
    /// <param name="scale">The best grade.</param>
    /// <param name="asOf">Unix seconds.</param>
    public static ItemRecords Of(
        IReadOnlyCollection<(string ItemId, long Bought, long Returned, long Grades, double Sum, double SoldOut)> counts,
        double scale,
        long asOf
    )
    {
        double bought = counts.Sum(row => row.Bought);
        double grades = counts.Sum(row => row.Grades);
        var usualReturns = bought > 0 ? counts.Sum(row => row.Returned) / bought : 0;
        var usualGrade = grades > 0 ? counts.Sum(row => row.Sum) / grades / scale : 1;
        var items = new Dictionary<string, ItemRecord>(StringComparer.Ordinal);
        foreach (var row in counts)
        {
            var returns = ((row.Returned + (Prior * usualReturns)) / (row.Bought + Prior)) - usualReturns;
            var grade = usualGrade - (((row.Sum / scale) + (Prior * usualGrade)) / (row.Grades + Prior));
            var soldOut = AlwaysSoldOut * row.SoldOut;
            var flaw =
                soldOut > Math.Max(returns, grade) ? Flaw.StockOuts
                : returns >= grade ? Flaw.Returns
                : Flaw.Grades;
            var strength = Math.Max(0, returns) + Math.Max(0, grade) + soldOut;
            if (strength >= Least)
            {
                items[row.ItemId] = new ItemRecord(flaw, Math.Min(Most, (float)strength));
            }
        }

        return new ItemRecords(items, asOf);
    }

    /// <summary>Reads the records as of a moment.</summary>
    /// <exception cref="NpgsqlException">The database is away, or too slow.</exception>
    public static async Task<ItemRecords> ReadAsync(NpgsqlDataSource database, long asOf, double scale, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            CommandTimeout = TimeoutSeconds,
            Parameters =
            {
                new NpgsqlParameter
                {
                    Value = DateTimeOffset.FromUnixTimeSeconds(asOf).UtcDateTime,
                    NpgsqlDbType = NpgsqlDbType.TimestampTz,
                },
            },
        };
        var counts = new List<(string, long, long, long, double, double)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            counts.Add(
                (reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetDouble(4), reader.GetDouble(5))
            );
        }

        return Of(counts, scale, asOf);
    }
}
