using System.Collections.Concurrent;

namespace Marketing.Training;

/// <summary>The runs of this process, so that canceling one here does not wait for its next heartbeat.</summary>
internal sealed class RunningRuns
{
    private readonly ConcurrentDictionary<Guid, Action> _cancels = new();

    public IDisposable Add(Guid runId, Action cancel)
    {
        _cancels[runId] = cancel;
        return new Entry(_cancels, runId);
    }

    public void Cancel(Guid runId)
    {
        if (_cancels.TryGetValue(runId, out var cancel))
        {
            cancel();
        }
    }

    private sealed class Entry(ConcurrentDictionary<Guid, Action> cancels, Guid runId) : IDisposable
    {
        public void Dispose() => cancels.TryRemove(runId, out _);
    }
}
