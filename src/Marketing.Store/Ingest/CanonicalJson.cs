using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Marketing.Store;

/// <summary>
/// One text for every way to write the same JSON object: names in ordinal order, no spaces, one form of each number. What went through here can be compared
/// and hashed, and PostgreSQL's jsonb takes it.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Deepest nesting that is stored.</summary>
    public const int MaxDepth = 16;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The canonical form of a JSON object given as text; null for an empty object.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="field">Its name, for the fault's sentence.</param>
    /// <param name="maxBytes">Longest canonical form, in UTF-8 bytes.</param>
    /// <param name="faults">Where anything wrong is noted.</param>
    public static string? Parse(string json, string field, int maxBytes, RowFaults faults)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = JsonRow.MaxDepth });
            if (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            {
                var text = Read(ref reader, field, maxBytes, faults);
                return reader.Read() ? null : text;
            }
        }
        catch (JsonException)
        {
            faults.Add(field, RejectCodes.InvalidJson, $"'{field}' is not readable JSON.");
            return null;
        }

        faults.Add(field, RejectCodes.WrongType, $"'{field}' must be an object.");
        return null;
    }

    /// <summary>Reads the object that the reader stands on, and leaves the reader on its end.</summary>
    internal static string? Read(ref Utf8JsonReader reader, string field, int maxBytes, RowFaults faults)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, Options);
        try
        {
            if (Write(document.RootElement, writer, 1) is { } fault)
            {
                faults.Add(field, fault, $"'{field}' {Explain(fault)}");
                return null;
            }
        }
        catch (InvalidOperationException) // half a surrogate pair, or bytes that are not UTF-8
        {
            faults.Add(field, RejectCodes.InvalidText, $"'{field}' {Explain(RejectCodes.InvalidText)}");
            return null;
        }

        writer.Flush();
        if (buffer.WrittenCount > maxBytes)
        {
            faults.Add(field, RejectCodes.TooLong, $"'{field}' is longer than {maxBytes} bytes.");
            return null;
        }

        return buffer.WrittenCount == 2 ? null : Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Explain(string code) =>
        code switch
        {
            RejectCodes.TooDeep => $"is nested deeper than {MaxDepth} levels.",
            RejectCodes.DuplicateField => "has a name twice in one object.",
            RejectCodes.OutOfRange => "has a number that is too large.",
            _ => "has text that cannot be stored: U+0000 or invalid Unicode.",
        };

    private static string? Write(JsonElement value, Utf8JsonWriter writer, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return depth > MaxDepth ? RejectCodes.TooDeep : WriteObject(value, writer, depth);
            case JsonValueKind.Array:
                return depth > MaxDepth ? RejectCodes.TooDeep : WriteArray(value, writer, depth);
            case JsonValueKind.Number:
                return WriteNumber(value, writer);
            case JsonValueKind.String:
                var text = value.GetString() ?? "";
                writer.WriteStringValue(text);
                return text.Contains('\0') ? RejectCodes.InvalidText : null;
            default:
                value.WriteTo(writer);
                return null;
        }
    }

    private static string? WriteArray(JsonElement value, Utf8JsonWriter writer, int depth)
    {
        writer.WriteStartArray();
        foreach (var element in value.EnumerateArray())
        {
            if (Write(element, writer, depth + 1) is { } fault)
            {
                return fault;
            }
        }

        writer.WriteEndArray();
        return null;
    }

    private static string? WriteObject(JsonElement value, Utf8JsonWriter writer, int depth)
    {
        writer.WriteStartObject();
        string? before = null;
        foreach (var (name, element) in value.EnumerateObject().Select(p => (p.Name, p.Value)).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (name == before)
            {
                return RejectCodes.DuplicateField;
            }

            if (name.Contains('\0'))
            {
                return RejectCodes.InvalidText;
            }

            before = name;
            writer.WritePropertyName(name);
            if (Write(element, writer, depth + 1) is { } fault)
            {
                return fault;
            }
        }

        writer.WriteEndObject();
        return null;
    }

    private static string? WriteNumber(JsonElement value, Utf8JsonWriter writer)
    {
        // Exact for what people write (prices, long ids); anything with an exponent or beyond 28 digits becomes the nearest double.
        if (value.GetRawText() is { Length: <= 28 } raw && raw.AsSpan().IndexOfAny('e', 'E') < 0 && value.TryGetDecimal(out var exact))
        {
            writer.WriteNumberValue(EventHash.Trim(exact));
            return null;
        }

        if (!value.TryGetDouble(out var real) || !double.IsFinite(real))
        {
            return RejectCodes.OutOfRange;
        }

        writer.WriteNumberValue(real + 0.0);
        return null;
    }
}
