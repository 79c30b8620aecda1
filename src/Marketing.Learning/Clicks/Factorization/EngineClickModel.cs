using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>A factorization machine, and the file of the engine that fitted it. What it learns on line is not in that file.</summary>
/// <param name="algorithm">Name of the algorithm.</param>
/// <param name="model">Predicts and learns on line.</param>
/// <param name="file">The engine's file.</param>
internal sealed class EngineClickModel(string algorithm, FfmModel model, byte[] file) : IClickModel
{
    public string Algorithm => algorithm;

    public ClickEncoding Encoding => model.Encoding;

    public long RowsLearnt => model.RowsLearnt;

    public IReadOnlyList<double> Examination => model.Examination;

    public int Code(int field, uint token) => model.Code(field, token);

    public ClickPrediction Predict(ReadOnlySpan<int> codes) => model.Predict(codes);

    public void Update(ReadOnlySpan<int> codes, bool clicked, double weight, int position) =>
        model.Update(codes, clicked, weight, position);

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteArray<byte>(file);
        model.Write(writer);
    }

    /// <exception cref="InvalidDataException">The bytes are not such a model's.</exception>
    public static EngineClickModel Read(FactorizationEngine engine, BinaryReader reader)
    {
        var file = reader.ReadArray<byte>();
        var model = FfmModel.Read(reader);
        var weights = model.Weights;
        engine.Verify(new FactorizationFile(file, weights.Fields, weights.Linear.Length - 1, weights.Factors));
        return new EngineClickModel(engine.Algorithm, model, file);
    }
}
