using Marketing.DemoShop.Catalogue;

namespace Marketing.DemoShop.Simulation;

/// <summary>
/// The shop's own calendar. It is tied to the day's number and not to the date that the day falls on: whatever the last day, the year is the same one,
/// moved by whole days. Day 0 is a Saturday 22 November.
/// </summary>
internal static class ShopCalendar
{
    public const int Days = 365;

    private static readonly DateOnly FirstDay = new(2025, 11, 22);

    public static DateOnly DateOf(int day) => FirstDay.AddDays(day);

    /// <summary>Visits of this day as a multiple of an ordinary one.</summary>
    public static double Traffic(int day)
    {
        var date = DateOf(day);
        var week =
            date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1.18
            : date.DayOfWeek is DayOfWeek.Friday ? 0.92
            : 0.97;
        return week * Feast(date);
    }

    /// <summary>What the shop asks, as a share of the list price.</summary>
    public static decimal PriceLevel(int day) => IsSale(day) ? 0.85m : 1m;

    /// <summary>The days of 11.11, 6.18 and Black Friday.</summary>
    public static bool IsSale(int day) =>
        DateOf(day) is { Month: 11, Day: 10 or 11 } or { Month: 6, Day: 18 } or { Month: 11, Day: >= 27 and <= 30 };

    /// <summary>Demand for a kind of product as a multiple of its ordinary one.</summary>
    public static double Season(Kind kind, int day)
    {
        var date = DateOf(day);
        var factor = 1.0;
        foreach (var flag in kind.Flags)
        {
            factor *= flag switch
            {
                "summer" => 0.3 + 2.6 * Bump(date.DayOfYear, 190, 42),
                "winter" => 0.35 + 2.2 * Bump(date.DayOfYear, 5, 45),
                "spring" => 0.6 + 1.9 * Bump(date.DayOfYear, 105, 35),
                "school" => 0.8 + 1.9 * Bump(date.DayOfYear, 238, 20),
                "newyear" => 0.85 + 1.8 * Bump(date.DayOfYear, 10, 20),
                "xmas" => 0.75 + 3.0 * Bump(date.DayOfYear, 347, 13),
                "gift" => 0.85 + 1.2 * Bump(date.DayOfYear, 347, 13) + 0.8 * Bump(date.DayOfYear, 42, 6),
                _ => 1,
            };
        }

        return IsSale(day) && kind.Department is "Electronics" or "Phones" ? factor * 1.5 : factor;
    }

    private static double Feast(DateOnly date) =>
        date switch
        {
            { Month: 11, Day: 11 } => 2.7,
            { Month: 11, Day: 9 or 10 } => 1.45,
            { Month: 11, Day: >= 27 and <= 30 } => 1.75,
            { Month: 6, Day: 18 } => 1.9,
            { Month: 12, Day: >= 1 and <= 20 } => 1.4,
            { Month: 12, Day: 24 or 25 } => 0.6,
            { Month: 2, Day: >= 16 and <= 19 } => 0.75,
            _ => 1,
        };

    /// <summary>1 on the day, falling off by a Gaussian; the year is a circle.</summary>
    private static double Bump(int dayOfYear, int centre, double width)
    {
        var distance = Math.Abs(dayOfYear - centre);
        distance = Math.Min(distance, 365 - distance);
        return Math.Exp(-0.5 * distance * distance / (width * width));
    }
}
