using System.Text.Encodings.Web;
using System.Text.Json;
using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>
/// The part of a profile that is stored as JSON: <c>{"categories":{"Home":[share,events]},"brands":…,"priceBands":…,"searches":…,"channels":{"web":[acts,
/// impressions,clicks]},"hours":[24 numbers],"events":{"view":n}}</c>. The same features give the same bytes.
/// </summary>
internal sealed record ProfileDocument(Affinities Likes, Responses Responses, IReadOnlyDictionary<EventType, int> Events)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ProfileFeatures features)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            WriteLikes(json, "categories", features.Likes.Categories);
            WriteLikes(json, "brands", features.Likes.Brands);
            WriteLikes(json, "priceBands", features.Likes.PriceBands);
            WriteLikes(json, "searches", features.Likes.Searches);
            json.WriteStartObject("channels");
            foreach (var channel in features.Responses.Channels)
            {
                WriteNumbers(json, channel.Channel, [channel.Acts, channel.Impressions, channel.Clicks]);
            }

            json.WriteEndObject();
            WriteNumbers(json, "hours", features.Responses.Hours);
            json.WriteStartObject("events");
            foreach (var (type, count) in features.Events)
            {
                json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(type.ToString()), count);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <exception cref="JsonException">The text is not such a document.</exception>
    public static ProfileDocument Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return new ProfileDocument(
            new Affinities(
                ReadLikes(root, "categories"),
                ReadLikes(root, "brands"),
                ReadLikes(root, "priceBands"),
                ReadLikes(root, "searches")
            ),
            new Responses(
                [
                    .. Entries(root, "channels")
                        .Select(c => new ChannelResponse(c.Name, c.Value[0].GetInt32(), c.Value[1].GetInt32(), c.Value[2].GetInt32()))
                        .OrderBy(c => c.Channel, StringComparer.Ordinal),
                ],
                root.TryGetProperty("hours", out var hours) ? [.. hours.EnumerateArray().Select(hour => hour.GetInt32())] : new int[24]
            ),
            Entries(root, "events").ToDictionary(type => Enum.Parse<EventType>(type.Name, ignoreCase: true), type => type.Value.GetInt32())
        );
    }

    // A part that a document lacks is empty: one that an earlier version wrote must not break off somebody's export.
    private static JsonElement.ObjectEnumerator Entries(JsonElement root, string name) =>
        root.TryGetProperty(name, out var part) ? part.EnumerateObject() : default;

    private static void WriteLikes(Utf8JsonWriter json, string name, IReadOnlyList<Liking> likes)
    {
        json.WriteStartObject(name);
        foreach (var liking in likes)
        {
            json.WriteStartArray(liking.Name);
            json.WriteNumberValue(liking.Share);
            json.WriteNumberValue(liking.Events);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    // jsonb keeps no order of names: the greatest share comes first, as it was written.
    private static Liking[] ReadLikes(JsonElement root, string name) =>
        [
            .. Entries(root, name)
                .Select(liking => new Liking(liking.Name, liking.Value[0].GetDouble(), liking.Value[1].GetInt32()))
                .OrderByDescending(liking => liking.Share)
                .ThenBy(liking => liking.Name, StringComparer.Ordinal),
        ];
}
