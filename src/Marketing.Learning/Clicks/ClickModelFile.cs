using Marketing.Learning.Clicks.Factorization;
using Marketing.Learning.Clicks.Linear;

namespace Marketing.Learning.Clicks;

/// <summary>Reads back what <see cref="IClickModel.Write"/> wrote.</summary>
public static class ClickModelFile
{
    private static readonly Dictionary<string, Func<BinaryReader, IClickModel>> Readers = new(StringComparer.Ordinal)
    {
        [FtrlModel.Name] = FtrlModel.Read,
        [FfmModel.Name] = FfmModel.Read,
    };

    /// <summary>Writes the algorithm's name, then the model.</summary>
    public static void Write(IClickModel model, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(model.Algorithm);
        model.Write(writer);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The algorithm is not built in here, or the bytes are not a model's.</exception>
    public static IClickModel Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            var algorithm = reader.ReadString();
            return Readers.TryGetValue(algorithm, out var read)
                ? read(reader)
                : throw new InvalidDataException($"The algorithm '{algorithm}' is not built in here.");
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"The bytes are not a model's: {exception.Message}", exception);
        }
    }
}
