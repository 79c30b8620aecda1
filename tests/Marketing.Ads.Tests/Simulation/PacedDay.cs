using Marketing.Ads.Budgets;
using Marketing.Learning;

namespace Marketing.Ads.Simulation;

/// <summary>A day of traffic with a quiet night and a busy evening, on which one campaign spends its budget at the pace that is set every minute.</summary>
internal static class PacedDay
{
    public const int Chances = 200_000;
    public const decimal Cost = .002m;
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How busy an hour is.</summary>
    public static double Traffic(int hour) =>
        hour < 7 ? 1
        : hour < 17 ? 3
        : 8;

    /// <summary>The part of the day's traffic that lies before an hour.</summary>
    public static double Before(int hour) => Enumerable.Range(0, hour).Sum(Traffic) / Enumerable.Range(0, 24).Sum(Traffic);

    /// <summary>The part of the budget that is spent in the end.</summary>
    /// <param name="seed">Of forecast and chances.</param>
    /// <param name="share">Budget as a part of what the whole day's traffic would cost.</param>
    /// <param name="each">Told after each hour what is spent so far.</param>
    public static double Spent(ulong seed, double share, Action<int, double>? each = null)
    {
        var budget = decimal.Round((decimal)share * Chances * Cost, 2);
        // The forecast comes from another day of the same shop: each hour is off by up to a tenth.
        var forecast = new TrafficForecast([
            .. Enumerable.Range(0, 24).Select(hour => 10_000 * Traffic(hour) * (.9 + (.2 * SplitMix64.Uniform(seed + 50, (ulong)hour)))),
        ]);
        var (state, rate, taken) = (new PaceState(), 1.0, 0m);
        ulong chance = 0;
        for (var minute = 0; minute < 1440; minute++)
        {
            rate = Pacer.Next(state, rate, taken, budget - taken, Midnight.AddMinutes(minute), forecast);
            var chances = (int)(Chances * Traffic(minute / 60) / Enumerable.Range(0, 24).Sum(Traffic) / 60);
            for (var at = 0; at < chances; at++)
            {
                if (SplitMix64.Uniform(seed, chance++) < rate && taken + Cost <= budget)
                {
                    taken += Cost;
                }
            }

            if (minute % 60 == 59)
            {
                each?.Invoke((minute / 60) + 1, (double)(taken / budget));
            }
        }

        return (double)(taken / budget);
    }
}
