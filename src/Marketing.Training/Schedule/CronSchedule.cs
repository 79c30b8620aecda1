using System.Globalization;
using Quartz;

namespace Marketing.Training;

/// <summary>
/// A cron expression as crontab means it: five fields, Sunday is 0 or 7, and when both day fields are restricted either of them suffices.
/// Quartz numbers the days from 1 and knows no "either", so one expression may become two of its.
/// </summary>
internal sealed class CronSchedule
{
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private readonly CronExpression[] _expressions;

    private CronSchedule(CronExpression[] expressions) => _expressions = expressions;

    /// <summary>Null with a reason when <paramref name="text"/> cannot be read or never comes true.</summary>
    public static CronSchedule? TryParse(string text, TimeZoneInfo zone, out string error)
    {
        error = "";
        try
        {
            var parsed = new CronSchedule([.. Translate(text).Select(quartz => new CronExpression(quartz) { TimeZone = zone })]);
            if (parsed.NextAfter(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)) is not null)
            {
                return parsed;
            }

            error = "it never comes true.";
        }
        catch (FormatException e)
        {
            error = e.Message;
        }
        catch (ArgumentException e)
        {
            error = e.Message;
        }

        return null;
    }

    /// <summary>The first instant after <paramref name="instant"/>, or null when there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => _expressions.Select(e => e.GetNextValidTimeAfter(instant)).Min();

    internal static IEnumerable<string> Translate(string text)
    {
        var fields = (
            text.Trim() switch
            {
                "@hourly" => "0 * * * *",
                "@daily" or "@midnight" => "0 0 * * *",
                "@weekly" => "0 0 * * 0",
                "@monthly" => "0 0 1 * *",
                var other => other,
            }
        ).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is 6 or 7)
        {
            return [string.Join(' ', fields)]; // Quartz's own form: seconds first
        }

        if (fields.Length != 5)
        {
            throw new FormatException($"it has {fields.Length} fields instead of 5 (minute, hour, day of month, month, day of week).");
        }

        var (time, dayOfMonth, month, dayOfWeek) = ($"0 {fields[0]} {fields[1]}", fields[2], fields[3], fields[4]);
        var anyDayOfMonth = dayOfMonth is "*" or "?";
        if (dayOfWeek is "*" or "?")
        {
            return [$"{time} {(anyDayOfMonth ? "*" : dayOfMonth)} {month} ?"];
        }

        var onWeekdays = $"{time} ? {month} {DayNames(dayOfWeek)}";
        return anyDayOfMonth ? [onWeekdays] : [$"{time} {dayOfMonth} {month} ?", onWeekdays];
    }

    private static string DayNames(string field)
    {
        var days = new SortedSet<int>();
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') is [var r, var s] ? (r, Number(s, 1, 7)) : (part, 1);
            var (first, last) =
                range == "*" ? (0, 6)
                : range.Split('-') is [var from, var to] ? (Day(from), Day(to))
                : range != part ? (Day(range), 6)
                : (Day(range), Day(range));
            if (first > last)
            {
                last += 7; // "fri-mon" runs over the week's end
            }

            for (var day = first; day <= last; day += step)
            {
                days.Add(day % 7);
            }
        }

        return string.Join(',', days.Select(day => Days[day]));
    }

    private static int Day(string text) =>
        Array.FindIndex(Days, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var named
            ? named
            : Number(text, 0, 7);

    private static int Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"\"{text}\" is not a number from {least} to {most} or a day's name.");
}
