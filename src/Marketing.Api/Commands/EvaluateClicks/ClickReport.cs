using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Clicks;

namespace Marketing.Api.Commands.EvaluateClicks;

/// <summary>Everything that <c>evaluate clicks</c> prints or writes.</summary>
internal sealed record ClickReport(
    MachineReport Machine,
    ulong Seed,
    ClickTable Train,
    ClickTable Test,
    IReadOnlyList<ClickAlgorithmReport> Algorithms
);

/// <summary>One algorithm's part.</summary>
internal sealed record ClickAlgorithmReport(string Algorithm)
{
    /// <summary>Null, or why it could not learn; then all else is empty.</summary>
    public string? NotApplicable { get; init; }

    public IReadOnlyDictionary<string, double> Settings { get; init; } = new Dictionary<string, double>();

    public ClickMetrics? Metrics { get; init; }

    /// <summary>Probability of each row of the test file.</summary>
    public double[] Scores { get; init; } = [];

    /// <summary>Rows learnt, each pass counted.</summary>
    public long RowsLearnt { get; init; }

    public Usage Training { get; init; }

    public Usage Prediction { get; init; }

    /// <summary>Rows learnt a second of training, all of it counted: encoding, stopping, calibration.</summary>
    public double RowsPerSecond => RowsLearnt / Math.Max(Training.Seconds, 1e-9);

    public double RowsPerSecondToPredict => Scores.Length / Math.Max(Prediction.Seconds, 1e-9);
}
