namespace Marketing.Learning.Clicks;

/// <summary>What a model believes of one row, if the place is looked at: log odds, about normally distributed.</summary>
/// <param name="LogOdds">Natural logarithm of p/(1 − p), calibrated.</param>
/// <param name="Deviation">Standard deviation of the log odds for want of data, at least 0.</param>
public readonly record struct ClickPrediction(double LogOdds, double Deviation)
{
    /// <summary>Probability of a click, in (0, 1).</summary>
    public double Probability => Logistic.Sigmoid(LogOdds);

    /// <summary>Probabilities between which the truth lies with the given confidence.</summary>
    /// <param name="z">Half width in standard deviations; 1.96 is 95 %.</param>
    public (double Low, double High) Interval(double z = 1.96) =>
        (Logistic.Sigmoid(LogOdds - (z * Deviation)), Logistic.Sigmoid(LogOdds + (z * Deviation)));
}
