using Microsoft.Extensions.Hosting;

namespace Marketing.Store;

/// <summary>A background loop that changes of the store call to work. It hears of them from its start to its stop.</summary>
/// <param name="changes">The change feed.</param>
/// <param name="isRung">Whether there is work from the start.</param>
public abstract class ChangeLoop(StoreChanges changes, bool isRung = false) : BackgroundService
{
    /// <summary>The change feed.</summary>
    protected StoreChanges Changes => changes;

    /// <summary>Calls the loop to work.</summary>
    protected Bell Bell { get; } = new(isRung);

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Changed += Hear;
        await BeginAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        changes.Changed -= Hear;
        return base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        Bell.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the host's start waits for. What changes meanwhile is heard.</summary>
    protected virtual Task BeginAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Rings <see cref="Bell"/> where the change means work; on the thread of whoever changed something, so return at once.</summary>
    protected abstract void Hear(StoreChange change);

    /// <summary>Waits and works once. What it throws stops the host.</summary>
    protected abstract Task TurnAsync(CancellationToken cancel);

    /// <inheritdoc />
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TurnAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what was committed stays.
        }
    }
}
