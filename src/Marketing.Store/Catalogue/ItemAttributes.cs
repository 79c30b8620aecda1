using System.Globalization;
using System.Text.Json;

namespace Marketing.Store;

/// <summary>
/// What the shop says of an item beside the common fields, as filters and rules ask about it. Kept as the JSON it came as, and taken apart when
/// first asked: most items never are.
/// </summary>
public sealed class ItemAttributes : IEquatable<ItemAttributes>
{
    private readonly string? _json;
    private volatile (string Name, string Value)[]? _values;

    private ItemAttributes(string? json) => _json = json;

    /// <summary>Nothing is said.</summary>
    public static ItemAttributes None { get; } = new(null);

    /// <summary>The JSON object; null without attributes.</summary>
    public string? Json => _json;

    /// <summary>Attributes of an item.</summary>
    /// <param name="json">A JSON object, as the store keeps it, or null.</param>
    public static ItemAttributes Of(string? json) => json is null ? None : new ItemAttributes(json);

    /// <summary>Whether an attribute has a value, or holds it where it is an array. Case does not matter; numbers and truths compare as JSON writes them.</summary>
    public bool Has(string name, string value)
    {
        foreach (var known in Values())
        {
            if (
                string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)
                && string.Equals(known.Value, value, StringComparison.OrdinalIgnoreCase)
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An attribute that is a number, or a text that reads as one; null for anything else.</summary>
    public double? Number(string name)
    {
        foreach (var known in Values())
        {
            if (string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                var isNumber = double.TryParse(known.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
                return isNumber && double.IsFinite(number) ? number : null;
            }
        }

        return null;
    }

    /// <inheritdoc />
    public bool Equals(ItemAttributes? other) => other is not null && string.Equals(_json, other._json, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ItemAttributes);

    /// <inheritdoc />
    public override int GetHashCode() => _json is null ? 0 : StringComparer.Ordinal.GetHashCode(_json);

    private (string Name, string Value)[] Values() => _values ??= _json is null ? [] : Parse(_json);

    private static (string Name, string Value)[] Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var values = new List<(string, string)>();
        foreach (var attribute in document.RootElement.EnumerateObject())
        {
            if (attribute.Value.ValueKind is JsonValueKind.Array)
            {
                values.AddRange(attribute.Value.EnumerateArray().Select(Text).OfType<string>().Select(text => (attribute.Name, text)));
            }
            else if (Text(attribute.Value) is { } text)
            {
                values.Add((attribute.Name, text));
            }
        }

        return [.. values];
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };
}
