using System.Collections.Concurrent;
using Marketing.Learning.Sentiment.Linear;
using Marketing.Learning.Sentiment.NeuralNetworks;

namespace Marketing.Learning.Sentiment;

/// <summary>Reads back what <see cref="ITextClassifier.Write"/> wrote.</summary>
public static class TextClassifierFile
{
    private static readonly ConcurrentDictionary<string, Func<BinaryReader, ITextClassifier>> Readers = new(StringComparer.Ordinal)
    {
        [BaseSentiment.Name] = reader => LinearTextModel.Read(BaseSentiment.Name, reader),
        [NaiveBayesTrainer.Name] = reader => LinearTextModel.Read(NaiveBayesTrainer.Name, reader),
        [SvmTrainer.Name] = reader => LinearTextModel.Read(SvmTrainer.Name, reader),
        [NbSvmTrainer.Name] = reader => LinearTextModel.Read(NbSvmTrainer.Name, reader),
        [HybridTrainer.Name] = reader => LinearTextModel.Read(HybridTrainer.Name, reader),
        [TextArchitecture.Convolutional] = reader => NeuralTextClassifier.Read(TextArchitecture.Convolutional, reader),
        [TextArchitecture.Recurrent] = reader => NeuralTextClassifier.Read(TextArchitecture.Recurrent, reader),
    };

    /// <summary>Adds the reader of another engine's model, at the start of the process; the same name again changes nothing.</summary>
    /// <param name="algorithm">Name that <see cref="Write"/> writes.</param>
    /// <param name="read">Reads what <see cref="ITextClassifier.Write"/> wrote.</param>
    public static void Join(string algorithm, Func<BinaryReader, ITextClassifier> read) => Readers.TryAdd(algorithm, read);

    /// <summary>Writes the algorithm's name, then the model.</summary>
    public static void Write(ITextClassifier model, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(model.Algorithm);
        model.Write(writer);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The algorithm is not built in here, or the bytes are not a model's.</exception>
    public static ITextClassifier Read(BinaryReader reader)
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
