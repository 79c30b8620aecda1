using Marketing.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Marketing.Profiles.Analytics;

/// <summary>Sales of a bucket, or of one value of a dimension in it.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day: a bucket ends with the last of its stretches of days, which is later than the bucket where few customers bought.</param>
/// <param name="Value">The channel, category or segment; <c>*</c> for all; <c>other</c> holds what is too small alone.</param>
/// <param name="Revenue">After returns.</param>
/// <param name="Orders">Orders.</param>
/// <param name="AverageOrder">Revenue before returns ÷ orders; absent without orders.</param>
/// <param name="Units">Units bought.</param>
/// <param name="Returned">Value of what came back.</param>
/// <param name="Buyers">Customers who bought or gave back, rounded down to tens; absent where the bucket's is not known.</param>
/// <param name="ActiveCustomers">Known customers who did anything, rounded down to tens; absent for categories and segments.</param>
internal sealed record OverviewRow(
    DateOnly From,
    DateOnly To,
    string Value,
    double Revenue,
    long Orders,
    double? AverageOrder,
    double Units,
    double Returned,
    long? Buyers,
    long? ActiveCustomers
)
{
    public static OverviewRow Of(DateOnly from, string value, IReadOnlyCollection<AnalyticsCellRow> cells, long? buyers, long? active)
    {
        var (revenue, returned, orders) = (cells.Sum(c => c.Revenue), cells.Sum(c => c.Returned), cells.Sum(c => c.Orders));
        return new OverviewRow(
            from,
            cells.Max(c => c.LastDay),
            value,
            CellReader.Money(revenue),
            orders,
            orders == 0 ? null : CellReader.Money((revenue + returned) / orders),
            CellReader.Money(cells.Sum(c => c.Units)),
            CellReader.Money(returned),
            buyers is { } b ? CellReader.Tens(b) : null,
            active is { } a ? CellReader.Tens(a) : null
        );
    }
}

/// <summary>How the shop does.</summary>
/// <param name="From">First day asked for.</param>
/// <param name="To">Last day asked for.</param>
/// <param name="Bucket">day, week or month.</param>
/// <param name="By">all, channel, category or segment.</param>
/// <param name="Currency">Of all money.</param>
/// <param name="RefreshedAt">When the figures were worked out.</param>
/// <param name="Total">Everything in <paramref name="Rows"/>, by value; buyers and active customers are not added up.</param>
/// <param name="Rows">By bucket and value.</param>
internal sealed record OverviewAnswer(
    DateOnly From,
    DateOnly To,
    string Bucket,
    string By,
    string? Currency,
    DateTimeOffset RefreshedAt,
    IReadOnlyList<OverviewRow> Total,
    IReadOnlyList<OverviewRow> Rows
);

internal static class ReadOverview // GET /analytics/overview
{
    private const int UsualDays = 90;

    /// <param name="figures">Reads them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="from">First day; 90 days before the end when left out.</param>
    /// <param name="to">Last day; the newest when left out.</param>
    /// <param name="bucket">day (when left out), week or month.</param>
    /// <param name="by">all (when left out), channel, category or segment.</param>
    /// <param name="format">json (when left out) or csv.</param>
    public static Task<Results<Ok<OverviewAnswer>, FileContentHttpResult, ValidationProblem, ProblemHttpResult>> Handle(
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
            state => AnalyticsQuery.Of(from, to, bucket, by, state.LastDay, UsualDays, "all", "channel", "category", "segment"),
            ReadAsync,
            Of,
            Csv,
            cancel
        );

    private static async Task<OverviewCells> ReadAsync(NpgsqlConnection connection, AnalyticsQuery query, CancellationToken cancel)
    {
        Task<List<AnalyticsCellRow>> Cells(string family) =>
            CellReader.ReadAsync(connection, family, query.By, query.From, query.To, cancel);
        var suffix = query.Bucket == "day" ? "" : "-" + query.Bucket;
        var sales = await Cells("sales");
        return new OverviewCells(
            sales,
            suffix.Length == 0 ? sales : await Cells("sales" + suffix),
            query.By is "all" or "channel" ? await Cells("activity" + suffix) : []
        );
    }

    private static OverviewAnswer Of(AnalyticsQuery query, AnalyticsStateRow state, OverviewCells cells)
    {
        (DateOnly, string) Key(AnalyticsCellRow cell) => (query.BucketOf(cell.LastDay), cell.Value);
        var sales = cells.Sales;
        var (buyers, active) = (ByKey(cells.Buyers, Key), ByKey(cells.Active, Key));
        var rows = sales
            .GroupBy(Key)
            .OrderBy(group => group.Key.Item1)
            .ThenBy(group => group.Key.Item2, StringComparer.Ordinal)
            .Select(group =>
                OverviewRow.Of(
                    query.Bucket == "day" ? group.Min(cell => cell.FirstDay) : group.Key.Item1,
                    group.Key.Item2,
                    [.. group],
                    buyers.GetValueOrDefault(group.Key)?.Customers,
                    active.GetValueOrDefault(group.Key)?.Second
                )
            )
            .ToList();
        var total = sales
            .GroupBy(cell => cell.Value, StringComparer.Ordinal)
            .Select(group => OverviewRow.Of(group.Min(cell => cell.FirstDay), group.Key, [.. group], null, null))
            .OrderByDescending(row => row.Revenue)
            .ToList();
        return new OverviewAnswer(query.From, query.To, query.Bucket, query.By, state.Currency, state.RefreshedAt, total, rows);
    }

    /// <summary>The first cell of each bucket and value.</summary>
    private static Dictionary<(DateOnly, string), AnalyticsCellRow> ByKey(
        IEnumerable<AnalyticsCellRow> cells,
        Func<AnalyticsCellRow, (DateOnly, string)> key
    ) => cells.GroupBy(key).ToDictionary(group => group.Key, group => group.First());

    private static FileContentHttpResult Csv(OverviewAnswer answer) =>
        CsvAnswer.Of(
            "overview",
            ["from", "to", answer.By, "revenue", "currency", "orders", "average_order", "units", "returned", "buyers", "active_customers"],
            answer.Rows.Select(r =>
                new object?[]
                {
                    r.From,
                    r.To,
                    r.Value,
                    r.Revenue,
                    answer.Currency,
                    r.Orders,
                    r.AverageOrder,
                    r.Units,
                    r.Returned,
                    r.Buyers,
                    r.ActiveCustomers,
                }
            )
        );

    /// <param name="Sales">By day.</param>
    /// <param name="Buyers">By bucket: a customer who bought on two days of a week is one buyer of the week.</param>
    /// <param name="Active">By bucket.</param>
    private sealed record OverviewCells(List<AnalyticsCellRow> Sales, List<AnalyticsCellRow> Buyers, List<AnalyticsCellRow> Active);
}
