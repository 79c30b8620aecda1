namespace Marketing.Api.Hosting;

/// <summary>The command line handles the signals (<see cref="Termination"/>); the framework's console lifetime would swallow the second Ctrl+C.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
