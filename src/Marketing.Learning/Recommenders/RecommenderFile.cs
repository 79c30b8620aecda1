namespace Marketing.Learning.Recommenders;

/// <summary>Reads back what <see cref="IRecommender.Write"/> wrote.</summary>
public static class RecommenderFile
{
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
        var algorithm = reader.ReadString();
        throw new InvalidDataException($"The algorithm '{algorithm}' is not built in here.");
    }
}
