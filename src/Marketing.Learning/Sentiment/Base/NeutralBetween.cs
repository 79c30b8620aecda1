namespace Marketing.Learning.Sentiment.Base;

/// <summary>
/// A model of two classes among texts of three: neutral lies between the other two (the cumulative logit of McCullagh, "Regression models for ordinal data", 1980). With z the
/// model's log-odds of positive, P(positive) = σ(z − θ), P(negative) = σ(−z − θ), and neutral is the rest: likeliest where |z| is below about a quarter.
/// </summary>
/// <param name="between">The model of two classes.</param>
internal sealed class NeutralBetween(ITextClassifier between) : ITextClassifier
{
    // θ: of .5 to 1.5 the one with the best mean of accuracy and macro F1 on the training parts of two public sets (messages to airlines, clothing).
    private const double Threshold = .8;

    private const double Least = 1e-9;

    public string Algorithm => between.Algorithm;

    public int Classes => 3;

    public bool EvidenceIsExact => between.EvidenceIsExact;

    public void Score(ReadOnlySpan<char> text, Span<double> probabilities)
    {
        Span<double> two = stackalloc double[2];
        between.Score(text, two);
        var positive = Math.Clamp(two[(int)SentimentLabel.Positive], Least, 1 - Least);
        var logOdds = Math.Log(positive / (1 - positive));
        probabilities[(int)SentimentLabel.Positive] = Sigmoid(logOdds - Threshold);
        probabilities[(int)SentimentLabel.Negative] = Sigmoid(-logOdds - Threshold);
        probabilities[(int)SentimentLabel.Neutral] =
            1 - probabilities[(int)SentimentLabel.Positive] - probabilities[(int)SentimentLabel.Negative];
    }

    public IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit) => between.Evidence(text, limit);

    /// <summary>Writes the model of two classes: where neutral begins is no part of it.</summary>
    public void Write(BinaryWriter writer) => between.Write(writer);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
