using System.Runtime.InteropServices;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>How much likelier a feature is in one class than in the others.</summary>
internal static class LogCountRatios
{
    /// <summary>
    /// Multinomial with add-α: r = ln((p + α) / (‖p‖ + αV)) − ln((q + α) / (‖q‖ + αV)), p and q the sums of a feature's values over the texts of
    /// sign +1 and −1, V the number of features that occur. Wang and Manning, "Baselines and bigrams" (ACL 2012).
    /// </summary>
    /// <returns>r by feature, 0 where a feature never occurs; the intercept is the log ratio of the numbers of texts.</returns>
    public static LinearWeights Multinomial(TextRows rows, int[] members, sbyte[] signs, double alpha)
    {
        var counts = Counts.Of(rows, members, signs);
        var (totalFor, totalAgainst, kinds) = (0.0, 0.0, 0);
        foreach (ref readonly var count in counts.Features)
        {
            totalFor += count.For;
            totalAgainst += count.Against;
            kinds += count.Occurs ? 1 : 0;
        }

        var shift = Math.Log((totalAgainst + (alpha * kinds)) / (totalFor + (alpha * kinds)));
        var ratios = new float[rows.Size];
        for (var index = 0; index < ratios.Length; index++)
        {
            var count = counts.Features[index];
            if (count.Occurs)
            {
                ratios[index] = (float)(Math.Log((count.For + alpha) / (count.Against + alpha)) + shift);
            }
        }

        return new LinearWeights(ratios, counts.LogPrior);
    }

    /// <summary>
    /// Bernoulli with add-α: P(feature | class) = (texts with it + α) / (texts + 2α); a feature that is absent speaks too, which makes the intercept
    /// the log prior ratio plus Σ ln((1 − P(f | +)) / (1 − P(f | −))).
    /// </summary>
    public static LinearWeights Bernoulli(TextRows rows, int[] members, sbyte[] signs, double alpha)
    {
        var counts = Counts.Of(rows, members, signs);
        var (ratios, intercept) = (new float[rows.Size], counts.LogPrior);
        for (var index = 0; index < rows.Size; index++)
        {
            var count = counts.Features[index];
            if (!count.Occurs)
            {
                continue;
            }

            var present = (count.For + alpha) / (counts.TextsFor + (2 * alpha));
            var against = (count.Against + alpha) / (counts.TextsAgainst + (2 * alpha));
            var absent = Math.Log((1 - present) / (1 - against));
            ratios[index] = (float)(Math.Log(present / against) - absent);
            intercept += absent;
        }

        return new LinearWeights(ratios, intercept);
    }

    /// <summary>Sums of a feature's values. Side by side: a feature of either class is one cache miss.</summary>
    private readonly record struct FeatureCounts(float For, float Against)
    {
        public bool Occurs => For > 0 || Against > 0;
    }

    private sealed class Counts(float[] pairs, int textsFor, int textsAgainst)
    {
        // One text more on each side: a class without texts is unlikely, not impossible.
        public double LogPrior => Math.Log((textsFor + 1.0) / (textsAgainst + 1.0));

        public int TextsFor => textsFor;

        public int TextsAgainst => textsAgainst;

        /// <summary>Shape [features].</summary>
        public ReadOnlySpan<FeatureCounts> Features => MemoryMarshal.Cast<float, FeatureCounts>(pairs);

        public static Counts Of(TextRows rows, int[] members, sbyte[] signs)
        {
            var (pairs, texts) = (new float[2 * rows.Size], 0);
            foreach (var row in members)
            {
                var (indices, values, side) = (rows.Indices[row], rows.Values?[row], signs[row] > 0 ? 0 : 1);
                texts += 1 - side;
                for (var at = 0; at < indices.Length; at++)
                {
                    pairs[(2 * indices[at]) + side] += values is null ? 1 : values[at];
                }
            }

            return new Counts(pairs, texts, members.Length - texts);
        }
    }
}
