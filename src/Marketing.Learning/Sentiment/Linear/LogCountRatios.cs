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
        for (var index = 0; index < rows.Size; index++)
        {
            totalFor += counts.For[index];
            totalAgainst += counts.Against[index];
            kinds += counts.Occurs(index) ? 1 : 0;
        }

        var shift = Math.Log((totalAgainst + (alpha * kinds)) / (totalFor + (alpha * kinds)));
        var ratios = new float[rows.Size];
        for (var index = 0; index < rows.Size; index++)
        {
            if (counts.Occurs(index))
            {
                ratios[index] = (float)(Math.Log((counts.For[index] + alpha) / (counts.Against[index] + alpha)) + shift);
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
            if (!counts.Occurs(index))
            {
                continue;
            }

            var present = (counts.For[index] + alpha) / (counts.TextsFor + (2 * alpha));
            var against = (counts.Against[index] + alpha) / (counts.TextsAgainst + (2 * alpha));
            var absent = Math.Log((1 - present) / (1 - against));
            ratios[index] = (float)(Math.Log(present / against) - absent);
            intercept += absent;
        }

        return new LinearWeights(ratios, intercept);
    }

    private sealed record Counts(float[] For, float[] Against, int TextsFor, int TextsAgainst)
    {
        // One text more on each side: a class without texts is unlikely, not impossible.
        public double LogPrior => Math.Log((TextsFor + 1.0) / (TextsAgainst + 1.0));

        public bool Occurs(int index) => For[index] > 0 || Against[index] > 0;

        public static Counts Of(TextRows rows, int[] members, sbyte[] signs)
        {
            var (yes, no, texts) = (new float[rows.Size], new float[rows.Size], 0);
            foreach (var row in members)
            {
                var (indices, values, sums) = (rows.Indices[row], rows.Values?[row], signs[row] > 0 ? yes : no);
                texts += signs[row] > 0 ? 1 : 0;
                for (var at = 0; at < indices.Length; at++)
                {
                    sums[indices[at]] += values is null ? 1 : values[at];
                }
            }

            return new Counts(yes, no, texts, members.Length - texts);
        }
    }
}
