using Microsoft.Extensions.Hosting;

namespace Marketing.Training;

/// <summary>Holds the start until the snapshots are loaded: nothing is answered before what this machine has kept can answer.</summary>
internal sealed class ModelsBeforeRequests(ModelRefresh refresh) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => refresh.LoadSnapshotsAsync().WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
