using System.Globalization;
using System.Text.Json.Serialization;

namespace Marketing.Ads.Definitions;

/// <summary>A part of the day, by the customer's own clock; it may go over midnight. From and to alike: no time at all.</summary>
/// <param name="From">The first minute of it, <c>HH:mm</c>.</param>
/// <param name="To">The first minute after it, <c>HH:mm</c>.</param>
internal sealed record QuietHours(string From, string To)
{
    private const string Form = "HH:mm";

    /// <summary>For messages, unless a channel says otherwise.</summary>
    public static QuietHours Night { get; } = new("21:00", "08:00");

    [JsonIgnore]
    private int FromMinute { get; } = Minute(From);

    [JsonIgnore]
    private int ToMinute { get; } = Minute(To);

    /// <summary>Whether a minute of the day, 0 to 1,439, is quiet.</summary>
    public bool Contains(int minute) =>
        FromMinute <= ToMinute ? minute >= FromMinute && minute < ToMinute : minute >= FromMinute || minute < ToMinute;

    public bool Contains(DateTime local) => Contains((local.Hour * 60) + local.Minute);

    public void Check(string field, FieldCheck check)
    {
        check.Require(field + ".from", Minute(From) >= 0, "must be a time of day as HH:mm.");
        check.Require(field + ".to", Minute(To) >= 0, "must be a time of day as HH:mm.");
    }

    private static int Minute(string? text) =>
        TimeOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 60) + time.Minute
            : -1;
}
