using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Training;

/// <summary>Registration of the training pipeline, and of the models that take part in it.</summary>
public static class TrainingModule
{
    /// <summary>Adds runner, registry, hot swap and schedule. Needs what <c>AddMarketingStore</c> registers.</summary>
    /// <exception cref="SettingsException">A key under <c>Training:</c> is unknown or its value does not fit.</exception>
    public static IServiceCollection AddMarketingTraining(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<TrainingOptions>(configuration, "Training");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new OldModels(provider.GetRequiredService<ModelRegistry>()));
        services.AddSingleton<ModelRegistry>().AddSingleton<ArtefactFiles>().AddSingleton<Publication>().AddSingleton<Rollback>();
        services.AddSingleton<ModelTraining>().AddSingleton<RunningRuns>().AddSingleton<AbandonedRuns>().AddSingleton<SlotRefresh>();
        services.AddSingleton(provider => new RetrainRunner(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<IDbContextFactory<MarketingDb>>(),
            provider.GetServices<ITrainableModel>(),
            provider.GetRequiredService<ModelTraining>(),
            provider.GetRequiredService<RunningRuns>(),
            provider.GetRequiredService<AbandonedRuns>(),
            provider.GetServices<INightlyWork>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RetrainRunner>>()
        ));
        services.AddSingleton<ModelRefresh>().AddHostedService(provider => provider.GetRequiredService<ModelRefresh>());
        services.AddSingleton(provider => new ServingModels(provider.GetRequiredService<ModelRefresh>()));
        services.AddSingleton<RunWorker>().AddHostedService(provider => provider.GetRequiredService<RunWorker>());
        services.AddSingleton(provider => new BackgroundRetrain(
            provider.GetRequiredService<RetrainRunner>(),
            provider.GetRequiredService<RunWorker>()
        ));
        services.AddHostedService<ScheduledRuns>();
        return services;
    }

    /// <summary>Lets the server listen only when what this machine has kept can answer. To be called after the modules, whose services start meanwhile.</summary>
    public static IServiceCollection AddModelsBeforeRequests(this IServiceCollection services) =>
        services.AddHostedService<ModelsBeforeRequests>();

    /// <summary>Lets the nightly run train a model.</summary>
    public static IServiceCollection AddTrainableModel<TTrainable>(this IServiceCollection services)
        where TTrainable : class, ITrainableModel => services.AddSingleton<ITrainableModel, TTrainable>();

    /// <summary>Gives <see cref="IServingModel{T}"/>: the reference that follows what is published under <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">When first used: the loader is another model's.</exception>
    public static IServiceCollection AddServingModel<T, TLoader>(this IServiceCollection services, string name)
        where T : class
        where TLoader : class, IModelLoader<T>
    {
        services.AddSingleton<TLoader>();
        services.AddSingleton(provider =>
        {
            var loader = provider.GetRequiredService<TLoader>();
            return loader.Name == name
                ? new ServingModel<T>(loader)
                : throw new ArgumentException($"{typeof(TLoader).Name} loads \"{loader.Name}\", not \"{name}\".", nameof(name));
        });
        services.AddSingleton<IServingModel<T>>(provider => provider.GetRequiredService<ServingModel<T>>());
        services.AddSingleton<IModelSlot>(provider => provider.GetRequiredService<ServingModel<T>>());
        return services;
    }
}

/// <summary>Starts a run that this process executes in the background.</summary>
public sealed class BackgroundRetrain
{
    private readonly RetrainRunner _runner;
    private readonly RunWorker _worker;

    internal BackgroundRetrain(RetrainRunner runner, RunWorker worker) => (_runner, _worker) = (runner, worker);

    /// <summary>The id of the run, and whether it is the one that was asked for (else the one that is under way, null when that has just ended).</summary>
    /// <exception cref="ArgumentException">A model is not known.</exception>
    public async Task<(Guid? RunId, bool Started)> StartAsync(RunRequest request, CancellationToken cancel)
    {
        var start = await _runner.StartAsync(request, cancel);
        if (start.Run is not { } run)
        {
            return (start.RunningRunId, false);
        }

        await _worker.EnqueueAsync(run);
        return (run.RunId, true);
    }
}
