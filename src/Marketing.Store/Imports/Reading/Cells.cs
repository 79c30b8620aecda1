using System.Globalization;
using System.Text;

namespace Marketing.Store.Imports;

/// <summary>Turns cells into values; what cannot be turned is noted as a fault. An empty cell is null, and no fault.</summary>
internal static class Cells
{
    public static decimal? Money(string? text, string field, RowFaults faults)
    {
        if (text is null)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        faults.Add(field, ImportCodes.InvalidNumber, $"'{field}' is not a number, such as 12.50.");
        return null;
    }

    public static double? Real(string? text, string field, RowFaults faults)
    {
        if (text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return value;
        }

        faults.Add(field, ImportCodes.InvalidNumber, $"'{field}' is not a number, such as 4.5.");
        return null;
    }

    public static int? Whole(string? text, string field, RowFaults faults)
    {
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        faults.Add(field, ImportCodes.InvalidNumber, $"'{field}' is not a whole number, such as 3.");
        return null;
    }

    public static bool? Flag(string? text, string field, RowFaults faults)
    {
        switch (text?.ToLowerInvariant())
        {
            case null:
                return null;
            case "true" or "1" or "yes":
                return true;
            case "false" or "0" or "no":
                return false;
            default:
                faults.Add(field, RejectCodes.InvalidValue, $"'{field}' must be true or false.");
                return null;
        }
    }

    /// <summary>An RFC 3339 time with a zone.</summary>
    public static DateTimeOffset? Time(string? text, string field, RowFaults faults)
    {
        Span<byte> utf8 = stackalloc byte[64];
        if (text is null)
        {
            return null;
        }

        if (text.Length <= 40 && Encoding.UTF8.TryGetBytes(text, utf8, out var length) && Rfc3339.TryParse(utf8[..length], out var time))
        {
            return time;
        }

        faults.Add(field, RejectCodes.InvalidTime, $"'{field}' is not an RFC 3339 time with a zone, such as 2026-03-01T12:30:00Z.");
        return null;
    }

    /// <summary>Seconds since 1970. Times before are faults of their own; absurd numbers are no times at all.</summary>
    public static DateTimeOffset? UnixSeconds(string? text, string field, RowFaults faults)
    {
        if (text is null)
        {
            faults.Add(field, RejectCodes.MissingField, $"'{field}' is empty.");
            return null;
        }

        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > -62_135_596_800 and <= 253_402_300_799 // the years 1 to 9999
        )
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        faults.Add(field, RejectCodes.InvalidTime, $"'{field}' is not a number of seconds since 1970.");
        return null;
    }

    /// <summary>The cell, or a fault when it is empty.</summary>
    public static string? Needed(string? text, string field, RowFaults faults)
    {
        if (text is null)
        {
            faults.Add(field, RejectCodes.MissingField, $"'{field}' is empty.");
        }

        return text;
    }

    /// <summary>A JSON object of the given names and values in canonical form; null values are left out, and null is returned when nothing is left.</summary>
    public static string? Attributes(RowFaults faults, params ReadOnlySpan<(string Name, System.Text.Json.Nodes.JsonNode? Value)> pairs)
    {
        var json = new System.Text.Json.Nodes.JsonObject();
        foreach (var (name, value) in pairs)
        {
            if (value is not null)
            {
                json.Add(name, value);
            }
        }

        return json.Count == 0 ? null : CanonicalJson.Parse(json.ToJsonString(), "attributes", EventRules.MaxAttributesBytes, faults);
    }
}
