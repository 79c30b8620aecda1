namespace Marketing.Learning.Policies;

/// <summary>Below these limits no claim is made.</summary>
public sealed record OffPolicyLimits
{
    /// <summary>Smallest effective sample size, (Σw)²/Σw².</summary>
    public double EffectiveSampleSize { get; init; } = 200;

    /// <summary>Largest share of all weight that one row may have.</summary>
    public double LargestShare { get; init; } = .05;

    /// <summary>How far the mean weight may be from 1, which it is when propensities are true and every action had a chance.</summary>
    public double MeanWeightOff { get; init; } = .2;
}

/// <summary>How to estimate.</summary>
public sealed record OffPolicyOptions
{
    /// <summary>Fixes folds and draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Draws of the bootstrap, at least 100.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Of the intervals, above 0 and below 1.</summary>
    public double Confidence { get; init; } = .95;

    /// <summary>When to refuse.</summary>
    public OffPolicyLimits Limits { get; init; } = new();

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancel { get; init; }
}
