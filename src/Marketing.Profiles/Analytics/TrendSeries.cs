using Marketing.Learning.Forecasting;
using Marketing.Store;

namespace Marketing.Profiles.Analytics;

/// <summary>How good forecasts of a series have been where they can be compared with what came.</summary>
/// <param name="Rounds">Forecasts made, each from another day, of as many days as are asked for.</param>
/// <param name="MeanAbsoluteError">Mean of |forecast − what came| by day.</param>
/// <param name="WeightedError">Σ |forecast − what came| ÷ Σ |what came|; absent where nothing came.</param>
/// <param name="ScaledError">The mean absolute error ÷ that of "as on the same weekday a week before" on the same days: below 1 it is better; absent where that never errs.</param>
/// <param name="Coverage">Share of the days inside their 95 % interval.</param>
internal sealed record Backtest(int Rounds, double MeanAbsoluteError, double? WeightedError, double? ScaledError, double Coverage);

/// <summary>A day of a series.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Value">What was; where several days were pooled, an equal part of it.</param>
/// <param name="Trend">Without season and rest.</param>
/// <param name="Season">What the weekday adds.</param>
/// <param name="Rest">What neither says.</param>
/// <param name="IsAnomaly">The rest stands far from the others.</param>
internal sealed record TrendDay(DateOnly Day, double Value, double Trend, double Season, double Rest, bool IsAnomaly);

/// <summary>A day to come.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Mean">The middle.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
internal sealed record ForecastDay(DateOnly Day, double Mean, double Low, double High);

/// <summary>Series of days out of base cells, and what is said of them.</summary>
internal static class TrendSeries
{
    public const int Season = 7;
    private const int MostRounds = 6;

    /// <summary>The days from the first cell to the last. A stretch of several days gives each an equal part; between stretches in which a category was too small to be
    /// shown it is taken to go on as around them.</summary>
    /// <param name="cells">Cells of one value, oldest first, not overlapping.</param>
    /// <param name="amount">What is counted.</param>
    public static (DateOnly First, double[] Values) Of(IReadOnlyList<AnalyticsCellRow> cells, Func<AnalyticsCellRow, double> amount)
    {
        if (cells.Count == 0)
        {
            return (default, []);
        }

        var first = cells[0].FirstDay;
        var values = new double[cells[^1].LastDay.DayNumber - first.DayNumber + 1];
        Array.Fill(values, double.NaN);
        foreach (var cell in cells)
        {
            var (from, count) = (cell.FirstDay.DayNumber - first.DayNumber, cell.LastDay.DayNumber - cell.FirstDay.DayNumber + 1);
            values.AsSpan(from, count).Fill(amount(cell) / count);
        }

        for (var at = 1; at < values.Length; at++)
        {
            if (double.IsNaN(values[at]))
            {
                var next = Array.FindIndex(values, at, value => !double.IsNaN(value));
                var step = (values[next] - values[at - 1]) / (next - at + 1);
                values[at] = values[at - 1] + step;
            }
        }

        return (first, values);
    }

    /// <summary>Takes a series apart.</summary>
    public static List<TrendDay> TakeApart(DateOnly first, double[] values)
    {
        var parts = Decomposition.Of(values, Season);
        return
        [
            .. values.Select(
                (value, at) =>
                    new TrendDay(
                        first.AddDays(at),
                        CellReader.Money(value),
                        CellReader.Money(parts.Trend[at]),
                        CellReader.Money(parts.Season[at]),
                        CellReader.Money(parts.Rest[at]),
                        parts.Anomalies.Contains(at)
                    )
            ),
        ];
    }

    /// <summary>What is to come. What cannot be below 0 is not.</summary>
    public static List<ForecastDay> Forecast(DateOnly first, double[] values, int days) =>
        values.Length < 2
            ? []
            :
            [
                .. HoltWinters
                    .Fit(values, Season)
                    .Next(days)
                    .Select(
                        (day, at) =>
                            new ForecastDay(
                                first.AddDays(values.Length + at),
                                CellReader.Money(Math.Max(0, day.Mean)),
                                CellReader.Money(Math.Max(0, day.Low)),
                                CellReader.Money(Math.Max(0, day.High))
                            )
                    ),
            ];

    /// <summary>Forecasts from earlier days, newest first and not overlapping, each made from what was known then; null where the series is too short for one.</summary>
    public static Backtest? Test(double[] values, int days)
    {
        var (rounds, errors, naive, sum, inside, count) = (0, 0.0, 0.0, 0.0, 0, 0);
        for (var cut = values.Length - days; cut >= 4 * Season && rounds < MostRounds; cut -= days)
        {
            var forecast = HoltWinters.Fit(values[..cut], Season).Next(days);
            for (var at = 0; at < days; at++)
            {
                var was = values[cut + at];
                errors += Math.Abs(Math.Max(0, forecast[at].Mean) - was);
                naive += Math.Abs(values[cut + (at % Season) - Season] - was);
                sum += Math.Abs(was);
                inside += was >= Math.Max(0, forecast[at].Low) && was <= forecast[at].High ? 1 : 0;
                count++;
            }

            rounds++;
        }

        return rounds == 0
            ? null
            : new Backtest(
                rounds,
                CellReader.Money(errors / count),
                sum > 0 ? Math.Round(errors / sum, 4) : null,
                naive > 0 ? Math.Round(errors / naive, 4) : null,
                Math.Round((double)inside / count, 4)
            );
    }
}
