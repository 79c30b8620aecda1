namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>What was asked for on the command line, checked.</summary>
internal sealed record EvaluationRequest
{
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>Settings fixed by <c>--set</c>, by algorithm.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Fixed { get; init; }

    /// <summary>Whether the algorithm that the gate would pick is reported too.</summary>
    public required bool WithChampion { get; init; }

    public required int K { get; init; }

    public required bool AllowSeen { get; init; }

    public required ulong Seed { get; init; }

    public required int Threads { get; init; }

    /// <summary>How long one algorithm may try settings.</summary>
    public required TimeSpan TimeBudget { get; init; }
}
