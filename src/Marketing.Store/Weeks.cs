namespace Marketing.Store;

/// <summary>Weeks from Monday to Sunday (ISO 8601), as every report divides time.</summary>
public static class Weeks
{
    /// <summary>Monday of the week.</summary>
    public static DateOnly Monday(DateOnly day) => day.AddDays(-SinceMonday(day.DayOfWeek));

    /// <summary>The same time of day on Monday of the week.</summary>
    /// <exception cref="ArgumentOutOfRangeException">That Monday lies before all time.</exception>
    public static DateTimeOffset Monday(DateTimeOffset day) => day.AddDays(-SinceMonday(day.DayOfWeek));

    /// <summary>Days since Monday, 0 to 6.</summary>
    public static int SinceMonday(DayOfWeek day) => ((int)day + 6) % 7;
}
