using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Marketing.Profiles.Segments;

/// <summary>JSON of stored definitions: as the API's, but what a newer version added is passed over.</summary>
internal static class SegmentJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(SegmentDefinition definition) => JsonSerializer.Serialize(definition, Options);

    public static SegmentDefinition Read(string json) =>
        JsonSerializer.Deserialize<SegmentDefinition>(json, Options) ?? throw new InvalidDataException("The definition is null.");
}
