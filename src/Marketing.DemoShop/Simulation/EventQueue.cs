namespace Marketing.DemoShop.Simulation;

/// <summary>
/// Puts what visits of one day make, and what follows from them days later, into one order of time. It never holds more than a day and the pending
/// follow-ups.
/// </summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<DemoEvent, (DateTimeOffset At, long Sequence)> _pending = new();
    private long _sequence;

    /// <summary>Equal times keep the order in which they were added.</summary>
    public void Add(DemoEvent happened) => _pending.Enqueue(happened, (happened.OccurredAt, _sequence++));

    /// <summary>Takes out what happened before <paramref name="end"/>, oldest first.</summary>
    public IEnumerable<DemoEvent> TakeUntil(DateTimeOffset end)
    {
        while (_pending.TryPeek(out _, out var key) && key.At < end)
        {
            yield return _pending.Dequeue();
        }
    }
}
