using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>
/// All rules in their order. Repetitions first, since they would count twice in everything below; then what is set aside as a whole; then amounts are brought
/// into one currency and one unit, for only then can a missing one be filled from its neighbours and an outlier be told.
/// </summary>
public static class CleaningRules
{
    private static readonly string[] Agents = ["bot", "crawl", "spider", "slurp", "headless", "curl/", "wget/", "python-requests"];

    /// <summary>Events as the rules before have left them. Parameters @from and @to.</summary>
    internal const string Current = """
        SELECT e.user_id, e.event_id, e.type, e.item_id, e.occurred_at, e.order_id, e.attributes, e.channel, e.language,
            coalesce(m.value, e.value) AS value, coalesce(m.quantity, e.quantity) AS quantity,
            nullif(coalesce(m.price, e.price), 'NaN'::numeric) AS price, coalesce(m.currency, e.currency) AS currency
        FROM shop.events e LEFT JOIN pg_temp.marks m ON m.user_id = e.user_id AND m.event_id = e.event_id
        WHERE e.weight > 0 AND m.set_aside IS NULL AND e.occurred_at >= @from AND e.occurred_at < @to
        """;

    /// <summary>In their order; the first two are applied when events come in.</summary>
    public static IReadOnlyList<CleaningRule> All { get; } =
    [
        new("duplicate-id", "The same id of a subject again: acknowledged and not stored twice.", "ingest, always on"),
        new("click-rules", "Clicks that no human made: stored with weight 0 and the flag of the rule.", "Ingest:Clicks"),
        new("duplicate-content", "The same content of a subject again under another id, within a window.", "Cleaning:Duplicates")
        {
            IsOn = settings => settings.Duplicates.WindowSeconds > 0,
            Fill = (p, settings, _) => p.AddNamed("window", TimeSpan.FromSeconds(settings.Duplicates.WindowSeconds), NpgsqlDbType.Interval),
            // The row as text tells an absent value from an empty one. A window's first copy may lie just before the stretch.
            Sql = """
                SELECT user_id, event_id FROM (
                    SELECT e.user_id, e.event_id, e.occurred_at, e.occurred_at - lag(e.occurred_at) OVER (PARTITION BY e.user_id,
                        hashtextextended(ROW(e.type, e.session_id, e.item_id, e.value, e.quantity, e.price, e.currency, e.order_id, e.query, e.text, e.language,
                            e.recommendation_id, e.decision_id, e.ad_id, e.placement, e.channel, e.attributes)::text, 0)
                        ORDER BY e.occurred_at, e.event_id) AS gap
                    FROM shop.events e WHERE e.weight > 0 AND e.occurred_at >= @from - @window AND e.occurred_at < @to
                ) s WHERE s.gap <= @window AND s.occurred_at >= @from
                """,
        },
        new(
            "impossible-time",
            "A time before there were online shops, or a return before the purchase of the same order.",
            "Cleaning:Times"
        )
        {
            IsOn = settings => settings.Times.Enabled,
            Fill = (p, settings, _) => p.AddNamed("earliest", settings.Times.Earliest.UtcDateTime, NpgsqlDbType.TimestampTz),
            Sql = $"""
                SELECT c.user_id, c.event_id FROM ({Current}) c
                WHERE c.occurred_at < @earliest
                    OR c.type = 4 AND c.order_id IS NOT NULL AND c.occurred_at < (SELECT min(p.occurred_at) FROM shop.events p
                        WHERE p.user_id = c.user_id AND p.type = 3 AND p.order_id = c.order_id AND p.item_id = c.item_id)
                """,
        },
        new("bot-agent", "The visitor's program names itself as one.", "Cleaning:Bots")
        {
            IsOn = settings => settings.Bots.Enabled && (settings.Bots.Agents ?? Agents).Count > 0,
            Fill = (p, settings, _) =>
                p.AddNamed<string[]>(
                    "agents",
                    [.. (settings.Bots.Agents ?? Agents).Select(word => "%" + Escape(word) + "%")],
                    NpgsqlDbType.Array | NpgsqlDbType.Text
                ),
            Sql =
                $"SELECT c.user_id, c.event_id FROM ({Current}) c WHERE c.attributes ? 'userAgent' AND c.attributes ->> 'userAgent' ILIKE ANY (@agents)",
        },
        new("bot-rate", "More views, searches and carts in a minute than a person makes; purchases and returns stay.", "Cleaning:Bots")
        {
            IsOn = settings => settings.Bots.Enabled,
            Fill = (p, settings, _) => p.AddNamed("rate", (long)settings.Bots.PerMinute, NpgsqlDbType.Bigint),
            Sql = $"""
                WITH current AS ({Current}), bots AS (
                    SELECT DISTINCT user_id, date_trunc('day', minute, 'UTC') AS day FROM (
                        SELECT user_id, date_trunc('minute', occurred_at) AS minute FROM current WHERE type IN (1, 2, 5)
                        GROUP BY 1, 2 HAVING count(*) > @rate) fast
                )
                SELECT c.user_id, c.event_id FROM bots b
                JOIN current c ON c.user_id = b.user_id AND c.occurred_at >= b.day AND c.occurred_at < b.day + interval '1 day' WHERE c.type NOT IN (3, 4)
                """,
        },
        new("non-product", "Postage, vouchers, manual entries: no product.", "Cleaning:NonProducts")
        {
            Fill = (p, settings, _) =>
            {
                p.AddNamed("hidden", settings.NonProducts.NotRecommendable, NpgsqlDbType.Boolean);
                p.AddNamed<string[]>("items", [.. settings.NonProducts.ItemIds], NpgsqlDbType.Array | NpgsqlDbType.Text);
                string[] paths = [.. settings.NonProducts.Categories.Select(CategoryPath.Normalize).OfType<string>()];
                p.AddNamed<string[]>(
                    "categories",
                    [.. paths.Select(Escape), .. paths.Select(path => Escape(path) + " > %")],
                    NpgsqlDbType.Array | NpgsqlDbType.Text
                );
            },
            Sql = $"""
                SELECT c.user_id, c.event_id FROM ({Current}) c
                WHERE c.item_id = ANY (@items) OR c.item_id IN (
                    SELECT item_id FROM shop.items WHERE (@hidden AND NOT recommendable) OR category LIKE ANY (@categories))
                """,
        },
        .. CleaningAmounts.Rules(Current),
    ];

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
