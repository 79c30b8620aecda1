using Marketing.Store;

namespace Marketing.Recommendations.Performance;

/// <summary>
/// How often an item at a position is bought from a list of one place: the position's rate times how much better the item sells than its positions
/// led to expect, both drawn towards the average where little was shown.
/// </summary>
internal sealed class SaleRates
{
    private const int Days = 30;
    private const int MostLists = 20_000;
    private const double PositionPrior = 50;
    private const double ItemPrior = 5;

    private const string Sql = """
        WITH lists AS (
            SELECT recommendation_id, item_ids, coalesce((request->>'offset')::int, 0) AS skipped FROM recommendations.log
            WHERE placement = $1 AND served_at >= $2 AND served_at < $3 ORDER BY served_at DESC LIMIT $4
        ), shown AS (
            SELECT l.recommendation_id, i.item_id, i.at + l.skipped AS position
            FROM lists l CROSS JOIN LATERAL unnest(l.item_ids) WITH ORDINALITY AS i (item_id, at)
        ), bought AS (
            SELECT DISTINCT e.recommendation_id, e.item_id FROM lists l JOIN shop.clean_events e ON e.recommendation_id = l.recommendation_id
            WHERE e.recommendation_id IS NOT NULL AND e.type = 3 AND e.item_id IS NOT NULL
        )
        SELECT s.position, s.item_id, count(*), count(b.item_id) FROM shown s LEFT JOIN bought b USING (recommendation_id, item_id) GROUP BY 1, 2
        """;

    private readonly Dictionary<long, double> _byPosition = [];
    private readonly Dictionary<string, double> _byItem = new(StringComparer.Ordinal);
    private readonly double _average;

    /// <param name="counts">Times shown and bought, by position and item.</param>
    public SaleRates(IReadOnlyCollection<(long Position, string ItemId, long Shown, long Bought)> counts)
    {
        var shown = counts.Sum(row => row.Shown);
        Bought = counts.Sum(row => row.Bought);
        _average = shown == 0 ? 0 : (double)Bought / shown;
        foreach (var group in counts.GroupBy(row => row.Position))
        {
            _byPosition[group.Key] =
                (group.Sum(row => row.Bought) + (PositionPrior * _average)) / (group.Sum(row => row.Shown) + PositionPrior);
        }

        foreach (var group in counts.GroupBy(row => row.ItemId, StringComparer.Ordinal))
        {
            var expected = group.Sum(row => row.Shown * _byPosition[row.Position]);
            _byItem[group.Key] = (group.Sum(row => row.Bought) + ItemPrior) / (expected + ItemPrior);
        }
    }

    /// <summary>Sales that the rates rest on.</summary>
    public long Bought { get; }

    /// <summary>Expected sales of an item once it is shown at a position.</summary>
    public double Of(long position, string itemId) =>
        _byPosition.GetValueOrDefault(position, _average) * _byItem.GetValueOrDefault(itemId, 1);

    /// <summary>From what was served and bought in the 30 days before a moment, of the newest 20,000 lists.</summary>
    public static async Task<SaleRates> ReadAsync(StoreReader store, string placement, DateTimeOffset now, CancellationToken cancel)
    {
        var counts = await store.QueryAsync(
            Sql,
            parameters =>
            {
                parameters.AddText(placement);
                parameters.AddTime(now.AddDays(-Days));
                parameters.AddTime(now);
                parameters.AddNumber(MostLists);
            },
            reader => (reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)),
            cancel
        );
        return new SaleRates(counts);
    }
}
