using Marketing.Learning.Ranking;

namespace Marketing.Learning.Clicks;

/// <summary>How good predicted probabilities are.</summary>
/// <param name="LogLoss">Mean of −ln p of what happened, p kept within [1e-7, 1 − 1e-7]; lower is better.</param>
/// <param name="NormalizedEntropy">Log loss divided by that of the constant mean of the judged rows; NaN when all rows have one outcome.</param>
/// <param name="Auc">Share of (clicked, not clicked) pairs in the right order, ties counting half; NaN when all rows have one outcome.</param>
/// <param name="AucStandardError">Hanley and McNeil 1982.</param>
/// <param name="ExpectedOverObserved">Σ p / clicks; NaN without a click.</param>
/// <param name="ExpectedOverObservedStandardError">√(Σ p(1 − p)) / clicks: what chance alone does to it.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Clicks">Number of clicks.</param>
public sealed record ClickMetrics(
    Estimate LogLoss,
    double NormalizedEntropy,
    double Auc,
    double AucStandardError,
    double ExpectedOverObserved,
    double ExpectedOverObservedStandardError,
    int Rows,
    int Clicks
)
{
    private const double Clip = 1e-7;

    /// <summary>Judges.</summary>
    /// <param name="probabilities">Shape [n], n at least 1.</param>
    /// <param name="clicked">Shape [n].</param>
    /// <exception cref="ArgumentException">There is no row, the lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public static ClickMetrics Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> clicked)
    {
        if (probabilities.Length != clicked.Length || probabilities.Length == 0)
        {
            throw new ArgumentException("As many outcomes as probabilities are needed, and at least one.", nameof(clicked));
        }

        var losses = new double[clicked.Length];
        var (expected, variance, clicks) = (0.0, 0.0, 0);
        for (var row = 0; row < clicked.Length; row++)
        {
            if (!(probabilities[row] is >= 0 and <= 1))
            {
                throw new ArgumentException($"Row {row} has the probability {probabilities[row]}.", nameof(probabilities));
            }

            var p = Math.Clamp(probabilities[row], Clip, 1 - Clip);
            losses[row] = clicked[row] ? -Math.Log(p) : -Math.Log(1 - p);
            expected += probabilities[row];
            variance += p * (1 - p);
            clicks += clicked[row] ? 1 : 0;
        }

        var logLoss = Estimate.Of(losses);
        var mean = clicks / (double)clicked.Length;
        var constant = clicks == 0 || clicks == clicked.Length ? double.NaN : -(mean * Math.Log(mean)) - ((1 - mean) * Math.Log(1 - mean));
        var auc = AreaUnderCurve(probabilities, clicked, clicks);
        return new ClickMetrics(
            logLoss,
            logLoss.Mean / constant,
            auc,
            AucError(auc, clicks, clicked.Length - clicks),
            clicks == 0 ? double.NaN : expected / clicks,
            clicks == 0 ? double.NaN : Math.Sqrt(variance) / clicks,
            clicked.Length,
            clicks
        );
    }

    // Mean ranks for ties (Mann and Whitney).
    private static double AreaUnderCurve(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> clicked, int clicks)
    {
        var (keys, outcomes) = (probabilities.ToArray(), clicked.ToArray());
        Array.Sort(keys, outcomes);
        var rankSum = 0.0;
        for (var start = 0; start < keys.Length; )
        {
            var end = start;
            var inTie = 0;
            while (end < keys.Length && keys[end].Equals(keys[start]))
            {
                inTie += outcomes[end++] ? 1 : 0;
            }

            rankSum += inTie * (start + 1 + end) / 2.0;
            start = end;
        }

        var others = keys.Length - clicks;
        return clicks == 0 || others == 0 ? double.NaN : (rankSum - (clicks * (clicks + 1.0) / 2)) / clicks / others;
    }

    private static double AucError(double auc, double positives, double negatives)
    {
        var q1 = auc / (2 - auc);
        var q2 = 2 * auc * auc / (1 + auc);
        var variance = (auc * (1 - auc)) + ((positives - 1) * (q1 - (auc * auc))) + ((negatives - 1) * (q2 - (auc * auc)));
        return Math.Sqrt(Math.Max(0, variance) / (positives * negatives));
    }
}
