namespace Marketing.Training;

/// <summary>What is asked of a run.</summary>
public sealed record RunRequest
{
    /// <summary>Names of the models; empty: all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Publish the best trained candidate even if the gate says no.</summary>
    public bool Force { get; init; }

    /// <summary>Who asks: <c>api</c>, <c>cli</c>, <c>schedule</c>, <c>demo</c>.</summary>
    public string Trigger { get; init; } = "api";

    /// <summary>Only these algorithms, whatever the models offer; null: all. For a quick first run on an empty back office.</summary>
    public IReadOnlyList<string>? Algorithms { get; init; }
}

/// <summary>What came of asking for a run: either a run that has the lock, or the one that has it already.</summary>
/// <param name="Run">To be executed and disposed of; null when another run is under way.</param>
/// <param name="RunningRunId">The run that is under way; null when <paramref name="Run"/> is not, or when it has just ended.</param>
public sealed record RunStart(StartedRun? Run, Guid? RunningRunId);

/// <summary>A run that holds the training lock. Disposing of it gives the lock back.</summary>
public sealed class StartedRun : IAsyncDisposable
{
    internal StartedRun(Guid runId, long token, RunLock held, RunRequest request, IReadOnlyList<ITrainableModel> models)
    {
        (RunId, Token, Lock, Request, Models) = (runId, token, held, request, models);
    }

    /// <summary>As in <c>/models/runs/{runId}</c>.</summary>
    public Guid RunId { get; }

    internal long Token { get; }

    internal RunLock Lock { get; }

    internal RunRequest Request { get; }

    internal IReadOnlyList<ITrainableModel> Models { get; }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Lock.DisposeAsync();
}

/// <summary>How far a run is.</summary>
/// <param name="Share">0 to 1, never falling.</param>
/// <param name="Stage">What is going on: "recommendations: training als".</param>
/// <param name="StageShare">How much of that is done, 0 to 1.</param>
public sealed record RunProgress(double Share, string Stage, double StageShare);

/// <summary>How a run ended.</summary>
/// <param name="RunId">As in <c>/models/runs/{runId}</c>.</param>
/// <param name="State"><see cref="RunState.Succeeded"/>, <see cref="RunState.Failed"/> or <see cref="RunState.Canceled"/>.</param>
/// <param name="Models">What it did for each model.</param>
/// <param name="Error">Why it failed or was canceled; null when it succeeded.</param>
public sealed record RunOutcome(Guid RunId, RunState State, IReadOnlyList<ModelReport> Models, string? Error);
