namespace Marketing.Store;

/// <summary>
/// What comes while work is under way goes together as soon as it is through: where nothing is going on nobody waits, and the busier it is, the more share one
/// transaction.
/// </summary>
/// <param name="atOnce">Groups under way at a time, at least 1.</param>
/// <param name="most">Largest group, at least 1.</param>
/// <param name="work">Does a group's work.</param>
/// <typeparam name="T">What is worked on.</typeparam>
public sealed class Together<T>(int atOnce, int most, Func<IReadOnlyList<T>, Task> work)
{
    private readonly Lock _lock = new();
    private readonly Queue<(T Item, TaskCompletionSource Done)> _waiting = new();
    private int _underWay;

    /// <summary>Completes when the item's group is through, and fails as it did. First come, first served.</summary>
    public Task RunAsync(T item)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((item, done));
            if (_underWay == atOnce)
            {
                return done.Task;
            }

            _underWay++;
        }

        // The groups to come are no part of the request that happened to find nobody at work.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(ServeAsync);
        }

        return done.Task;
    }

    private async Task ServeAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await work([.. group.Select(one => one.Item)]);
                group.ForEach(one => one.Done.SetResult());
            }
            catch (Exception fault)
            {
                group.ForEach(one => one.Done.SetException(fault));
            }
        }
    }

    private List<(T Item, TaskCompletionSource Done)> Next()
    {
        List<(T, TaskCompletionSource)> group = [];
        lock (_lock)
        {
            while (group.Count < most && _waiting.TryDequeue(out var next))
            {
                group.Add(next);
            }

            _underWay -= group.Count == 0 ? 1 : 0;
        }

        return group;
    }
}
