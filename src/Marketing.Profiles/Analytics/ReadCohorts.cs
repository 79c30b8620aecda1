using System.Globalization;
using Marketing.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles.Analytics;

/// <summary>Customers who bought for the first time in one month.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Customers">How many there are, rounded down to tens.</param>
/// <param name="Retained">Share of them who bought in the month itself, the one after, …, of the rounded figures; null where fewer than ten did, or the month is not over.</param>
internal sealed record CohortRow(DateOnly Month, long Customers, IReadOnlyList<double?> Retained);

/// <summary>Retention by cohort.</summary>
/// <param name="From">First month asked for.</param>
/// <param name="To">Last month asked for.</param>
/// <param name="RefreshedAt">When the figures were worked out.</param>
/// <param name="Cohorts">Oldest first; months with fewer than ten new buyers are not among them.</param>
internal sealed record CohortAnswer(DateOnly From, DateOnly To, DateTimeOffset RefreshedAt, IReadOnlyList<CohortRow> Cohorts);

internal static class ReadCohorts // GET /analytics/cohorts
{
    private const int UsualDays = 366;

    /// <param name="figures">Reads them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="from">A day of the first month; a year before the end when left out.</param>
    /// <param name="to">A day of the last month; the newest when left out.</param>
    /// <param name="format">json (when left out) or csv.</param>
    public static Task<Results<Ok<CohortAnswer>, FileContentHttpResult, ValidationProblem, ProblemHttpResult>> Handle(
        AnalyticsReader figures,
        CancellationToken cancel,
        DateOnly? from = null,
        DateOnly? to = null,
        string? format = null
    ) =>
        figures.AnswerAsync(
            format,
            state => AnalyticsQuery.Of(from, to, "month", null, state.LastDay, UsualDays, "all"),
            // The cells of a cohort end with later months than it begins with.
            (connection, query, token) =>
                CellReader.ReadAsync(connection, "cohort", "month", CellBuilder.Month(query.From), new DateOnly(9999, 12, 31), token),
            Of,
            Csv,
            cancel
        );

    private static CohortAnswer Of(AnalyticsQuery query, AnalyticsStateRow state, List<AnalyticsCellRow> cells)
    {
        var (first, last) = (CellBuilder.Month(query.From), CellBuilder.Month(query.To));
        return new CohortAnswer(first, last, state.RefreshedAt, Rows(cells.Where(cell => cell.FirstDay <= last)));
    }

    private static List<CohortRow> Rows(IEnumerable<AnalyticsCellRow> cells) =>
        [
            .. cells
                .GroupBy(cell => cell.FirstDay)
                .OrderBy(cohort => cohort.Key)
                .Select(cohort =>
                {
                    var shares = cohort.ToDictionary(
                        cell => int.Parse(cell.Value, CultureInfo.InvariantCulture),
                        cell => Math.Round((double)CellReader.Tens(cell.Customers) / CellReader.Tens(cell.Second), 4)
                    );
                    return new CohortRow(
                        cohort.Key,
                        CellReader.Tens(cohort.First().Second),
                        [
                            .. Enumerable
                                .Range(0, shares.Keys.Max() + 1)
                                .Select(at => shares.TryGetValue(at, out var share) ? share : (double?)null),
                        ]
                    );
                }),
        ];

    private static FileContentHttpResult Csv(CohortAnswer answer) =>
        CsvAnswer.Of(
            "cohorts",
            ["month", "customers", "months_later", "retained"],
            answer.Cohorts.SelectMany(row => row.Retained.Select((share, at) => new object?[] { row.Month, row.Customers, at, share }))
        );
}
