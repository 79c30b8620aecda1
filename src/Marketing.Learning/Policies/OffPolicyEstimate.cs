namespace Marketing.Learning.Policies;

/// <summary>A value and the ends of its bootstrap interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Standard deviation of the draws.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct IntervalEstimate(double Value, double StandardError, double Low, double High);

/// <summary>What another policy would have earned a row, by four estimators, and whether that may be claimed.</summary>
/// <param name="Ips">Mean of w·r with w = π(a)/propensity.</param>
/// <param name="Snips">Σwr/Σw.</param>
/// <param name="Dm">Direct method: the mean of what the model expects of the policy's actions.</param>
/// <param name="Dr">Doubly robust: <see cref="Dm"/> plus the mean of w·(r − what the model expected of the action taken).</param>
/// <param name="Logged">What was earned, the baseline.</param>
/// <param name="Difference"><see cref="Dr"/> − <see cref="Logged"/>, drawn together.</param>
/// <param name="EffectiveSampleSize">(Σw)²/Σw².</param>
/// <param name="LargestWeight">Largest w.</param>
/// <param name="MeanWeight">Mean w: 1 in expectation.</param>
/// <param name="Rows">Rows of the log.</param>
/// <param name="Customers">Units that the bootstrap draws.</param>
/// <param name="Refusals">Why no claim is made, sentences; empty when the difference may be claimed.</param>
/// <param name="RowsNeeded">Rows of such traffic after which the refusals that traffic can mend would fall; null when none would or none is needed.</param>
public sealed record OffPolicyEstimate(
    IntervalEstimate Ips,
    IntervalEstimate Snips,
    IntervalEstimate Dm,
    IntervalEstimate Dr,
    IntervalEstimate Logged,
    IntervalEstimate Difference,
    double EffectiveSampleSize,
    double LargestWeight,
    double MeanWeight,
    int Rows,
    int Customers,
    IReadOnlyList<string> Refusals,
    long? RowsNeeded
)
{
    /// <summary>True when the difference to the logged policy may be claimed.</summary>
    public bool Claim => Refusals.Count == 0;
}
