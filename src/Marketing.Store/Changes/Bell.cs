namespace Marketing.Store;

/// <summary>
/// Calls a background loop to work. Rung while the loop works, however often, it is heard once: at the loop's next wait.
/// </summary>
/// <param name="isRung">Whether there is work from the start.</param>
public sealed class Bell(bool isRung = false) : IDisposable
{
    private readonly SemaphoreSlim _rung = new(isRung ? 1 : 0, 1);

    /// <summary>Rings; from any thread, at once.</summary>
    public void Ring()
    {
        lock (_rung)
        {
            if (_rung.CurrentCount == 0)
            {
                _rung.Release();
            }
        }
    }

    /// <summary>Waits until it is rung.</summary>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public Task WaitAsync(CancellationToken cancel) => _rung.WaitAsync(cancel);

    /// <summary>Waits until it is rung, and no longer than a time.</summary>
    /// <returns>Whether it was rung.</returns>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var rung = _rung.WaitAsync(either.Token);
        await Task.WhenAny(rung, Task.Delay(atMost, clock, either.Token));
        await either.CancelAsync();
        try
        {
            // Asked again: a ring that came just before the giving up counts.
            await rung;
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _rung.Dispose();
}
