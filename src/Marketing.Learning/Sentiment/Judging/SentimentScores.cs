namespace Marketing.Learning.Sentiment.Judging;

/// <summary>What a classifier says of labelled texts.</summary>
/// <param name="Labels">The truth. Shape [n].</param>
/// <param name="Probabilities">By label, each row sums to 1. Shape [n][2 or 3], all rows alike.</param>
public sealed record SentimentScores(IReadOnlyList<SentimentLabel> Labels, double[][] Probabilities)
{
    /// <summary>Number of texts.</summary>
    public int Count => Probabilities.Length;

    /// <summary>Number of classes that are judged: 3 when the truth or the classifier knows <c>neutral</c>.</summary>
    public int Classes => Math.Max(Labels.Contains(SentimentLabel.Neutral) ? 3 : 2, Count == 0 ? 2 : Probabilities[0].Length);

    /// <summary>The likeliest label; of equals the first of negative, positive, neutral.</summary>
    public SentimentLabel Predicted(int row)
    {
        var (best, probabilities) = (0, Probabilities[row]);
        for (var label = 1; label < probabilities.Length; label++)
        {
            best = probabilities[label] > probabilities[best] ? label : best;
        }

        return (SentimentLabel)best;
    }

    /// <summary>Scores texts side by side; each writes to its own row, so that threads never show.</summary>
    public static SentimentScores Of(ITextClassifier model, LabelledTexts data, int threads, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        var rows = new double[data.Count][];
        Numerics.Workers.ForRows(
            data.Count,
            threads,
            16,
            () => new object(),
            (row, _) => model.Score(data.Texts[row], rows[row] = new double[model.Classes]),
            cancel
        );
        return new SentimentScores(data.Labels, rows);
    }
}
