using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Sentiment.Judging;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>What was asked for on the command line, checked.</summary>
internal sealed record SentimentRequest
{
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>Settings fixed by <c>--set</c>, by algorithm.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Fixed { get; init; }

    /// <summary>Whether the algorithm that the gate would pick is reported too.</summary>
    public required bool WithChampion { get; init; }

    /// <summary>Name of the set that is judged; null where two files were given.</summary>
    public string? Data { get; init; }

    public required ulong Seed { get; init; }

    public required int Threads { get; init; }
}

/// <summary>Everything that is printed or written.</summary>
internal sealed record SentimentReport(
    SentimentRequest Request,
    LabelledTextFile Train,
    LabelledTextFile Test,
    MachineReport Machine,
    IReadOnlyList<SentimentAlgorithmReport> Algorithms
);

/// <summary>Settings that were tried on a part of train.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Accuracy">On the held-out part.</param>
internal sealed record SentimentTrial(IReadOnlyDictionary<string, double> Settings, double Accuracy);

/// <summary>One algorithm's part.</summary>
internal sealed record SentimentAlgorithmReport(string Algorithm)
{
    /// <summary>Null, or why it could not learn; then all else is empty.</summary>
    public string? NotApplicable { get; init; }

    /// <summary>For <c>champion</c>: the algorithm that was picked.</summary>
    public string? Chosen { get; init; }

    public IReadOnlyDictionary<string, double> Settings { get; init; } = new Dictionary<string, double>();

    public IReadOnlyList<SentimentTrial> Trials { get; init; } = [];

    public SentimentScores? Scores { get; init; }

    public SentimentFigures? Figures { get; init; }

    public IReadOnlyDictionary<string, double> StandardErrors { get; init; } = new Dictionary<string, double>();

    /// <summary>Calibration errors below it are those of exact probabilities in 95 of 100 sets of texts with these scores.</summary>
    public double MostCalibrationErrorByChance { get; init; }

    /// <summary>Time for <see cref="Trials"/>.</summary>
    public Usage Tuning { get; init; }

    public Usage Training { get; init; }

    public Usage Prediction { get; init; }
}
