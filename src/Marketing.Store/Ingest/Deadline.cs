namespace Marketing.Store;

/// <summary>
/// A time limit that holds. A cancellation token alone does not: to cancel a query the driver asks the server and waits for it, and a frozen server answers
/// neither (one query took a minute to come back). So the caller is let go when the time is up, and what still hangs is left to end by itself.
/// </summary>
internal static class Deadline
{
    /// <summary>What well-behaved cancellation may take.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    /// <exception cref="TimeoutException">The time is up.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was asked for.</exception>
    public static async Task<T> RunAsync<T>(TimeSpan time, Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        var running = work(limit.Token);
        _ = running.ContinueWith(
            ended =>
            {
                _ = ended.Exception; // seen: nobody may wait for it any more
                limit.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        try
        {
            return await running.WaitAsync(time + Grace, cancel);
        }
        catch (OperationCanceledException exception) when (!cancel.IsCancellationRequested)
        {
            throw TimeIsUp(time, exception);
        }
        catch (TimeoutException exception)
        {
            throw TimeIsUp(time, exception);
        }
    }

    private static TimeoutException TimeIsUp(TimeSpan time, Exception inner) =>
        new($"The database did not answer within {time.TotalSeconds:0.#} seconds.", inner);
}
