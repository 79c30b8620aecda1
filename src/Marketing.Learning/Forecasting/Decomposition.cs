namespace Marketing.Learning.Forecasting;

/// <summary>
/// A series taken apart into trend, season and rest: classical additive decomposition by centred moving averages (Hyndman and Athanasopoulos 3.4).
/// The steps that stand far from trend and season are anomalies.
/// </summary>
/// <param name="Trend">Shape of the series.</param>
/// <param name="Season">Shape of the series; sums to 0 over a period.</param>
/// <param name="Rest">series − trend − season.</param>
/// <param name="Anomalies">Indices where |rest − median| is above 4 robust deviations (1.4826 · median |rest − median|), found one by one.</param>
public sealed record Decomposition(double[] Trend, double[] Season, double[] Rest, int[] Anomalies)
{
    private const double AnomalyFrom = 4;

    /// <summary>Takes a series apart.</summary>
    /// <param name="series">Equally spaced, finite.</param>
    /// <param name="period">Steps of a season; 1 means none.</param>
    public static Decomposition Of(double[] series, int period)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        var season = series.Length >= 2 * period ? period : 1;
        // The strangest step lifts its neighbours' averages: it is put on the line before the next one is looked for.
        var (calm, anomalies) = ((double[])series.Clone(), new List<int>());
        var (trend, seasonal) = Lines(calm, season);
        while (anomalies.Count < series.Length / 10 && Strangest(calm, trend, seasonal) is { } strangest)
        {
            anomalies.Add(strangest);
            for (var pass = 0; pass < 5; pass++)
            {
                calm[strangest] = trend[strangest] + seasonal[strangest];
                (trend, seasonal) = Lines(calm, season);
            }
        }

        return new Decomposition(
            trend,
            seasonal,
            [.. Enumerable.Range(0, series.Length).Select(t => series[t] - trend[t] - seasonal[t])],
            [.. anomalies.Order()]
        );
    }

    private static (double[] Trend, double[] Season) Lines(double[] series, int season)
    {
        double[] trend = [.. Enumerable.Range(0, series.Length).Select(t => MovingAverage(series, t, season))];
        Straighten(trend, season == 1 ? 7 : season);
        if (season == 1)
        {
            return (trend, new double[series.Length]);
        }

        var byPlace = Enumerable
            .Range(0, season)
            .Select(place =>
                Enumerable
                    .Range(0, series.Length)
                    .Where(t => t % season == place)
                    .Select(t => series[t] - trend[t])
                    .DefaultIfEmpty(0)
                    .Average()
            )
            .ToArray();
        var middle = byPlace.Average();
        return (trend, [.. Enumerable.Range(0, series.Length).Select(t => byPlace[t % season] - middle)]);
    }

    /// <summary>At both ends the average has no whole season: the line goes on from the whole ones as it went over the season next to it.</summary>
    private static void Straighten(double[] trend, int length)
    {
        var (half, last) = (length / 2, trend.Length - 1);
        if (trend.Length < (2 * half) + length + 1)
        {
            return;
        }

        var (begin, end) = ((trend[half + length] - trend[half]) / length, (trend[last - half] - trend[last - half - length]) / length);
        for (var away = 1; away <= half; away++)
        {
            trend[half - away] = trend[half] - (away * begin);
            trend[last - half + away] = trend[last - half] + (away * end);
        }
    }

    private static int? Strangest(double[] series, double[] trend, double[] season)
    {
        double[] rest = [.. Enumerable.Range(0, series.Length).Select(t => series[t] - trend[t] - season[t])];
        var median = Median(rest);
        double[] away = [.. rest.Select(value => Math.Abs(value - median))];
        var farthest = Array.IndexOf(away, away.DefaultIfEmpty(0).Max());
        var deviation = 1.4826 * Median(away);
        return deviation > 0 && farthest >= 0 && away[farthest] > AnomalyFrom * deviation ? farthest : null;
    }

    /// <summary>Over one whole season around t, both half steps at the ends of an even one; without a season over seven steps.</summary>
    private static double MovingAverage(double[] series, int t, int period)
    {
        var length = period == 1 ? 7 : period;
        var half = length / 2;
        var (sum, weight) = (0.0, 0.0);
        for (var offset = -half; offset <= half; offset++)
        {
            if (t + offset >= 0 && t + offset < series.Length)
            {
                var part = length % 2 == 0 && Math.Abs(offset) == half ? .5 : 1;
                (sum, weight) = (sum + (part * series[t + offset]), weight + part);
            }
        }

        return sum / weight;
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
