namespace Marketing.Ads.Budgets;

/// <summary>What pacing remembers of a campaign.</summary>
internal sealed class PaceState
{
    public DateTimeOffset? At { get; set; }

    public decimal Taken { get; set; }

    /// <summary>What a whole day's traffic would cost if every chance were taken; 0 until measured.</summary>
    public double DayAtFullRate { get; set; }
}

/// <summary>
/// Probabilistic throttling (Agarwal et al., "Budget Pacing for Targeted Online Advertisements at LinkedIn", 2014, in its forecast form): the share of chances to take is
/// what is left of the budget over what the rest of the day's traffic would cost if every chance were taken, measured minute by minute.
/// </summary>
internal static class Pacer
{
    private const double Memory = .7;
    private const double Least = .001;

    /// <summary>The new pass rate.</summary>
    /// <param name="state">Changed by the measurement.</param>
    /// <param name="rate">The pass rate since the last call.</param>
    /// <param name="taken">Taken by this replica so far.</param>
    /// <param name="free">What this replica may still take today.</param>
    /// <param name="now">The time.</param>
    /// <param name="traffic">What share of a day's traffic lies between two moments.</param>
    public static double Next(PaceState state, double rate, decimal taken, decimal free, DateTimeOffset now, TrafficForecast traffic)
    {
        if (state.At is { } before && now > before)
        {
            var share = traffic.Between(before, now);
            if (share > 0)
            {
                var measured = (double)Math.Max(0, taken - state.Taken) / share / Math.Max(Least, rate);
                state.DayAtFullRate = state.DayAtFullRate == 0 ? measured : (Memory * state.DayAtFullRate) + ((1 - Memory) * measured);
            }
        }

        (state.At, state.Taken) = (now, taken);
        var rest = traffic.Between(now, new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero)) * state.DayAtFullRate;
        return rest <= 0 ? 1 : Math.Clamp((double)free / rest, Least, 1);
    }
}

/// <summary>How a day's traffic is spread over its hours (UTC), from what past days were like.</summary>
internal sealed class TrafficForecast
{
    private readonly double[] _hours;

    /// <param name="counts">Decisions by hour of the day, shape [24]; each hour counts a little more than it had, so that none is impossible.</param>
    public TrafficForecast(IReadOnlyList<double> counts)
    {
        var sum = counts.Sum();
        var prior = Math.Max(1, sum * .001);
        _hours = [.. counts.Select(count => (count + prior) / (sum + (24 * prior)))];
    }

    /// <summary>Every hour alike.</summary>
    public static TrafficForecast Flat { get; } = new(new double[24]);

    /// <summary>The share of one day's traffic between two moments of the same day; hours are taken as even within.</summary>
    public double Between(DateTimeOffset from, DateTimeOffset to) => from >= to ? 0 : Until(to, from) - Until(from, from);

    private double Until(DateTimeOffset moment, DateTimeOffset dayOf)
    {
        var day = dayOf.UtcDateTime.Date;
        var hours = Math.Clamp((moment.UtcDateTime - day).TotalHours, 0, 24);
        var whole = (int)hours;
        var sum = _hours.Take(whole).Sum();
        return whole < 24 ? sum + ((hours - whole) * _hours[whole]) : sum;
    }
}
