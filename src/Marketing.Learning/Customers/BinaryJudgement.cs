using Marketing.Learning.Ranking;

namespace Marketing.Learning.Customers;

/// <summary>How good chances of a yes were.</summary>
/// <param name="Auc">Area under the ROC curve.</param>
/// <param name="AucError">Its standard error (Hanley and McNeil 1982).</param>
/// <param name="LogLoss">Mean of −ln(chance given to what happened), chances clipped at 1e-7.</param>
/// <param name="CalibrationError">Mean over ten equally filled groups of |mean chance − share of yes|, weighted by their size.</param>
/// <param name="ExpectedOverObserved">Sum of the chances over the number of yes.</param>
public sealed record BinaryJudgement(double Auc, double AucError, Estimate LogLoss, double CalibrationError, double ExpectedOverObserved)
{
    internal const int Groups = 10;

    /// <summary>Compares chances with what happened to the same customers in the same order.</summary>
    public static BinaryJudgement Of(double[] chances, bool[] yes)
    {
        ArgumentNullException.ThrowIfNull(chances);
        ArgumentNullException.ThrowIfNull(yes);
        var auc = Ranks.Auc(chances, yes);
        double positives = yes.Count(answer => answer),
            negatives = yes.Length - positives;
        var (q1, q2) = (auc / (2 - auc), 2 * auc * auc / (1 + auc));
        var variance =
            ((auc * (1 - auc)) + ((positives - 1) * (q1 - (auc * auc))) + ((negatives - 1) * (q2 - (auc * auc)))) / (positives * negatives);
        return new BinaryJudgement(
            auc,
            Math.Sqrt(Math.Max(0, variance)),
            Estimate.Of(LogLosses(chances, yes)),
            Calibration(chances, yes),
            chances.Sum() / positives
        );
    }

    /// <summary>The log loss of each customer.</summary>
    public static double[] LogLosses(double[] chances, bool[] yes) =>
        [.. chances.Select((chance, at) => -Math.Log(Math.Clamp(yes[at] ? chance : 1 - chance, 1e-7, 1)))];

    private static double Calibration(double[] chances, bool[] yes)
    {
        // Equal chances stay in one group, so that a constant is judged as the one group that it is.
        var error = 0.0;
        var ranks = Ranks.Of(chances);
        foreach (var group in Enumerable.Range(0, chances.Length).GroupBy(at => (int)((ranks[at] - .5) * Groups / chances.Length)))
        {
            error += Math.Abs(group.Sum(at => chances[at] - (yes[at] ? 1 : 0)));
        }

        return chances.Length == 0 ? 0 : error / chances.Length;
    }
}
