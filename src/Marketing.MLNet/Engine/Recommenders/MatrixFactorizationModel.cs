using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;
using Microsoft.ML;
using Microsoft.ML.Trainers.Recommender;

namespace Marketing.MLNet.Engine.Recommenders;

/// <summary>The item vectors, ready to serve, and the file that ML.NET made.</summary>
/// <param name="vectors">Scores.</param>
/// <param name="zip">ML.NET's file.</param>
/// <param name="ratings">Trained on ratings.</param>
internal sealed class MatrixFactorizationModel(IFactorRecommender vectors, byte[] zip, bool ratings) : IFactorRecommender
{
    public string Algorithm => vectors.Algorithm;

    public int ItemCount => vectors.ItemCount;

    public float Floor => vectors.Floor;

    public FactorScan Items => vectors.Items;

    /// <summary>Reads both and compares them: a file that is not the vectors' is somebody else's.</summary>
    /// <exception cref="InvalidDataException">It is not such a model.</exception>
    public static MatrixFactorizationModel Read(BinaryReader reader)
    {
        var ratings = reader.ReadBoolean();
        var zip = MlNetZip.Read(reader);
        var vectors = FactorModels.Read(reader, MatrixFactorizationCandidate.Name, ratings);
        if (
            MlNetZip.Load(new MLContext(), zip) is not MatrixFactorizationPredictionTransformer { Model: var model }
            || model.NumberOfColumns != vectors.ItemCount
            || model.ApproximationRank != vectors.Items.Factors
        )
        {
            throw new InvalidDataException("The file of ML.NET is not that of the item vectors.");
        }

        return new MatrixFactorizationModel(vectors, zip, ratings);
    }

    public void Score(History history, Span<float> scores) => vectors.Score(history, scores);

    public bool TryFoldIn(History history, Span<float> vector) => vectors.TryFoldIn(history, vector);

    public void Explain(History history, int item, Span<float> contributions) => vectors.Explain(history, item, contributions);

    public void ExplainAll(History history, ReadOnlySpan<int> items, Span<float> contributions) =>
        vectors.ExplainAll(history, items, contributions);

    public void Write(BinaryWriter writer)
    {
        writer.Write(ratings);
        MlNetZip.Write(writer, zip);
        vectors.Write(writer);
    }
}
