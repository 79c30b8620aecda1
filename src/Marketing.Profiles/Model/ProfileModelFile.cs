using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Learning.Clicks;
using Marketing.Learning.Customers.Segments;
using Marketing.Profiles.Features;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Profiles.Model;

/// <summary>The artefact of <c>profiles</c>: a JSON document, some kilobytes.</summary>
internal static class ProfileModelFile
{
    private const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new CurveConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static void Write(ProfileModelContent content, Stream artefact) =>
        JsonSerializer.Serialize(artefact, new Envelope("profiles", FormatVersion, content), Options);

    /// <exception cref="InvalidDataException">The bytes are another model's, of another format, or cut off.</exception>
    public static ProfileModelContent Read(Stream artefact)
    {
        try
        {
            var envelope = JsonSerializer.Deserialize<Envelope>(artefact, Options);
            return envelope is { Model: "profiles", Format: FormatVersion, Content: { } content }
                ? content
                : throw new InvalidDataException("The artefact is not one of profiles, or of another version.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("The artefact is not one of profiles, or cut off.", exception);
        }
    }

    private sealed record Envelope(string Model, int Format, ProfileModelContent? Content);

    private sealed class CurveConverter : JsonConverter<IsotonicCalibration>
    {
        public override IsotonicCalibration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var bytes = new BinaryReader(new MemoryStream(reader.GetBytesFromBase64()));
            try
            {
                return IsotonicCalibration.Read(bytes);
            }
            catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
            {
                throw new JsonException("A curve is cut off.", exception);
            }
        }

        public override void Write(Utf8JsonWriter writer, IsotonicCalibration value, JsonSerializerOptions options)
        {
            using var stream = new MemoryStream();
            using var bytes = new BinaryWriter(stream);
            value.Write(bytes);
            bytes.Flush();
            writer.WriteBase64StringValue(stream.ToArray());
        }
    }
}

/// <summary>Makes what serves out of an artefact.</summary>
internal sealed class ProfilesLoader : IModelLoader<ServedProfiles>
{
    public string Name => ProfilesModel.ModelName;

    public ServedProfiles Load(Stream artefact) => new(ProfileModelFile.Read(artefact));

    public void SmokeTest(ServedProfiles model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Content.Clusters?.Found is { File: not null } clusters)
        {
            // A build without the engine that found them serves by the centres, which are all that serving needs.
            ClusterTrainers.All.FirstOrDefault(trainer => trainer.Algorithm == model.Content.Algorithm)?.Verify(clusters);
        }

        var stranger = ProfileFeatures.Of([], CustomerFacts.None, ShopFacts.Of(CatalogueSnapshot.Empty, 1), DateTimeOffset.UnixEpoch);
        if (model.Content.Of("test", stranger.Inputs, null, 0, 0).NextPurchase30 is not (>= 0 and <= 1))
        {
            throw new InvalidDataException("The model's chance of a purchase is none.");
        }
    }
}
