namespace Marketing.Learning.Forecasting;

/// <summary>
/// Additive Holt-Winters with damped trend (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 8.3-8.4): level, trend and season
/// follow the series by exponential smoothing; the smoothing is chosen by the squared errors one step ahead.
/// </summary>
public sealed class HoltWinters
{
    private const double Damping = .95;
    private static readonly double[] Levels = [.05, .1, .2, .35, .5, .8];
    private static readonly double[] Trends = [0, .02, .1];
    private static readonly double[] Seasons = [0, .05, .15, .35];
    private readonly double _level;
    private readonly double _trend;
    private readonly double[] _season;
    private readonly int _next;

    private HoltWinters(double alpha, double beta, double gamma, double[] series, int period)
    {
        (Alpha, Beta, Gamma, Period) = (alpha, beta, gamma, period);
        (_level, _trend, _season) = Begin(series, period);
        var errors = 0.0;
        Fitted = new double[series.Length];
        for (var t = 0; t < series.Length; t++)
        {
            var place = t % period;
            Fitted[t] = _level + (Damping * _trend) + _season[place];
            var miss = series[t] - Fitted[t];
            // The first two seasons have set the beginnings: their errors say little.
            errors += t < 2 * period && series.Length > 3 * period ? 0 : miss * miss;
            var level = (alpha * (series[t] - _season[place])) + ((1 - alpha) * (_level + (Damping * _trend)));
            _trend = (beta * (level - _level)) + ((1 - beta) * Damping * _trend);
            _season[place] = (gamma * (series[t] - level)) + ((1 - gamma) * _season[place]);
            _level = level;
        }

        _next = series.Length;
        var counted = series.Length > 3 * period ? series.Length - (2 * period) : series.Length;
        Deviation = Math.Sqrt(errors / Math.Max(1, counted));
    }

    /// <summary>Smoothing of the level.</summary>
    public double Alpha { get; }

    /// <summary>Smoothing of the trend.</summary>
    public double Beta { get; }

    /// <summary>Smoothing of the season.</summary>
    public double Gamma { get; }

    /// <summary>Steps of a season; 1 means none.</summary>
    public int Period { get; }

    /// <summary>Root of the mean squared error one step ahead.</summary>
    public double Deviation { get; }

    /// <summary>What was expected of each step from those before it. Shape of the series.</summary>
    public double[] Fitted { get; }

    /// <summary>Fits.</summary>
    /// <param name="series">Equally spaced, finite, at least two values.</param>
    /// <param name="period">Steps of a season (7 for days in weeks); taken as 1 where the series has fewer than two of them.</param>
    public static HoltWinters Fit(double[] series, int period)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(series.Length, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        var season = series.Length >= 2 * period ? period : 1;
        return (
                from alpha in Levels
                from beta in Trends
                from gamma in season == 1 ? [0] : Seasons
                select new HoltWinters(alpha, beta, gamma, series, season)
            ).MinBy(model => model.Deviation) ?? throw new InvalidOperationException("There is always a model.");
    }

    /// <summary>The next steps with their 95 % intervals (class 1 variance, Hyndman and Athanasopoulos table 8.8).</summary>
    /// <param name="steps">At least 1.</param>
    public Forecast[] Next(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var answer = new Forecast[steps];
        var (variance, damped, trend) = (1.0, 0.0, 0.0);
        for (var h = 1; h <= steps; h++)
        {
            trend += Math.Pow(Damping, h);
            var mean = _level + (trend * _trend) + _season[(_next + h - 1) % Period];
            var reach = 1.96 * Deviation * Math.Sqrt(variance);
            answer[h - 1] = new Forecast(mean, mean - reach, mean + reach);
            damped += Math.Pow(Damping, h);
            var c = Alpha + (Alpha * Beta * damped) + (h % Period == 0 && Period > 1 ? Gamma * (1 - Alpha) : 0);
            variance += c * c;
        }

        return answer;
    }

    private static (double Level, double Trend, double[] Season) Begin(double[] series, int period)
    {
        if (period == 1)
        {
            return (series[0], 0, [0]);
        }

        var (first, second) = (series.Take(period).Average(), series.Skip(period).Take(period).Average());
        return (first, (second - first) / period, [.. series.Take(period).Select(value => value - first)]);
    }
}

/// <summary>What to expect of a step.</summary>
/// <param name="Mean">The middle.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
public readonly record struct Forecast(double Mean, double Low, double High);
