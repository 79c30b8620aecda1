namespace Marketing.Store;

/// <summary>Work that a training run does before it reads anything: what all models learn from is made ready here. Registered as singletons, done in order of registration.</summary>
public interface INightlyWork
{
    /// <summary>A few words for the log: <c>cleaning</c>.</summary>
    string Name { get; }

    /// <summary>Does it; called while the run holds the training lock, so never twice at once. An exception fails the run.</summary>
    Task DoAsync(CancellationToken cancel);
}

/// <summary>Cleans all events before each training run.</summary>
internal sealed class CleanBeforeTraining(EventCleaning cleaning) : INightlyWork
{
    public string Name => "cleaning";

    public Task DoAsync(CancellationToken cancel) => cleaning.CleanAllAsync(cancel);
}
