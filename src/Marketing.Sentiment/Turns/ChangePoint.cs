using Marketing.Learning;

namespace Marketing.Sentiment.Turns;

/// <summary>Where a sequence of feelings changes, and how sure that is.</summary>
/// <param name="Start">First index of the stretch before the turn.</param>
/// <param name="At">First index after the turn.</param>
/// <param name="Before">Mean feeling of [Start, At), in [0, 1].</param>
/// <param name="After">Mean feeling from At to the end, in [0, 1].</param>
/// <param name="Statistic">The likelihood-ratio statistic G² of the split.</param>
/// <param name="Probability">Of a G² at least as large with the same feelings in random order.</param>
internal sealed record ChangePoint(int Start, int At, double Before, double After, double Statistic, double Probability);

/// <summary>
/// Finds the latest change in a sequence of feelings xᵢ (1 positive, ½ neutral, 0 negative). For a split k of n feelings with sums s and S,
/// G²(k) = 2·[ℓ(s, k) + ℓ(S − s, n − k) − ℓ(S, n)], ℓ(s, m) = s·ln(s/m) + (m − s)·ln(1 − s/m): the likelihood ratio of two Bernoulli shares against one. The best split is
/// tested against its own maximum over random orders of the same feelings, which pays for having looked at every k. After a change that is sure the rest is searched
/// again, until the last stretch is of one piece (binary segmentation; Scott and Knott 1974).
/// </summary>
internal static class ChangePoints
{
    // Below this no maximum over splits is sure at 5 %, and no permutation is needed to know it.
    private const double WorthTesting = 6;
    private const ulong Seed = 1;

    /// <summary>The latest change, or null.</summary>
    /// <param name="feelings">Oldest first, each in {0, ½, 1}.</param>
    /// <param name="least">Feelings on either side, at least 1.</param>
    /// <param name="significance">Largest <see cref="ChangePoint.Probability"/>.</param>
    public static ChangePoint? Latest(ReadOnlySpan<double> feelings, int least, double significance)
    {
        ChangePoint? latest = null;
        for (var start = 0; Find(feelings[start..], least, significance) is { } found; start = latest.At)
        {
            latest = found with { Start = start, At = start + found.At };
        }

        return latest;
    }

    private static ChangePoint? Find(ReadOnlySpan<double> feelings, int least, double significance)
    {
        if (feelings.Length < 2 * least)
        {
            return null;
        }

        // Sums are counted in halves, so that x·ln x is a table.
        var halves = new int[feelings.Length];
        for (var i = 0; i < halves.Length; i++)
        {
            halves[i] = (int)Math.Round(2 * feelings[i]);
        }

        var logs = Logs(2 * halves.Length);
        var (statistic, at) = Best(halves, least, logs);
        if (statistic < WorthTesting)
        {
            return null;
        }

        var probability = Probability(halves, least, logs, statistic, significance);
        return probability <= significance
            ? new ChangePoint(0, at, Mean(halves, 0, at), Mean(halves, at, halves.Length), statistic, probability)
            : null;
    }

    /// <summary>(1 + orders at least as clear) ÷ (1 + orders); stops as soon as it must end above <paramref name="significance"/>.</summary>
    private static double Probability(int[] halves, int least, double[] logs, double statistic, double significance)
    {
        var orders = (int)Math.Ceiling(5 / significance) - 1;
        var shuffled = (int[])halves.Clone();
        var (clear, draw) = (0, 0UL);
        for (var order = 0; order < orders; order++)
        {
            for (var i = shuffled.Length - 1; i > 0; i--)
            {
                var j = (int)(SplitMix64.Uniform(Seed, draw++) * (i + 1));
                (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
            }

            clear += Best(shuffled, least, logs).Statistic >= statistic - 1e-9 ? 1 : 0;
            if ((1.0 + clear) / (1 + orders) > significance)
            {
                return (1.0 + clear) / (2 + order);
            }
        }

        return (1.0 + clear) / (1 + orders);
    }

    private static (double Statistic, int At) Best(int[] halves, int least, double[] logs)
    {
        var (n, total) = (halves.Length, halves.Sum());
        var one = LogLikelihood(total, n, logs);
        var (best, at, sum) = (0.0, least, 0);
        for (var k = 1; k <= n - least; k++)
        {
            sum += halves[k - 1];
            if (k < least)
            {
                continue;
            }

            var statistic = 2 * (LogLikelihood(sum, k, logs) + LogLikelihood(total - sum, n - k, logs) - one);
            if (statistic > best)
            {
                (best, at) = (statistic, k);
            }
        }

        return (best, at);
    }

    /// <summary>ℓ(s, m) with s in halves: s·ln s + (m − s)·ln(m − s) − m·ln m.</summary>
    private static double LogLikelihood(int halves, int count, double[] logs) =>
        logs[halves] + logs[(2 * count) - halves] - logs[2 * count];

    /// <summary>x·ln x for x = 0, ½, 1, …; 0 at 0.</summary>
    private static double[] Logs(int most)
    {
        var logs = new double[most + 1];
        for (var half = 1; half <= most; half++)
        {
            logs[half] = half / 2.0 * Math.Log(half / 2.0);
        }

        return logs;
    }

    private static double Mean(int[] halves, int from, int to)
    {
        var sum = 0;
        for (var i = from; i < to; i++)
        {
            sum += halves[i];
        }

        return sum / 2.0 / (to - from);
    }
}
