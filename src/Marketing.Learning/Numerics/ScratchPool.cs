using System.Collections.Concurrent;

namespace Marketing.Learning.Numerics;

/// <summary>Working memory that requests take and give back, so that scoring allocates nothing in the steady state.</summary>
internal sealed class ScratchPool<T>(Func<T> create)
    where T : class
{
    // Bounded by the number of requests that ever ran at once.
    private readonly ConcurrentBag<T> _free = [];

    public T Take() => _free.TryTake(out var scratch) ? scratch : create();

    public void Return(T scratch) => _free.Add(scratch);
}
