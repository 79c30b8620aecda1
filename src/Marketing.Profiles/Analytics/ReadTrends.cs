using System.Globalization;
using Marketing.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles.Analytics;

/// <summary>How one category goes.</summary>
/// <param name="Value">The category; <c>*</c> for the whole shop.</param>
/// <param name="Total">Sum over the days.</param>
/// <param name="Days">Day by day, taken apart into trend, season of the week and rest.</param>
/// <param name="Anomalies">Days that stand out.</param>
/// <param name="Forecast">The days to come, with 95 % intervals (Holt-Winters, damped).</param>
/// <param name="Backtest">How good such forecasts have been; absent where the series is too short to tell.</param>
internal sealed record MarketTrend(
    string Value,
    double Total,
    IReadOnlyList<TrendDay> Days,
    IReadOnlyList<DateOnly> Anomalies,
    IReadOnlyList<ForecastDay> Forecast,
    Backtest? Backtest
);

/// <summary>How the market goes.</summary>
/// <param name="From">First day asked for.</param>
/// <param name="To">Last day asked for.</param>
/// <param name="Measure">revenue, orders or units.</param>
/// <param name="Currency">Of revenue.</param>
/// <param name="RefreshedAt">When the figures were worked out.</param>
/// <param name="Trends">The whole shop, then the largest categories, or the one asked for.</param>
internal sealed record TrendsAnswer(
    DateOnly From,
    DateOnly To,
    string Measure,
    string? Currency,
    DateTimeOffset RefreshedAt,
    IReadOnlyList<MarketTrend> Trends
);

internal static class ReadTrends // GET /analytics/trends
{
    private const int UsualDays = 365;
    private const int MostCategories = 10;
    private const int MostHorizon = 60;

    private static readonly Dictionary<string, Func<AnalyticsCellRow, double>> Measures = new(StringComparer.Ordinal)
    {
        ["revenue"] = cell => cell.Revenue,
        ["orders"] = cell => cell.Orders,
        ["units"] = cell => cell.Units,
    };

    /// <param name="figures">Reads them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="from">First day; a year before the end when left out.</param>
    /// <param name="to">Last day; the newest when left out.</param>
    /// <param name="category">Only this one: the first name of a path.</param>
    /// <param name="measure">revenue (when left out), orders or units.</param>
    /// <param name="horizon">Days to forecast, 1 to 60; 14 when left out.</param>
    /// <param name="format">json (when left out) or csv.</param>
    public static async Task<Results<Ok<TrendsAnswer>, FileContentHttpResult, ValidationProblem, ProblemHttpResult>> Handle(
        AnalyticsReader figures,
        CancellationToken cancel,
        DateOnly? from = null,
        DateOnly? to = null,
        string? category = null,
        string? measure = null,
        int? horizon = null,
        string? format = null
    )
    {
        var word = measure is { Length: > 0 } ? measure : "revenue";
        if (!Measures.TryGetValue(word, out var amount))
        {
            return InsightProblems.Invalid("measure", $"'measure' must be one of {string.Join(", ", Measures.Keys)}.");
        }

        if (horizon is < 1 or > MostHorizon)
        {
            return InsightProblems.Invalid(
                "horizon",
                string.Create(CultureInfo.InvariantCulture, $"'horizon' must lie between 1 and {MostHorizon}.")
            );
        }

        if (category is { Length: > 0 } && (category.Length > 512 || !TextRules.IsPrintable(category)))
        {
            return InsightProblems.Invalid("category", "'category' must be the first name of a category's path.");
        }

        return await figures.AnswerAsync(
            format,
            state => AnalyticsQuery.Of(from, to, "day", null, state.LastDay, UsualDays, "all"),
            async (connection, query, token) =>
            {
                var all = await CellReader.ReadAsync(connection, "sales", "all", query.From, query.To, token);
                var byCategory = await CellReader.ReadAsync(connection, "sales", "category", query.From, query.To, token);
                return all.Concat(byCategory).ToList();
            },
            (query, state, cells) =>
                new TrendsAnswer(
                    query.From,
                    query.To,
                    word,
                    state.Currency,
                    state.RefreshedAt,
                    Trends(cells, category, amount, horizon ?? 14)
                ),
            Csv,
            cancel
        );
    }

    private static List<MarketTrend> Trends(
        List<AnalyticsCellRow> cells,
        string? category,
        Func<AnalyticsCellRow, double> amount,
        int horizon
    )
    {
        var stretches = cells.Count(cell => cell.Dimension == "all");
        return
        [
            .. cells
                .GroupBy(cell => cell.Value, StringComparer.Ordinal)
                // A category that is shown now and then is no series.
                .Where(value =>
                    category is { Length: > 0 } ? value.Key == category : value.Count() * 2 >= stretches && value.Key != Stretches.Other
                )
                .OrderByDescending(value => value.Key == "*")
                .ThenByDescending(value => value.Sum(amount))
                .Take(MostCategories + 1)
                .Select(value =>
                {
                    var (first, values) = TrendSeries.Of([.. value], amount);
                    var days = TrendSeries.TakeApart(first, values);
                    return new MarketTrend(
                        value.Key,
                        CellReader.Money(value.Sum(amount)),
                        days,
                        [.. days.Where(day => day.IsAnomaly).Select(day => day.Day)],
                        TrendSeries.Forecast(first, values, horizon),
                        TrendSeries.Test(values, horizon)
                    );
                }),
        ];
    }

    private static FileContentHttpResult Csv(TrendsAnswer answer) =>
        CsvAnswer.Of(
            "trends",
            ["category", "day", answer.Measure, "trend", "season", "rest", "anomaly", "forecast", "low", "high"],
            answer.Trends.SelectMany(trend =>
                trend
                    .Days.Select(d =>
                        new object?[] { trend.Value, d.Day, d.Value, d.Trend, d.Season, d.Rest, d.IsAnomaly ? 1 : 0, null, null, null }
                    )
                    .Concat(
                        trend.Forecast.Select(f =>
                            new object?[] { trend.Value, f.Day, null, null, null, null, null, f.Mean, f.Low, f.High }
                        )
                    )
            )
        );
}
