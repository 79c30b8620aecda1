namespace Marketing.MLNet.Engine;

/// <summary>Runs a fit so that a run can be canceled.</summary>
internal static class Fitting
{
    /// <summary>
    /// ML.NET offers no way to end a fit. So it runs on a thread of its own: when the run is canceled the caller is free at once, the fit goes on to
    /// its end and its result is dropped.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run was canceled first.</exception>
    public static T Run<T>(Func<T> fit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        T? result = default;
        Exception? failure = null;
        using var done = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            try
            {
                result = fit();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }

            try
            {
                done.Set();
            }
            catch (ObjectDisposedException)
            {
                // Canceled: nobody waits any more.
            }
        })
        {
            IsBackground = true,
            Name = "ML.NET fit",
        };
        thread.Start();
        done.Wait(cancel);
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return result is null ? throw new InvalidOperationException("The fit gave nothing.") : result;
    }
}
