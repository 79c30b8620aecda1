using Marketing.Learning.Ranking;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>What is evaluated on.</summary>
/// <param name="Test">Name of the test file, or the split.</param>
/// <param name="Split">Train and held-out users.</param>
/// <param name="Catalogue">Ids of <c>--items</c>; null without.</param>
internal sealed record EvaluationData(string Test, HeldOutSplit Split, IReadOnlySet<string>? Catalogue);

/// <summary>Everything that is printed or written.</summary>
internal sealed record EvaluationReport(
    EvaluationRequest Request,
    EvaluationData Data,
    MachineReport Machine,
    IReadOnlyList<AlgorithmReport> Algorithms
);

/// <summary>One algorithm's part.</summary>
internal sealed record AlgorithmReport(string Algorithm)
{
    /// <summary>Null, or why it could not learn; then all else is empty.</summary>
    public string? NotApplicable { get; init; }

    /// <summary>For <c>champion</c>: the algorithm that was picked.</summary>
    public string? Chosen { get; init; }

    public IReadOnlyDictionary<string, double> Settings { get; init; } = new Dictionary<string, double>();

    /// <summary>What was tried on a part of train; empty when nothing was.</summary>
    public IReadOnlyList<TuningTrial> Trials { get; init; } = [];

    public RankingResult? Result { get; init; }

    /// <summary>Time for <see cref="Trials"/>.</summary>
    public Usage Tuning { get; init; }

    public Usage Training { get; init; }

    public Usage Prediction { get; init; }
}

/// <summary>What one step took.</summary>
/// <param name="Seconds">Wall clock.</param>
/// <param name="CpuSeconds">Of all threads.</param>
/// <param name="PeakBytes">Highest resident memory of the whole process during the step.</param>
internal readonly record struct Usage(double Seconds, double CpuSeconds, long PeakBytes);
