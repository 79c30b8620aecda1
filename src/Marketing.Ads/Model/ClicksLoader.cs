using System.Text;
using Marketing.Ads.Prediction;
using Marketing.Learning.Clicks;
using Marketing.Training;

namespace Marketing.Ads.Model;

/// <summary>The artefact of <c>clicks</c>: field names, the model, a curve a placement, sales a click.</summary>
internal static class ClicksFile
{
    private const string Magic = "marketing-clicks-1";

    public static void Write(ClickModelContent content, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        ClickModelFile.Write(content.Model ?? throw new ArgumentException("An artefact holds a model.", nameof(content)), writer);
        writer.Write(content.Curves.Count);
        foreach (var (placement, curve) in content.Curves.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(placement);
            curve.Write(writer);
        }

        writer.Write(content.Conversions.Shop);
        WriteRates(writer, content.Conversions.Campaigns);
        WriteRates(writer, content.Conversions.Ads);
    }

    /// <exception cref="InvalidDataException">The bytes are not an artefact's.</exception>
    public static ClickModelContent Read(Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadString() != Magic)
            {
                throw new InvalidDataException("The artefact is not one of clicks.");
            }

            var model = ClickModelFile.Read(reader);
            if (!model.Encoding.Fields.Select(field => field.Name).SequenceEqual(ClickFields.Names))
            {
                throw new InvalidDataException("The artefact was trained on other fields than this version sends.");
            }

            Dictionary<string, IsotonicCalibration> curves = new(StringComparer.Ordinal);
            for (var left = Count(reader); left > 0; left--)
            {
                curves[reader.ReadString()] = IsotonicCalibration.Read(reader);
            }

            var shop = reader.ReadDouble();
            return new ClickModelContent(model, curves, new ConversionRates(shop, ReadRates(reader), ReadRates(reader)));
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException("The artefact is cut off.", exception);
        }
    }

    private static void WriteRates(BinaryWriter writer, IReadOnlyDictionary<string, double> rates)
    {
        writer.Write(rates.Count);
        foreach (var (id, rate) in rates.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(id);
            writer.Write(rate);
        }
    }

    private static Dictionary<string, double> ReadRates(BinaryReader reader)
    {
        Dictionary<string, double> rates = new(StringComparer.Ordinal);
        for (var left = Count(reader); left > 0; left--)
        {
            rates[reader.ReadString()] = reader.ReadDouble();
        }

        return rates;
    }

    private static int Count(BinaryReader reader) =>
        reader.ReadInt32() is var count and >= 0 and <= 10_000_000 ? count : throw new InvalidDataException("The artefact counts wrongly.");
}

/// <summary>Makes what serves out of an artefact.</summary>
internal sealed class ClicksLoader : IModelLoader<ServedClicks>
{
    public const string ModelName = "clicks";

    public string Name => ModelName;

    public ServedClicks Load(Stream artefact) => new(ClicksFile.Read(artefact));

    public void SmokeTest(ServedClicks model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var expected = new Predictor(model.Content, "test").Predict(Enumerable.Repeat("", ClickFields.Count).ToArray());
        if (!double.IsFinite(expected.Click.LogOdds) || !double.IsFinite(expected.Click.Deviation) || !double.IsFinite(expected.Conversion))
        {
            throw new InvalidDataException("The model's predictions are not numbers.");
        }
    }
}
