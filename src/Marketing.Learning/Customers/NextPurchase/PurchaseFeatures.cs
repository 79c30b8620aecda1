using Marketing.Learning.Customers.Value;

namespace Marketing.Learning.Customers.NextPurchase;

/// <summary>What is known of a customer at an instant, as numbers; nothing after the instant is looked at.</summary>
public static class PurchaseFeatures
{
    // Longer ago counts as this long ago: two years of silence and three are the same silence.
    private const double LongestDays = 730;

    /// <summary>What each feature is, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "daysSincePurchase",
        "neverBought",
        "daysSinceFirst",
        "daysSinceAnything",
        "orders",
        "orders7Days",
        "orders30Days",
        "orders90Days",
        "spend",
        "meanOrder",
        "returnShare",
        "meanGap",
        "silenceInGaps",
        "looks7Days",
        "looks30Days",
        "carts7Days",
        "carts30Days",
        "expectedPurchases",
    ];

    /// <summary>Place of <c>daysSincePurchase</c> among <see cref="Names"/>.</summary>
    public const int Recency = 0;

    /// <summary>Purchase days of a customer as BG/NBD wants them, in weeks; null before the first purchase.</summary>
    /// <param name="activities">Sorted.</param>
    /// <param name="at">The instant, in days.</param>
    public static BuyingRecord? Record(ReadOnlySpan<Activity> activities, double at)
    {
        var (days, first, last) = (0, 0.0, double.NegativeInfinity);
        foreach (var activity in activities)
        {
            if (activity.Day > at)
            {
                break;
            }

            if (activity.Kind == ActivityKind.Purchase && Math.Floor(activity.Day) > last)
            {
                last = Math.Floor(activity.Day);
                first = days == 0 ? last : first;
                days++;
            }
        }

        return days == 0 ? null : new BuyingRecord(days - 1, (last - first) / 7, Math.Max(Math.Floor(at) - first, last - first) / 7);
    }

    /// <summary>The features. Shape as <see cref="Names"/>.</summary>
    /// <param name="activities">Sorted.</param>
    /// <param name="at">The instant, in days.</param>
    /// <param name="expected">Purchases that BG/NBD expects in the time asked for; 0 where nothing was bought.</param>
    public static double[] Of(ReadOnlySpan<Activity> activities, double at, double expected)
    {
        var (first, lastAny, lastDay) = (double.NaN, double.NaN, double.NegativeInfinity);
        var (spend, orders, returns, firstDay) = (0.0, 0, 0, 0.0);
        Span<int> recent = stackalloc int[7];
        foreach (var (day, kind, amount) in activities)
        {
            if (day > at)
            {
                break;
            }

            first = double.IsNaN(first) ? day : first;
            lastAny = day;
            var age = at - day;
            switch (kind)
            {
                case ActivityKind.Purchase:
                    spend += amount;
                    if (Math.Floor(day) > lastDay)
                    {
                        lastDay = Math.Floor(day);
                        firstDay = orders == 0 ? lastDay : firstDay;
                        orders++;
                        recent[0] += age <= 7 ? 1 : 0;
                        recent[1] += age <= 30 ? 1 : 0;
                        recent[2] += age <= 90 ? 1 : 0;
                    }

                    break;
                case ActivityKind.Return:
                    returns++;
                    break;
                case ActivityKind.Cart:
                    recent[5] += age <= 7 ? 1 : 0;
                    recent[6] += age <= 30 ? 1 : 0;
                    break;
                default:
                    recent[3] += age <= 7 ? 1 : 0;
                    recent[4] += age <= 30 ? 1 : 0;
                    break;
            }
        }

        var silence = orders == 0 ? LongestDays : Math.Clamp(at - lastDay, 0, LongestDays);
        var gap = orders < 2 ? LongestDays : Math.Max((lastDay - firstDay) / (orders - 1), 1);
        return
        [
            Log(silence),
            orders == 0 ? 1 : 0,
            Log(double.IsNaN(first) ? 0 : Math.Min(at - first, LongestDays)),
            Log(double.IsNaN(lastAny) ? LongestDays : Math.Min(at - lastAny, LongestDays)),
            Log(orders),
            Log(recent[0]),
            Log(recent[1]),
            Log(recent[2]),
            Log(spend),
            Log(orders == 0 ? 0 : spend / orders),
            returns / (double)Math.Max(1, orders + returns),
            Log(gap),
            Log(Math.Min(silence / gap, 20)),
            Log(recent[3]),
            Log(recent[4]),
            Log(recent[5]),
            Log(recent[6]),
            Math.Log(expected + .01),
        ];
    }

    private static double Log(double value) => Math.Log(1 + Math.Max(0, value));
}
