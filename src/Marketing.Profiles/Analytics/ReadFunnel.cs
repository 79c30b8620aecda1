using Marketing.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles.Analytics;

/// <summary>From looking to buying. A customer counts once on each day on which something was looked at.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Value">The channel or segment; <c>*</c> for all; <c>other</c> holds what is too small alone.</param>
/// <param name="Viewed">Customers who looked, rounded down to tens.</param>
/// <param name="Carted">Those of them who put something into the cart on that day or the six after, rounded down to tens.</param>
/// <param name="Ordered">Those of the first who ordered on that day or the six after, rounded down to tens.</param>
/// <param name="CartRate">Carted ÷ viewed, of the rounded figures.</param>
/// <param name="OrderRate">Ordered ÷ viewed, of the rounded figures.</param>
internal sealed record FunnelRow(
    DateOnly From,
    DateOnly To,
    string Value,
    long Viewed,
    long Carted,
    long Ordered,
    double? CartRate,
    double? OrderRate
)
{
    public static FunnelRow Of(DateOnly from, string value, IReadOnlyCollection<AnalyticsCellRow> cells)
    {
        var viewed = CellReader.Tens(cells.Sum(c => c.Customers));
        var carted = CellReader.Tens(cells.Sum(c => c.Second));
        var ordered = CellReader.Tens(cells.Sum(c => c.Third));
        return new FunnelRow(
            from,
            cells.Max(c => c.LastDay),
            value,
            viewed,
            carted,
            ordered,
            viewed == 0 ? null : Math.Round((double)carted / viewed, 4),
            viewed == 0 ? null : Math.Round((double)ordered / viewed, 4)
        );
    }
}

/// <summary>The way from looking to buying.</summary>
/// <param name="From">First day asked for.</param>
/// <param name="To">Last day asked for.</param>
/// <param name="Bucket">day, week or month.</param>
/// <param name="By">all, channel or segment.</param>
/// <param name="RefreshedAt">When the figures were worked out.</param>
/// <param name="Total">The whole time, by value.</param>
/// <param name="Rows">By bucket and value.</param>
internal sealed record FunnelAnswer(
    DateOnly From,
    DateOnly To,
    string Bucket,
    string By,
    DateTimeOffset RefreshedAt,
    IReadOnlyList<FunnelRow> Total,
    IReadOnlyList<FunnelRow> Rows
);

internal static class ReadFunnel // GET /analytics/funnel
{
    private const int UsualDays = 90;

    /// <param name="figures">Reads them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="from">First day; 90 days before the end when left out.</param>
    /// <param name="to">Last day; the newest when left out.</param>
    /// <param name="bucket">day, week (when left out) or month.</param>
    /// <param name="by">all (when left out), channel or segment.</param>
    /// <param name="format">json (when left out) or csv.</param>
    public static Task<Results<Ok<FunnelAnswer>, FileContentHttpResult, ValidationProblem, ProblemHttpResult>> Handle(
        AnalyticsReader figures,
        CancellationToken cancel,
        DateOnly? from = null,
        DateOnly? to = null,
        string? bucket = null,
        string? by = null,
        string? format = null
    ) =>
        figures.AnswerAsync(
            format,
            state =>
                AnalyticsQuery.Of(
                    from,
                    to,
                    bucket is { Length: > 0 } ? bucket : "week",
                    by,
                    state.LastDay,
                    UsualDays,
                    "all",
                    "channel",
                    "segment"
                ),
            (connection, query, token) => CellReader.ReadAsync(connection, "funnel", query.By, query.From, query.To, token),
            Of,
            Csv,
            cancel
        );

    private static FunnelAnswer Of(AnalyticsQuery query, AnalyticsStateRow state, List<AnalyticsCellRow> cells) =>
        new(
            query.From,
            query.To,
            query.Bucket,
            query.By,
            state.RefreshedAt,
            [
                .. cells
                    .GroupBy(cell => cell.Value, StringComparer.Ordinal)
                    .Select(group => FunnelRow.Of(group.Min(cell => cell.FirstDay), group.Key, [.. group]))
                    .OrderByDescending(row => row.Viewed),
            ],
            [
                .. cells
                    .GroupBy(cell => (Bucket: query.BucketOf(cell.LastDay), cell.Value))
                    .OrderBy(group => group.Key.Bucket)
                    .ThenBy(group => group.Key.Value, StringComparer.Ordinal)
                    .Select(group =>
                        FunnelRow.Of(
                            query.Bucket == "day" ? group.Min(cell => cell.FirstDay) : group.Key.Bucket,
                            group.Key.Value,
                            [.. group]
                        )
                    ),
            ]
        );

    private static FileContentHttpResult Csv(FunnelAnswer answer) =>
        CsvAnswer.Of(
            "funnel",
            ["from", "to", answer.By, "viewed", "carted", "ordered", "cart_rate", "order_rate"],
            answer.Rows.Select(r => new object?[] { r.From, r.To, r.Value, r.Viewed, r.Carted, r.Ordered, r.CartRate, r.OrderRate })
        );
}
