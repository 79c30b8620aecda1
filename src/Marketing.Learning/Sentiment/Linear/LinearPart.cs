using Marketing.Learning.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>What a linear model reads of a text.</summary>
/// <param name="Options">Which n-grams.</param>
/// <param name="Bits">2^bits buckets of features.</param>
internal sealed record LinearInput(FeatureOptions Options, int Bits)
{
    public FeatureSpace Space { get; } = FeatureSpace.Hashed(Bits);

    public TextVector NewVector() => new(Options, Space);
}

/// <summary>Hyperplanes that weigh the features of a text alike.</summary>
/// <param name="Weighting">What a feature counts for.</param>
/// <param name="Planes">One (positive against negative) with two classes; with three, one a label against the other two.</param>
/// <param name="InverseFrequencies">idf by feature; null but for <see cref="TextWeighting.TfIdf"/>.</param>
internal sealed record LinearPart(TextWeighting Weighting, LinearWeights[] Planes, float[]? InverseFrequencies)
{
    public void WritePlanes(BinaryWriter writer)
    {
        writer.Write((byte)Planes.Length);
        foreach (var plane in Planes)
        {
            writer.Write(plane.Intercept);
            writer.WriteArray<float>(plane.Weights);
        }

        writer.WriteArray<float>(InverseFrequencies ?? []);
    }

    /// <exception cref="InvalidDataException">The bytes are not those of a part.</exception>
    public static LinearPart ReadPlanes(BinaryReader reader, TextWeighting weighting, int size, int classes)
    {
        var planes = new LinearWeights[reader.ReadByte()];
        for (var at = 0; at < planes.Length; at++)
        {
            var intercept = reader.ReadDouble();
            planes[at] = new LinearWeights(reader.ReadArray<float>(), intercept);
        }

        var inverse = reader.ReadArray<float>();
        return
            planes.Length == (classes == 2 ? 1 : 3)
            && Array.TrueForAll(planes, plane => plane.Weights.Length == size)
            && inverse.Length == (weighting == TextWeighting.TfIdf ? size : 0)
            && Enum.IsDefined(weighting)
            ? new LinearPart(weighting, planes, inverse.Length == 0 ? null : inverse)
            : throw new InvalidDataException("The parts of a linear model differ in size.");
    }
}
