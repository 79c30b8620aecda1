using System.Collections.Concurrent;
using Marketing.Learning.Clicks.Factorization;
using Marketing.Learning.Clicks.Linear;

namespace Marketing.Learning.Clicks;

/// <summary>Reads back what <see cref="IClickModel.Write"/> wrote.</summary>
public static class ClickModelFile
{
    private static readonly ConcurrentDictionary<string, Func<BinaryReader, IClickModel>> Readers = new(StringComparer.Ordinal)
    {
        [FtrlModel.Name] = FtrlModel.Read,
        [FfmModel.Name] = FfmModel.Read,
    };

    /// <summary>Adds the reader of another engine's model, at the start of the process; the same name again changes nothing.</summary>
    /// <param name="algorithm">Name that <see cref="Write"/> writes.</param>
    /// <param name="read">Reads what <see cref="IClickModel.Write"/> wrote.</param>
    public static void Join(string algorithm, Func<BinaryReader, IClickModel> read) => Readers.TryAdd(algorithm, read);

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
