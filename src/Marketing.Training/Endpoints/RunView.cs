using Marketing.Store;

namespace Marketing.Training;

/// <summary>A training run.</summary>
public sealed record RunView
{
    /// <summary>Its id; later runs have higher ids.</summary>
    public required Guid RunId { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunState State { get; init; }

    /// <summary>Share of the work that is done, 0 to 1.</summary>
    public required double Progress { get; init; }

    /// <summary>Who asked: <c>api</c>, <c>cli</c>, <c>schedule</c>, <c>demo</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Whether the best candidate is published even if the gate says no.</summary>
    public required bool Force { get; init; }

    /// <summary>Whether somebody asked to cancel it.</summary>
    public required bool CancelRequested { get; init; }

    /// <summary>Why it failed or was canceled.</summary>
    public string? Error { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What it did for each model.</summary>
    public required IReadOnlyList<ModelReport> Models { get; init; }

    internal static RunView From(TrainingRunRow row) =>
        new()
        {
            RunId = row.RunId,
            State = RunStates.Parse(row.State),
            Progress = row.Progress,
            Trigger = row.Trigger,
            Force = row.Force,
            CancelRequested = row.CancelRequested,
            Error = row.Error,
            CreatedAt = row.CreatedAt,
            StartedAt = row.StartedAt,
            FinishedAt = row.FinishedAt,
            Models = ReportJson.Read<List<ModelReport>>(row.Report),
        };

    /// <summary>For the examples of the API's document.</summary>
    internal static RunView Example { get; } =
        new()
        {
            RunId = Guid.Parse("019a0c4e-7c1e-7d6a-9b7e-3f1f6a3c2b10"),
            State = RunState.Succeeded,
            Progress = 1,
            Trigger = "api",
            Force = false,
            CancelRequested = false,
            CreatedAt = new DateTimeOffset(2026, 1, 15, 2, 30, 0, TimeSpan.Zero),
            StartedAt = new DateTimeOffset(2026, 1, 15, 2, 30, 0, TimeSpan.Zero),
            FinishedAt = new DateTimeOffset(2026, 1, 15, 2, 31, 12, TimeSpan.Zero),
            Models =
            [
                new ModelReport
                {
                    Name = "recommendations",
                    State = RunState.Succeeded,
                    PrimaryMetric = "ndcg@10",
                    Candidates =
                    [
                        ExampleCandidate("popular", 0.0351, 0.0011, 0.4),
                        ExampleCandidate("als", 0.0842, 0.0019, 31.5) with
                        {
                            RefitSeconds = 6.2,
                            Parameters = new Dictionary<string, double> { ["Factors"] = 64, ["Regularization"] = 0.01 },
                        },
                    ],
                    Champion = "als",
                    Published = true,
                    Version = 8,
                    Reason =
                        "als has ndcg@10 0.0842 ± 0.0019 on 3,211 held-out units, better than popular (difference +0.0491, 90 % interval +0.0463 to +0.0519), "
                        + "not worse than version 7, which serves with 0.0839 (difference +0.0003, 90 % interval −0.0009 to +0.0015).",
                    Comparisons = [new ComparisonReport("als", "popular", 0.0491, 0.0463, 0.0519, Better: 1, 3211)],
                },
            ],
        };

    private static CandidateReport ExampleCandidate(string algorithm, double ndcg, double standardError, double seconds) =>
        new()
        {
            Algorithm = algorithm,
            Engine = "built-in",
            Metrics = new Dictionary<string, double> { ["ndcg@10"] = ndcg },
            StandardErrors = new Dictionary<string, double> { ["ndcg@10"] = standardError },
            TrainSeconds = seconds,
        };
}
