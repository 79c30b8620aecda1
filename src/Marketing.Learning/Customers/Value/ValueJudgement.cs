using Marketing.Learning.Ranking;

namespace Marketing.Learning.Customers.Value;

/// <summary>How well predictions met what customers did after the calibration.</summary>
/// <param name="Expected">Sum of the predictions.</param>
/// <param name="Observed">Sum of what happened.</param>
/// <param name="Spearman">Rank correlation of prediction and outcome over customers.</param>
/// <param name="SpearmanError">Its standard error by Fisher's transformation, (1 − ρ²)/√(n − 3).</param>
/// <param name="TopDecileShare">Share of what happened that fell to the tenth with the highest predictions.</param>
/// <param name="AbsoluteError">Mean |prediction − outcome| and its standard error.</param>
public sealed record ValueJudgement(
    double Expected,
    double Observed,
    double Spearman,
    double SpearmanError,
    double TopDecileShare,
    Estimate AbsoluteError
)
{
    /// <summary>(expected − observed)/observed; below 0 where too little was expected.</summary>
    public double TotalError => (Expected - Observed) / Observed;

    /// <summary>Compares predictions with outcomes of the same customers in the same order.</summary>
    public static ValueJudgement Of(double[] predictions, double[] outcomes)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(outcomes);
        var rho = Ranks.Spearman(predictions, outcomes);
        return new ValueJudgement(
            predictions.Sum(),
            outcomes.Sum(),
            rho,
            (1 - (rho * rho)) / Math.Sqrt(Math.Max(1, outcomes.Length - 3)),
            Ranks.TopDecileShare(predictions, outcomes),
            Estimate.Of([.. predictions.Zip(outcomes, (expected, seen) => Math.Abs(expected - seen))])
        );
    }
}
