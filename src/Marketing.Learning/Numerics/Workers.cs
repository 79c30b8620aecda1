namespace Marketing.Learning.Numerics;

/// <summary>
/// Work on independent rows, handed out in small runs so that uneven rows balance. Which worker does which row never shows in the
/// result: a row writes only to its own place.
/// </summary>
internal static class Workers
{
    /// <param name="count">Rows 0..count-1.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="run">Rows handed out at a time.</param>
    /// <param name="scratch">Makes one worker's own memory.</param>
    /// <param name="body">Does one row.</param>
    /// <param name="cancel">Looked at before each run of rows.</param>
    public static void ForRows<TScratch>(
        int count,
        int threads,
        int run,
        Func<TScratch> scratch,
        Action<int, TScratch> body,
        CancellationToken cancel
    )
    {
        var next = 0L;
        void Work()
        {
            var own = scratch();
            while (!cancel.IsCancellationRequested)
            {
                var start = Interlocked.Add(ref next, run) - run;
                if (start >= count)
                {
                    return;
                }

                for (var row = (int)start; row < Math.Min(count, start + run); row++)
                {
                    body(row, own);
                }
            }
        }

        var workers = Math.Min(threads, (count + run - 1) / run);
        if (workers <= 1)
        {
            Work();
        }
        else
        {
            // On the threads of the caller: a host keeps training apart from the threads that answer requests.
            var options = new ParallelOptions { MaxDegreeOfParallelism = workers, TaskScheduler = TaskScheduler.Current };
            Parallel.For(0, workers, options, _ => Work());
        }

        cancel.ThrowIfCancellationRequested();
    }
}
