using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Marketing.Store;

/// <summary>Registration of background loops that can wait.</summary>
public static class LateServices
{
    /// <summary>
    /// Starts a singleton's loop some seconds after the host listens: until then the machine belongs to what the first requests need. Its faults stop the host as any
    /// other hosted service's do.
    /// </summary>
    public static IServiceCollection AddLateHostedService<TService>(this IServiceCollection services)
        where TService : BackgroundService =>
        services.AddHostedService(provider => new LateService<TService>(
            provider.GetRequiredService<TService>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>()
        ));
}

/// <summary>What <see cref="LateServices.AddLateHostedService"/> registers: whoever wants a host without the loop removes it.</summary>
/// <param name="service">The loop.</param>
/// <param name="lifetime">Says when the host listens.</param>
/// <param name="clock">Counts the seconds after that.</param>
public sealed class LateService<TService>(TService service, IHostApplicationLifetime lifetime, TimeProvider clock) : BackgroundService
    where TService : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await service.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult))
        {
            await started.Task.WaitAsync(stoppingToken);
        }

        await Task.Delay(Pause, clock, stoppingToken);
        await service.StartAsync(stoppingToken);
        await (service.ExecuteTask ?? Task.CompletedTask);
    }
}
