using System.Text;
using System.Text.Json;

namespace Marketing.Store;

/// <summary>
/// Reads one JSON object field by field and notes what is wrong with it, instead of throwing: one bad row of a batch must not cost the others.
/// Text that is no JSON at all still throws <see cref="JsonException"/>.
/// </summary>
internal ref struct JsonRow(Utf8JsonReader reader, RowFaults faults)
{
    /// <summary>Deepest nesting of a line of a file; bodies have their own limit.</summary>
    public const int MaxDepth = 32;

    private Utf8JsonReader _reader = reader;
    private ulong _seen;

    /// <summary>Where reading stands: after the object, once <see cref="Next"/> has returned false.</summary>
    public readonly Utf8JsonReader Reader => _reader;

    public readonly RowFaults Faults => faults;

    /// <summary>Checks that the reader stands on the start of an object; else notes the fault and steps over the value.</summary>
    public bool Begin()
    {
        _seen = 0;
        if (_reader.TokenType is JsonTokenType.StartObject)
        {
            return true;
        }

        if (_reader.TokenType is JsonTokenType.Null)
        {
            faults.Add("", RejectCodes.NullElement, "The element is null; an object is expected.");
        }
        else
        {
            faults.Add("", RejectCodes.NotAnObject, "The element is not an object.");
            _reader.Skip();
        }

        return false;
    }

    /// <summary>Steps to the value of the next field that has one. <c>null</c> is the same as absent. Unknown and repeated fields are faults and are stepped over.</summary>
    public bool Next(FieldNames names, out int field)
    {
        while (_reader.Read() && _reader.TokenType is not JsonTokenType.EndObject)
        {
            field = names.Find(ref _reader);
            if (field < 0)
            {
                var name = Name();
                faults.Add(name, RejectCodes.UnknownField, $"There is no field '{name}' here.");
            }
            else if ((_seen & (1UL << field)) != 0)
            {
                faults.Add(names[field], RejectCodes.DuplicateField, $"'{names[field]}' is given twice.");
                field = -1;
            }
            else
            {
                _seen |= 1UL << field;
            }

            _reader.Read();
            if (field >= 0 && _reader.TokenType is not JsonTokenType.Null)
            {
                return true;
            }

            _reader.Skip();
        }

        field = -1;
        return false;
    }

    /// <summary>Notes that a field is absent, unless something else is wrong with it already.</summary>
    public readonly void Need(string field, bool given)
    {
        if (!given)
        {
            faults.Add(field, RejectCodes.MissingField, $"'{field}' is missing.");
        }
    }

    /// <summary>The id of a row whose route may name it already: one of them must, and both must agree.</summary>
    public readonly string? RouteId(string field, string? given, string? route)
    {
        Need(field, (given ?? route) is not null);
        if (given is not null && route is not null && given != route)
        {
            faults.Add(field, RejectCodes.InvalidValue, $"'{field}' is another one than in the address.");
        }

        return given ?? route;
    }

    /// <summary>What to tell a sender about unreadable JSON: where, not the parser's inner words.</summary>
    public static string Explain(JsonException exception) =>
        exception.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
            ? "The JSON is nested too deeply."
            : $"The JSON cannot be read at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.";

    public string? Text(string field)
    {
        if (_reader.TokenType is not JsonTokenType.String)
        {
            return Wrong<string>(field, "a string");
        }

        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException) // the reader's way to say: not UTF-8, or half of a surrogate pair
        {
            faults.Add(field, RejectCodes.InvalidText, $"'{field}' is not valid Unicode text.");
            return null;
        }
    }

    public decimal? Money(string field)
    {
        if (_reader.TokenType is not JsonTokenType.Number)
        {
            _ = Wrong<string>(field, "a number");
            return null;
        }

        if (_reader.TryGetDecimal(out var value))
        {
            return value;
        }

        faults.Add(field, RejectCodes.OutOfRange, $"'{field}' is too large a number.");
        return null;
    }

    public double? Real(string field)
    {
        if (_reader.TokenType is not JsonTokenType.Number)
        {
            _ = Wrong<string>(field, "a number");
            return null;
        }

        if (_reader.TryGetDouble(out var value) && double.IsFinite(value))
        {
            return value;
        }

        faults.Add(field, RejectCodes.OutOfRange, $"'{field}' is too large a number.");
        return null;
    }

    public int? Whole(string field)
    {
        if (_reader.TokenType is not JsonTokenType.Number)
        {
            _ = Wrong<string>(field, "a number");
            return null;
        }

        if (_reader.TryGetInt32(out var value))
        {
            return value;
        }

        faults.Add(field, RejectCodes.OutOfRange, $"'{field}' is not a whole number between -2147483648 and 2147483647.");
        return null;
    }

    public bool? Flag(string field)
    {
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return _reader.GetBoolean();
        }

        _ = Wrong<string>(field, "true or false");
        return null;
    }

    public DateTimeOffset? Time(string field)
    {
        if (_reader.TokenType is not JsonTokenType.String)
        {
            _ = Wrong<string>(field, "a string");
            return null;
        }

        if (
            !_reader.ValueIsEscaped
                ? Rfc3339.TryParse(_reader.ValueSpan, out var time)
                : Rfc3339.TryParse(Encoding.UTF8.GetBytes(Text(field) ?? ""), out time)
        )
        {
            return time;
        }

        faults.Add(field, RejectCodes.InvalidTime, $"'{field}' is not an RFC 3339 time with a zone, such as 2026-03-01T12:30:00Z.");
        return null;
    }

    public string? Object(string field, int maxBytes)
    {
        if (_reader.TokenType is not JsonTokenType.StartObject)
        {
            return Wrong<string>(field, "an object");
        }

        return CanonicalJson.Read(ref _reader, field, maxBytes, faults);
    }

    public List<string>? Texts(string field, int maxCount)
    {
        if (_reader.TokenType is not JsonTokenType.StartArray)
        {
            return Wrong<List<string>>(field, "an array of strings");
        }

        List<string> texts = [];
        while (_reader.Read() && _reader.TokenType is not JsonTokenType.EndArray)
        {
            if (Text(field) is { } text)
            {
                texts.Add(text);
            }

            if (texts.Count > maxCount)
            {
                texts.RemoveAt(maxCount);
                faults.Add(field, RejectCodes.TooLong, $"'{field}' has more than {maxCount} entries.");
            }
        }

        return texts;
    }

    /// <summary>Enters the object that the reader stands on, so that its fields can be read with <see cref="Next"/>; the caller restores <c>seen</c> by <see cref="Leave"/>.</summary>
    public bool Enter(string field, out ulong outer)
    {
        outer = _seen;
        if (_reader.TokenType is not JsonTokenType.StartObject)
        {
            _ = Wrong<string>(field, "an object");
            return false;
        }

        _seen = 0;
        return true;
    }

    public void Leave(ulong outer) => _seen = outer;

    private T? Wrong<T>(string field, string expected)
        where T : class
    {
        faults.Add(field, RejectCodes.WrongType, $"'{field}' must be {expected}.");
        _reader.Skip();
        return null;
    }

    private readonly string Name()
    {
        try
        {
            return TextRules.Excerpt(_reader.GetString() ?? "");
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }
}
