using System.Collections.Concurrent;
using Marketing.Learning.Recommenders.Content;
using Marketing.Learning.Recommenders.Factors;
using Marketing.Learning.Recommenders.Gru;
using Marketing.Learning.Recommenders.Hybrid;
using Marketing.Learning.Recommenders.Neighbours;
using Marketing.Learning.Recommenders.Popular;
using Marketing.Learning.Recommenders.Sequences;

namespace Marketing.Learning.Recommenders;

/// <summary>Reads back what <see cref="IRecommender.Write"/> wrote.</summary>
public static class RecommenderFile
{
    private static readonly ConcurrentDictionary<string, Func<BinaryReader, IRecommender>> Readers = new(StringComparer.Ordinal)
    {
        [PopularRecommender.Name] = PopularRecommender.Read,
        [ItemCosineRecommender.Name] = ItemCosineRecommender.Read,
        [UserNeighbourRecommender.CosineName] = reader => UserNeighbourRecommender.Read(UserSimilarity.Cosine, reader),
        [UserNeighbourRecommender.PearsonName] = reader => UserNeighbourRecommender.Read(UserSimilarity.Pearson, reader),
        [AlsRecommender.Name] = AlsRecommender.Read,
        [EaseRecommender.Name] = EaseRecommender.Read,
        [TransitionsRecommender.Name] = TransitionsRecommender.Read,
        [GruRecommender.Name] = GruRecommender.Read,
        [ContentRecommender.Name] = ContentRecommender.Read,
    };

    /// <summary>Adds the reader of another engine's model, at the start of the process; the same name again changes nothing.</summary>
    /// <param name="algorithm">Name that <see cref="Write"/> writes.</param>
    /// <param name="read">Reads what <see cref="IRecommender.Write"/> wrote.</param>
    public static void Join(string algorithm, Func<BinaryReader, IRecommender> read) => Readers.TryAdd(algorithm, read);

    /// <summary>Writes the algorithm's name, then the model.</summary>
    public static void Write(IRecommender model, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(model.Algorithm);
        model.Write(writer);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The algorithm is not built in here, or the bytes are not a model's.</exception>
    public static IRecommender Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            var algorithm = reader.ReadString();
            return algorithm == HybridRecommender.Name ? HybridRecommender.Read(reader) : ReadPlain(algorithm, reader);
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"The bytes are not a model's: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a model that is no hybrid: a hybrid of hybrids in a forged file would read itself without end.</summary>
    internal static IRecommender ReadPlain(BinaryReader reader) => ReadPlain(reader.ReadString(), reader);

    private static IRecommender ReadPlain(string algorithm, BinaryReader reader) =>
        Readers.TryGetValue(algorithm, out var read)
            ? read(reader)
            : throw new InvalidDataException($"The algorithm '{algorithm}' is not built in here.");
}
