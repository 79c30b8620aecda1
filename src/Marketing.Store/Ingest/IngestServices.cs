using Marketing.Store.Http;
using Marketing.Store.Mirrors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketing.Store;

/// <summary>Registration of what takes events, items and users in, and of what is known of them in memory.</summary>
public static class IngestServices
{
    /// <summary>Called by the store's registration.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static IServiceCollection AddIngest(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(SettingsReader.Read<IngestSettings>(configuration, "Ingest"));
        services.AddSingleton(SettingsReader.Read<PrivacySettings>(configuration, "Privacy"));
        services.AddSingleton<StoreReader>();
        services.AddSingleton<StoreWriter>();
        services.AddSingleton<IntakeBook>().AddHostedService(provider => provider.GetRequiredService<IntakeBook>());
        services.AddSingleton<EventWriter>();
        services.AddSingleton<ItemWriter>();
        services.AddSingleton<UserWriter>();
        services.AddSingleton<Erasures>().AddSingleton<PersonExport>().AddSingleton<ConsentWriter>();
        services.AddSingleton(SettingsReader.Read<CleaningSettings>(configuration, "Cleaning"));
        services.AddSingleton<EventCleaning>().AddSingleton<INightlyWork, CleanBeforeTraining>();
        services.AddSingleton<SubjectActivity>();
        services.AddSingleton<Catalogue>();
        services.AddSingleton<ErasedMemory>().AddHostedService(provider => provider.GetRequiredService<ErasedMemory>());
        services.AddSingleton<CustomerDirectory>();
        services.AddSingleton<RecommendationPlacements>();
        services.AddSingleton<ItemMoods>().AddSingleton<IItemMood>(provider => provider.GetRequiredService<ItemMoods>());
        services.AddSingleton<OpenComplaints>().AddSingleton<IOpenComplaints>(provider => provider.GetRequiredService<OpenComplaints>());
        services.AddSingleton<ComplaintWriter>();
        services.AddHostedService(provider =>
            Keeper(provider, provider.GetRequiredService<OpenComplaints>().Mirror, OpenComplaints.Source, ChangeKind.Complaints)
        );
        services.AddHostedService(provider =>
            Keeper(provider, provider.GetRequiredService<Catalogue>().Mirror, Catalogue.Source, ChangeKind.Items)
        );
        services.AddHostedService(provider =>
            Keeper(provider, provider.GetRequiredService<CustomerDirectory>().Mirror, CustomerDirectory.Source, ChangeKind.Users)
        );
        services.AddHostedService(provider =>
            Keeper(provider, provider.GetRequiredService<ItemMoods>().Mirror, ItemMoods.Source, ChangeKind.Moods)
        );
        services.AddHostedService(provider =>
            Keeper(
                provider,
                provider.GetRequiredService<RecommendationPlacements>().Mirror,
                RecommendationPlacements.Source,
                ChangeKind.RecommendationPlacements
            )
        );
        return services;
    }

    private static MirrorKeeper<T> Keeper<T>(IServiceProvider provider, Mirror<T> mirror, IMirrorSource<T> source, ChangeKind kind)
        where T : class =>
        new(
            mirror,
            source,
            kind,
            provider.GetRequiredService<StoreChanges>(),
            provider.GetRequiredService<DatabaseHealth>(),
            provider.GetRequiredService<DataDirectory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MirrorKeeper<T>>>()
        );
}
