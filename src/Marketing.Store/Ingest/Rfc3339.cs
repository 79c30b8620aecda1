namespace Marketing.Store;

/// <summary>
/// Reads RFC 3339 times. The framework's parsers also take times without a zone, and then guess one from the machine: an event's time must not depend on
/// where the server stands.
/// </summary>
public static class Rfc3339
{
    /// <summary>Parses <c>yyyy-MM-ddTHH:mm:ss[.fraction](Z|±HH:mm)</c>; digits of the fraction beyond microseconds are dropped.</summary>
    /// <returns>False for anything else, for days that do not exist, for leap seconds, and for times outside the years 1 to 9999 in UTC.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (
            text.Length < 20
            || !Digits(text[..4], out var year)
            || text[4] != '-'
            || !Digits(text[5..7], out var month)
            || text[7] != '-'
            || !Digits(text[8..10], out var day)
            || (text[10] | 0x20) != 't'
            || !Digits(text[11..13], out var hour)
            || text[13] != ':'
            || !Digits(text[14..16], out var minute)
            || text[16] != ':'
            || !Digits(text[17..19], out var second)
            || year < 1
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59
            || !Fraction(text[19..], out var microseconds, out var zone)
            || !Offset(zone, out var offset)
        )
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).Ticks;
        ticks += (microseconds * TimeSpan.TicksPerMicrosecond) - (offset * TimeSpan.TicksPerMinute);
        // The first instant of the calendar means "minus infinity" to the database driver.
        if (ticks <= 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var character in text)
        {
            if (character is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + character - '0';
        }

        return true;
    }

    private static bool Fraction(ReadOnlySpan<byte> text, out int microseconds, out ReadOnlySpan<byte> zone)
    {
        microseconds = 0;
        zone = text;
        if (text[0] != '.')
        {
            return true;
        }

        var length = 1;
        for (; length < text.Length && text[length] is >= (byte)'0' and <= (byte)'9'; length++)
        {
            microseconds = length <= 6 ? (microseconds * 10) + text[length] - '0' : microseconds;
        }

        for (var digits = length - 1; digits < 6; digits++)
        {
            microseconds *= 10;
        }

        zone = text[length..];
        return length > 1;
    }

    private static bool Offset(ReadOnlySpan<byte> zone, out int minutes)
    {
        minutes = 0;
        if (zone.Length == 1)
        {
            return (zone[0] | 0x20) == 'z';
        }

        if (
            zone.Length != 6
            || zone[0] is not ((byte)'+' or (byte)'-')
            || zone[3] != ':'
            || !Digits(zone[1..3], out var hours)
            || !Digits(zone[4..6], out minutes)
            || hours > 23
            || minutes > 59
        )
        {
            return false;
        }

        minutes = (zone[0] == '-' ? -1 : 1) * ((hours * 60) + minutes);
        return true;
    }
}
