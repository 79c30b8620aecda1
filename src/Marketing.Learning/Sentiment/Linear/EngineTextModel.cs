using Marketing.Learning.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>A linear model, and the files of the engine that fitted its hyperplanes.</summary>
/// <param name="model">Scores.</param>
/// <param name="files">One a hyperplane.</param>
internal sealed class EngineTextModel(LinearTextModel model, byte[][] files) : IAdditiveTextClassifier
{
    public string Algorithm => model.Algorithm;

    public int Classes => model.Classes;

    public bool EvidenceIsExact => model.EvidenceIsExact;

    public void Score(ReadOnlySpan<char> text, Span<double> probabilities) => model.Score(text, probabilities);

    public IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit) => model.Evidence(text, limit);

    public IReadOnlyList<TextEvidence> Read(ReadOnlySpan<char> text, TokenBuffer tokens, int limit, Span<double> probabilities) =>
        model.Read(text, tokens, limit, probabilities);

    public WeighedText Weigh(TokenBuffer tokens, double factor, TokenWeights weights, Span<double> probabilities) =>
        model.Weigh(tokens, factor, weights, probabilities);

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((byte)files.Length);
        foreach (var file in files)
        {
            writer.WriteArray<byte>(file);
        }

        model.Write(writer);
    }

    /// <exception cref="InvalidDataException">The bytes are not such a model's.</exception>
    public static EngineTextModel Read(LinearTextEngine engine, BinaryReader reader)
    {
        var files = new byte[reader.ReadByte()][];
        for (var at = 0; at < files.Length; at++)
        {
            files[at] = reader.ReadArray<byte>();
        }

        var model = LinearTextModel.Read(engine.Algorithm, reader);
        var planes = model.Planes;
        if (files.Length != planes.Length)
        {
            throw new InvalidDataException($"{files.Length} files for {planes.Length} hyperplanes.");
        }

        for (var at = 0; at < files.Length; at++)
        {
            engine.Verify(new LinearTextPlane(planes[at].Weights, planes[at].Intercept, files[at]));
        }

        return new EngineTextModel(model, files);
    }
}
