using Marketing.Api.Commands.Evaluation;
using Marketing.Learning;
using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>What is evaluated on.</summary>
/// <param name="Test">Name of the test file, or the split.</param>
/// <param name="Split">Train and held-out users.</param>
/// <param name="Catalogue">Items of <c>--items</c> by id; null without.</param>
internal sealed record EvaluationData(string Test, HeldOutSplit Split, IReadOnlyDictionary<string, ItemDescription>? Catalogue)
{
    /// <summary>Pairs to find whose item has no row in train.</summary>
    public int UnknownPairs => Split.Users.Sum(user => user.RelevantCount - user.Relevant.Count(item => item < Split.Histories.ItemCount));

    /// <summary>What an algorithm learns from.</summary>
    /// <param name="split">This one, or a part of it.</param>
    /// <param name="described">With descriptions, and the items of the catalogue that train does not know.</param>
    public Histories ToLearnFrom(HeldOutSplit split, bool described)
    {
        var histories = split.Train.ToHistories();
        return described && Catalogue is { } items ? histories.Describe([.. split.ItemIds.Select(items.GetValueOrDefault)]) : histories;
    }
}

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

    /// <summary>What the final training tried by itself, on a part of train.</summary>
    public IReadOnlyList<InnerTrial> InnerTrials { get; init; } = [];

    public RankingResult? Result { get; init; }

    /// <summary>Lists in which only items without a row in train count as found; null when no catalogue names such items.</summary>
    public RankingResult? NewItems { get; init; }

    /// <summary>Lists of items without a row in train alone; null like <see cref="NewItems"/>.</summary>
    public RankingResult? AmongNewItems { get; init; }

    /// <summary>Time for <see cref="Trials"/>.</summary>
    public Usage Tuning { get; init; }

    public Usage Training { get; init; }

    public Usage Prediction { get; init; }
}
