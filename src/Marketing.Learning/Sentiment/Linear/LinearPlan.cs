namespace Marketing.Learning.Sentiment.Linear;

/// <summary>One hyperplane between the rows of sign +1 and those of sign −1.</summary>
/// <param name="rows">The texts.</param>
/// <param name="members">Rows to learn from.</param>
/// <param name="signs">+1 or −1 for each row.</param>
internal delegate LinearWeights FitPlane(TextRows rows, int[] members, sbyte[] signs);

/// <summary>How the hyperplanes of one part of a linear model come about.</summary>
/// <param name="Weighting">What a feature counts for when a text is scored.</param>
/// <param name="Fit">Learns.</param>
internal sealed record LinearPlan(TextWeighting Weighting, FitPlane Fit)
{
    /// <summary>What a feature counts for in the rows that <see cref="Fit"/> gets: naive Bayes counts texts as they are and scales what it makes of them.</summary>
    public TextWeighting Trained =>
        Weighting switch
        {
            TextWeighting.ScaledCount => TextWeighting.Count,
            TextWeighting.ScaledBinary => TextWeighting.Binary,
            _ => Weighting,
        };
}
