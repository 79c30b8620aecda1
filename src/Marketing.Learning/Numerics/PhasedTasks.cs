namespace Marketing.Learning.Numerics;

/// <summary>
/// Work in phases: the tasks of one phase in any order, a phase only when the one before it is done. Nobody waits for a thread, only for tasks that were
/// begun: where the machine has no core to spare for the others, one thread does it all and loses nothing. (A barrier would wait for each of them to be
/// scheduled, twice a chunk: measured, a hundred times slower on a busy machine.)
/// </summary>
/// <param name="phases">Number of phases.</param>
/// <param name="tasks">Tasks of each.</param>
internal sealed class PhasedTasks(int phases, int tasks)
{
    private readonly long _all = (long)phases * tasks;
    private long _next;
    private long _finished;

    /// <summary>The next task; waits while the phase before it is not done.</summary>
    /// <returns>False when nothing is left to begin.</returns>
    public bool TryTake(out int phase, out int task)
    {
        var wait = new SpinWait();
        while (true)
        {
            var next = Volatile.Read(ref _next);
            (phase, task) = ((int)(next / tasks), (int)(next % tasks));
            if (next >= _all)
            {
                return false;
            }

            if (Volatile.Read(ref _finished) < (long)phase * tasks)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
            else if (Interlocked.CompareExchange(ref _next, next + 1, next) == next)
            {
                return true;
            }
        }
    }

    /// <summary>Says that a taken task is done.</summary>
    public void Finish() => Interlocked.Increment(ref _finished);
}
