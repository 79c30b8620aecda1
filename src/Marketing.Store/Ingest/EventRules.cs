using System.Text;

namespace Marketing.Store;

/// <summary>What is allowed in each field of an event, and what each type needs. The one place for it: the interface, imports and the writer ask here.</summary>
public static class EventRules
{
    /// <summary>Longest review, in UTF-8 bytes.</summary>
    public const int MaxTextBytes = 64 * 1024;

    /// <summary>Longest search, in Unicode characters.</summary>
    public const int MaxQueryLength = 1000;

    /// <summary>Largest attributes in canonical form, in UTF-8 bytes.</summary>
    public const int MaxAttributesBytes = 16 * 1024;

    /// <summary>Most units.</summary>
    public const decimal MaxQuantity = 1_000_000;

    /// <summary>Highest price, and largest value either way.</summary>
    public const decimal MaxPrice = 1_000_000_000;

    /// <summary>Notes everything that is wrong with the event's fields. Attributes are taken as canonical already.</summary>
    public static void Check(NewEvent row, RowFaults faults)
    {
        CheckId("id", row.Id, faults);
        if (row.UserId is not null && !TextRules.IsUserId(row.UserId))
        {
            NotAnId("userId", row.UserId, faults);
        }

        CheckId("sessionId", row.SessionId, faults);
        if (row.UserId is null && row.SessionId is null)
        {
            faults.Add("userId", RejectCodes.MissingSubject, "Neither 'userId' nor 'sessionId' is given.");
        }

        CheckId("itemId", row.ItemId, faults);
        CheckId("orderId", row.OrderId, faults);
        CheckId("recommendationId", row.RecommendationId, faults);
        CheckId("decisionId", row.DecisionId, faults);
        CheckId("adId", row.AdId, faults);
        CheckId("placement", row.Placement, faults);
        CheckId("channel", row.Channel, faults);
        CheckNumbers(row, faults);
        CheckTexts(row, faults);
        CheckNeeds(row, faults);
    }

    /// <summary>Notes a text that is no id.</summary>
    internal static void CheckId(string field, string? text, RowFaults faults)
    {
        if (text is not null && !TextRules.IsId(text))
        {
            NotAnId(field, text, faults);
        }
    }

    internal static void CheckText(string field, string? text, int maxLength, RowFaults faults)
    {
        if (text is null)
        {
            return;
        }

        if (!TextRules.IsStorable(text))
        {
            faults.Add(field, RejectCodes.InvalidText, $"'{field}' has text that cannot be stored: U+0000 or invalid Unicode.");
        }
        else if (text.Length > maxLength && TextRules.Length(text) > maxLength)
        {
            faults.Add(field, RejectCodes.TooLong, $"'{field}' is longer than {maxLength} characters.");
        }
    }

    internal static void CheckPrice(decimal? price, string? currency, RowFaults faults)
    {
        if (price is < 0 or > MaxPrice)
        {
            faults.Add("price", RejectCodes.OutOfRange, "'price' must lie between 0 and 1,000,000,000.");
        }

        if (currency is not null && !TextRules.IsCurrency(currency))
        {
            faults.Add("currency", RejectCodes.InvalidValue, "'currency' must be three upper-case letters, such as EUR.");
        }
    }

    internal static void CheckLanguage(string? language, RowFaults faults)
    {
        if (language is not null && !TextRules.IsLanguage(language))
        {
            faults.Add("language", RejectCodes.InvalidValue, "'language' must be a BCP 47 tag, such as en or zh-CN.");
        }
    }

    internal static void CheckBytes(string field, string? text, int maxBytes, RowFaults faults)
    {
        if (text is not null && (text.Length > maxBytes || (text.Length > maxBytes / 3 && Encoding.UTF8.GetByteCount(text) > maxBytes)))
        {
            faults.Add(field, RejectCodes.TooLong, $"'{field}' is longer than {maxBytes} bytes.");
        }
    }

    internal static void NotAnId(string field, string text, RowFaults faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(field, RejectCodes.InvalidId, $"'{field}' is empty.");
        }
        else if (!TextRules.IsPrintable(text))
        {
            faults.Add(field, RejectCodes.InvalidText, $"'{field}' has control characters or invalid Unicode.");
        }
        else if (TextRules.Length(text) > TextRules.MaxIdLength)
        {
            faults.Add(field, RejectCodes.TooLong, $"'{field}' is longer than {TextRules.MaxIdLength} characters.");
        }
        else
        {
            faults.Add(field, RejectCodes.InvalidId, $"'{field}' may not begin with '{NewEvent.SessionPrefix}'.");
        }
    }

    private static void CheckNumbers(NewEvent row, RowFaults faults)
    {
        if (row.Value is { } value && !(Math.Abs(value) <= (double)MaxPrice))
        {
            faults.Add("value", RejectCodes.OutOfRange, "'value' must lie between -1,000,000,000 and 1,000,000,000.");
        }

        if (row.Quantity is <= 0 or > MaxQuantity)
        {
            faults.Add("quantity", RejectCodes.OutOfRange, "'quantity' must be above 0 and at most 1,000,000.");
        }

        CheckPrice(row.Price, row.Currency, faults);
    }

    private static void CheckTexts(NewEvent row, RowFaults faults)
    {
        CheckText("query", row.Query, MaxQueryLength, faults);
        CheckText("text", row.Text, MaxTextBytes, faults);
        CheckBytes("text", row.Text, MaxTextBytes, faults);
        CheckLanguage(row.Language, faults);
        CheckBytes("attributes", row.Attributes, MaxAttributesBytes, faults);
    }

    private static void CheckNeeds(NewEvent row, RowFaults faults)
    {
        var (field, given) = row.Type switch
        {
            EventType.View or EventType.Cart or EventType.Purchase or EventType.Return => ("itemId", row.ItemId is not null),
            EventType.Rating => row.ItemId is null ? ("itemId", false) : ("value", row.Value is not null),
            EventType.Review => row.ItemId is null ? ("itemId", false) : ("text", row.Text is not null || row.Value is not null),
            EventType.Search => ("query", row.Query is not null),
            EventType.Impression or EventType.Click => ("itemId", row.ItemId is not null || row.AdId is not null),
            EventType.Conversion => ("itemId", true),
            _ => ("type", false),
        };
        if (given)
        {
            return;
        }

        var need = (row.Type, field) switch
        {
            (EventType.Impression or EventType.Click, _) => "'itemId' or 'adId'",
            (EventType.Review, "text") => "'text' or 'value'",
            _ => $"'{field}'",
        };
        faults.Add(field, RejectCodes.MissingField, $"An event of this type needs {need}.");
    }
}
