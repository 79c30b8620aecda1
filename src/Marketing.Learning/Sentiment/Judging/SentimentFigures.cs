namespace Marketing.Learning.Sentiment.Judging;

/// <summary>Figures of a classifier on labelled texts.</summary>
/// <param name="Accuracy">Share of texts whose likeliest label is the true one.</param>
/// <param name="Precision">Of the texts called positive, the share that is; 0 when none is called so.</param>
/// <param name="Recall">Of the positive texts, the share called so; 0 when there is none.</param>
/// <param name="F1">2 · true positives / (called positive + positive); 0 when there are neither.</param>
/// <param name="MacroF1">Mean of the F1 of every class that occurs in the truth.</param>
/// <param name="Auc">Chance that a positive text has a higher probability of positive than another text, equal ones counting half; .5 when a side is empty.</param>
/// <param name="LogLoss">Mean of −ln P(true label), natural, P clipped to at least 1e-7.</param>
/// <param name="CalibrationError">
/// Over ten bins of equal width: Σ share of texts in the bin · |mean probability − observed share|. Two classes: the probability of positive;
/// three: that of the likeliest label and the share of hits.
/// </param>
/// <param name="CalibrationByChance">
/// What <paramref name="CalibrationError"/> comes to on average with so many texts when every probability is exactly right: Σ √(2/π · Σ p(1 − p)) / n, as the sum of a bin
/// is nearly normal. An error of this size shows nothing.
/// </param>
public sealed record SentimentFigures(
    double Accuracy,
    double Precision,
    double Recall,
    double F1,
    double MacroF1,
    double Auc,
    double LogLoss,
    double CalibrationError,
    double CalibrationByChance
)
{
    /// <summary>The figures by name, as they stand in JSON.</summary>
    public IReadOnlyDictionary<string, double> ByName { get; } =
        new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["accuracy"] = Accuracy,
            ["precision"] = Precision,
            ["recall"] = Recall,
            ["f1"] = F1,
            ["macroF1"] = MacroF1,
            ["auc"] = Auc,
            ["logLoss"] = LogLoss,
            ["calibrationError"] = CalibrationError,
            ["calibrationByChance"] = CalibrationByChance,
        };
}
