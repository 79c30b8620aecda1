namespace Marketing.Store.Imports;

/// <summary>
/// Clock time in the United Kingdom, by the rule that has held since 1996: an hour ahead of UTC from 01:00 UTC on the last Sunday of March to 01:00 UTC on the
/// last Sunday of October. Written out, since an import must not depend on whether a machine carries a database of time zones.
/// </summary>
internal static class UnitedKingdomTime
{
    /// <summary>The instant of a clock time. The hour that the clock shows twice is taken as summer time, the hour that it skips as if it had not been skipped.</summary>
    public static DateTimeOffset ToUtc(DateTime clock)
    {
        var utcIfSummer = clock.AddHours(-1);
        var isSummer = utcIfSummer >= LastSunday(clock.Year, 3).AddHours(1) && utcIfSummer < LastSunday(clock.Year, 10).AddHours(1);
        return new DateTimeOffset(isSummer ? utcIfSummer : clock, TimeSpan.Zero);
    }

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, DateTime.DaysInMonth(year, month), 0, 0, 0, DateTimeKind.Unspecified);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
