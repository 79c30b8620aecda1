using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>The rules for prices, quantities and grades.</summary>
internal static class CleaningAmounts
{
    /// <summary>What is usual for quantities and prices: rows of <c>shop.cleaning_bounds</c> from the known values of all purchases.</summary>
    public static string Bounds(string current) =>
        $"""
            INSERT INTO shop.cleaning_bounds (field, item_id, observations, median, low, high)
            WITH current AS MATERIALIZED ({current}), logs AS MATERIALIZED (
                SELECT 'quantity' AS field, item_id, ln(coalesce(quantity, 1)::float8) AS x FROM current
                WHERE type = 3 AND coalesce(quantity, 1) > 0 AND item_id IS NOT NULL
                UNION ALL SELECT 'price', item_id, ln(price::float8) FROM current WHERE type = 3 AND price > 0 AND item_id IS NOT NULL
            ), rows AS MATERIALIZED (
                SELECT field, item_id, x FROM logs UNION ALL SELECT field, '*', x FROM logs
            ), middles AS (
                SELECT field, item_id, count(*) AS observations, percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS middle FROM rows GROUP BY 1, 2
            ), spreads AS (
                SELECT m.field, m.item_id, m.observations, m.middle,
                    greatest(ln(@factor), @deviations * 1.4826 * percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(r.x - m.middle))) AS reach
                FROM rows r JOIN middles m ON m.field = r.field AND m.item_id = r.item_id GROUP BY 1, 2, 3, 4
            )
            SELECT field, item_id, observations, round(exp(middle)::numeric, 9), round(exp(middle - reach)::numeric, 9), round(exp(middle + reach)::numeric, 9)
            FROM spreads
            """;

    public static IEnumerable<CleaningRule> Rules(string current)
    {
        yield return new("currency", "An amount in another currency, turned into the shop's.", "Cleaning:Currency")
        {
            Columns = ["price", "currency"],
            IsOn = settings => settings.Currency.Rates.Count > 0,
            Fill = (p, settings, pass) =>
            {
                p.AddNamed("base", pass.Currency, NpgsqlDbType.Text);
                p.AddNamed<string[]>("codes", [.. settings.Currency.Rates.Keys], NpgsqlDbType.Array | NpgsqlDbType.Text);
                p.AddNamed<decimal[]>("rates", [.. settings.Currency.Rates.Values], NpgsqlDbType.Array | NpgsqlDbType.Numeric);
            },
            Sql = $"""
                SELECT c.user_id, c.event_id, round(c.price * r.rate, 6) AS price, @base AS currency FROM ({current}) c
                JOIN unnest(@codes, @rates) AS r (code, rate) ON r.code = c.currency WHERE c.price IS NOT NULL AND c.currency <> @base
                """,
        };
        yield return new("currency-unknown", "An amount in a currency without a rate: counts as no amount.", "Cleaning:Currency")
        {
            Columns = ["price"],
            Fill = (p, _, pass) => p.AddNamed("base", pass.Currency, NpgsqlDbType.Text),
            Sql =
                $"SELECT c.user_id, c.event_id, 'NaN'::numeric AS price FROM ({current}) c WHERE c.price IS NOT NULL AND c.currency <> @base",
        };
        yield return new("unit", "A quantity in dozens, pairs, …, turned into pieces.", "Cleaning:Units")
        {
            Columns = ["quantity", "price"],
            IsOn = settings => settings.Units.Pieces.Count > 0,
            Fill = (p, settings, _) =>
            {
                p.AddNamed<string[]>("units", [.. settings.Units.Pieces.Keys], NpgsqlDbType.Array | NpgsqlDbType.Text);
                p.AddNamed<decimal[]>("pieces", [.. settings.Units.Pieces.Values], NpgsqlDbType.Array | NpgsqlDbType.Numeric);
            },
            Sql = $"""
                SELECT c.user_id, c.event_id, coalesce(c.quantity, 1) * u.pieces AS quantity, round(c.price / u.pieces, 6) AS price FROM ({current}) c
                JOIN unnest(@units, @pieces) AS u (unit, pieces) ON u.unit = c.attributes ->> 'unit'
                WHERE c.attributes ? 'unit' AND c.type IN (2, 3, 4) AND u.pieces <> 1
                """,
        };
        yield return Missing(current, "price", "type IN (3, 4)", s => s.Missing.Price);
        yield return Missing(current, "quantity", "type IN (3, 4)", s => s.Missing.Quantity);
        yield return Missing(current, "value", "type = 7", s => s.Missing.Grade, "grade");
        yield return Deleted(current, "price", "type IN (3, 4)", s => s.Missing.Price, "price");
        yield return Deleted(current, "quantity", "type IN (3, 4)", s => s.Missing.Quantity, "quantity");
        yield return Deleted(current, "value", "type = 7", s => s.Missing.Grade, "grade");
        yield return Deleted(current, "channel", "type > 0", s => s.Missing.Channel, "channel");
        yield return Deleted(current, "language", "type IN (5, 7)", s => s.Missing.Language, "language");
        yield return Outlier(current, "quantity", s => s.Outliers.Quantity, OutlierChoice.Winsorise);
        yield return Outlier(current, "price", s => s.Outliers.Price, OutlierChoice.Winsorise);
        yield return Outlier(current, "quantity", s => s.Outliers.Quantity, OutlierChoice.SetAside);
        yield return Outlier(current, "price", s => s.Outliers.Price, OutlierChoice.SetAside);
        yield return Grade(current, OutlierChoice.Winsorise);
        yield return Grade(current, OutlierChoice.SetAside);
    }

    /// <summary>Fills from the item: between the values before and after, or its middle. What an item without any value costs stands in the catalogue.</summary>
    private static CleaningRule Missing(
        string current,
        string column,
        string where,
        Func<CleaningSettings, MissingChoice> choice,
        string? name = null
    )
    {
        var catalogue = column == "price" ? "(SELECT i.price FROM shop.items i WHERE i.item_id = f.item_id)::float8" : "NULL::float8";
        var type = column == "value" ? "float8" : "numeric";
        return new($"missing-{name ?? column}", $"No {name ?? column}: filled from the item's others.", "Cleaning:Missing")
        {
            Columns = [column],
            IsOn = settings => choice(settings) is MissingChoice.Mean or MissingChoice.Median or MissingChoice.Interpolation,
            Fill = (p, settings, _) => p.AddNamed("choice", choice(settings).ToString(), NpgsqlDbType.Text),
            // The known values are numbered from both ends, so that each gap finds its neighbours by one number and nothing is joined.
            Sql = $"""
                WITH current AS MATERIALIZED ({current}), gaps AS (
                    SELECT DISTINCT item_id FROM current WHERE {where} AND {column} IS NULL AND item_id IS NOT NULL
                ), series AS (
                    SELECT c.*, extract(epoch FROM c.occurred_at)::float8 AS at, c.{column}::float8 AS known,
                        count(c.{column}) OVER (PARTITION BY c.item_id ORDER BY c.occurred_at, c.user_id, c.event_id) AS before,
                        count(c.{column}) OVER (PARTITION BY c.item_id ORDER BY c.occurred_at DESC, c.user_id DESC, c.event_id DESC) AS after
                    FROM current c JOIN gaps g ON g.item_id = c.item_id WHERE c.{where}
                ), neighbours AS (
                    SELECT s.*, max(known) OVER b AS known_before, max(at) FILTER (WHERE known IS NOT NULL) OVER b AS at_before,
                        max(known) OVER a AS known_after, max(at) FILTER (WHERE known IS NOT NULL) OVER a AS at_after, avg(known) OVER (PARTITION BY item_id) AS mean
                    FROM series s WINDOW b AS (PARTITION BY item_id, before), a AS (PARTITION BY item_id, after)
                ), middles AS (
                    SELECT item_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY known) AS middle FROM series WHERE known IS NOT NULL GROUP BY item_id
                ), filled AS (
                    SELECT n.user_id, n.event_id, n.item_id, CASE
                        WHEN @choice = 'Mean' THEN n.mean
                        WHEN @choice = 'Median' THEN m.middle
                        WHEN n.before = 0 OR n.after = 0 THEN m.middle
                        WHEN n.at_after = n.at_before THEN n.known_before
                        ELSE n.known_before + (n.known_after - n.known_before) * (n.at - n.at_before) / (n.at_after - n.at_before) END AS filled
                    FROM neighbours n LEFT JOIN middles m ON m.item_id = n.item_id WHERE n.known IS NULL
                )
                SELECT f.user_id, f.event_id, v.{column}::{type} AS {column} FROM filled f
                CROSS JOIN LATERAL (SELECT round(coalesce(f.filled,
                    (SELECT b.median FROM shop.cleaning_bounds b WHERE b.field = '{column}' AND b.item_id = f.item_id), {catalogue})::numeric, 6)) AS v ({column})
                WHERE v.{column} IS NOT NULL
                """,
        };
    }

    private static CleaningRule Deleted(
        string current,
        string column,
        string where,
        Func<CleaningSettings, MissingChoice> choice,
        string name
    ) =>
        new($"without-{name}", $"No {name}: set aside.", "Cleaning:Missing")
        {
            IsOn = settings => choice(settings) is MissingChoice.Delete,
            Sql = $"SELECT c.user_id, c.event_id FROM ({current}) c WHERE c.{where} AND c.{column} IS NULL",
        };

    private static CleaningRule Outlier(
        string current,
        string column,
        Func<CleaningSettings, OutlierChoice> choice,
        OutlierChoice applies
    ) =>
        new(
            applies == OutlierChoice.Winsorise ? $"outlier-{column}" : $"far-{column}",
            applies == OutlierChoice.Winsorise
                ? $"A {column} far from what is usual: moved to the bound."
                : $"A {column} far from what is usual: set aside.",
            "Cleaning:Outliers"
        )
        {
            Columns = applies == OutlierChoice.Winsorise ? [column] : [],
            IsOn = settings => choice(settings) == applies,
            Fill = (p, settings, _) => p.AddNamed("minimum", (long)settings.Outliers.MinimumValues, NpgsqlDbType.Bigint),
            // Whole pieces stay whole.
            Sql = $"""
                SELECT c.user_id, c.event_id, CASE
                    WHEN c.{column} < b.low THEN round(b.low::numeric, 6)
                    WHEN c.{column} = trunc(c.{column}) AND '{column}' = 'quantity' THEN trunc(b.high::numeric)
                    ELSE round(b.high::numeric, 6) END AS {column}
                FROM ({current}) c
                CROSS JOIN LATERAL (
                    SELECT low, high FROM shop.cleaning_bounds WHERE field = '{column}' AND item_id IN (c.item_id, '*') AND observations >= @minimum
                    ORDER BY item_id = '*' LIMIT 1) b
                WHERE c.type IN (2, 3, 4) AND c.{column} > 0 AND (c.{column}::float8 < b.low OR c.{column}::float8 > b.high)
                """,
        };

    private static CleaningRule Grade(string current, OutlierChoice applies) =>
        new(
            applies == OutlierChoice.Winsorise ? "outlier-grade" : "far-grade",
            applies == OutlierChoice.Winsorise ? "A grade outside the scale: moved to its end." : "A grade outside the scale: set aside.",
            "Cleaning:Outliers"
        )
        {
            Columns = applies == OutlierChoice.Winsorise ? ["value"] : [],
            IsOn = settings => settings.Outliers.Grade == applies,
            Fill = (p, settings, _) =>
            {
                p.AddNamed("lowest", settings.Outliers.LowestGrade, NpgsqlDbType.Double);
                p.AddNamed("highest", settings.Outliers.HighestGrade, NpgsqlDbType.Double);
            },
            Sql =
                $"SELECT c.user_id, c.event_id, least(greatest(c.value, @lowest), @highest) AS value FROM ({current}) c WHERE c.type IN (6, 7) AND (c.value < @lowest OR c.value > @highest)",
        };
}
