namespace Marketing.Learning.Clicks;

/// <summary>
/// A trained model of clicks. Predicting is safe from any number of threads, also while one thread updates: a prediction then sees some of the
/// update. Positions are not part of a row: the prediction is for a place that is looked at as often as position 1.
/// </summary>
public interface IClickModel
{
    /// <summary>Name as in <c>evaluate clicks --algorithm</c>.</summary>
    string Algorithm { get; }

    /// <summary>Makes the tokens.</summary>
    ClickEncoding Encoding { get; }

    /// <summary>Rows learnt by the training, each pass counted; 0 of a model that comes from a file.</summary>
    long RowsLearnt { get; }

    /// <summary>How often a place is looked at, relative to position 1. Index: position − 1; empty when positions were unknown.</summary>
    IReadOnlyList<double> Examination { get; }

    /// <summary>Where this model keeps a token. Valid for this model only: whoever serves looks it up once an ad and once a request.</summary>
    int Code(int field, uint token);

    /// <summary>Predicts one row.</summary>
    /// <param name="codes">Shape [fields], from <see cref="Code"/>.</param>
    ClickPrediction Predict(ReadOnlySpan<int> codes);

    /// <summary>Learns one outcome on line. One thread at a time.</summary>
    /// <param name="codes">Shape [fields].</param>
    /// <param name="clicked">The outcome.</param>
    /// <param name="weight">How much it counts; 1 is an ordinary row.</param>
    /// <param name="position">Where it stood, 1 is first; 0 when unknown. No click at a place that is rarely looked at teaches little.</param>
    void Update(ReadOnlySpan<int> codes, bool clicked, double weight, int position);

    /// <summary>Writes all that <see cref="ClickModelFile.Read"/> needs.</summary>
    void Write(BinaryWriter writer);
}
