namespace Marketing.Store;

/// <summary>What is allowed in each field of a customer's profile. The one place for it.</summary>
public static class UserRules
{
    /// <summary>Notes everything that is wrong with the profile's fields. Attributes are taken as canonical already.</summary>
    public static void Check(NewUser row, RowFaults faults)
    {
        if (!TextRules.IsUserId(row.UserId))
        {
            EventRules.NotAnId("userId", row.UserId, faults);
        }

        EventRules.CheckLanguage(row.Language, faults);
        if (row.TimeZone is not null && !IsTimeZone(row.TimeZone))
        {
            faults.Add("timeZone", RejectCodes.InvalidValue, "'timeZone' must be an IANA time zone, such as Europe/Berlin.");
        }

        EventRules.CheckBytes("attributes", row.Attributes, EventRules.MaxAttributesBytes, faults);
    }

    /// <summary>Is it a zone that this machine knows? On a machine without a zone database its shape decides.</summary>
    private static bool IsTimeZone(string name) =>
        name.Length is >= 2 and <= 64
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && (TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) || !TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _));
}
