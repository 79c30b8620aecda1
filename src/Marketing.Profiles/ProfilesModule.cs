using Marketing.Learning.Customers.Segments;
using Marketing.Profiles.Analytics;
using Marketing.Profiles.CampaignPlanning;
using Marketing.Profiles.Endpoints;
using Marketing.Profiles.Model;
using Marketing.Profiles.Quality;
using Marketing.Profiles.Segments;
using Marketing.Profiles.Upkeep;
using Marketing.Store;
using Marketing.Store.Http;
using Marketing.Training;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Marketing.Profiles;

/// <summary>Who the customer is: profiles, segments, what they will do next, and how the shop does.</summary>
public static class ProfilesModule
{
    /// <summary>Adds the module. Needs what <c>AddMarketingStore</c> and <c>AddMarketingTraining</c> register.</summary>
    /// <exception cref="SettingsException">A key under <c>Profiles:</c> is unknown or its value does not fit.</exception>
    public static IServiceCollection AddProfiles(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(services.AddSettings<ProfilesOptions>(configuration, "Profiles"));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ProfileUpdate>().AddSingleton<ProfileRebuild>();
        services.AddSingleton<ProfileUpkeep>().AddLateHostedService<ProfileUpkeep>();
        services.AddServingModel<ServedProfiles, ProfilesLoader>(ProfilesModel.ModelName);
        services.AddSingleton<ITrainableModel>(provider => new ProfilesModel(
            provider.GetRequiredService<ProfileRebuild>(),
            provider.GetRequiredService<ProfileUpdate>(),
            provider.GetRequiredService<ProfilesOptions>(),
            ClusterTrainers.All
        ));
        services.AddSingleton<ModelRenewal>().AddLateHostedService<ModelRenewal>();
        services.AddSingleton<ProfileReader>().AddSingleton<IWorkedOutAboutPeople, ExportedProfile>();
        services.AddSingleton<SegmentStore>().AddSingleton<SegmentRefresh>().AddSingleton<SegmentMemory>();
        services.AddSingleton<ISegmentMembership>(provider => provider.GetRequiredService<SegmentMemory>());
        services.AddSingleton<ISegmentMoves, SegmentMoves>();
        services.AddSingleton<SegmentUpkeep>().AddHostedService(provider => provider.GetRequiredService<SegmentUpkeep>());
        services.AddSingleton<DayCounting>().AddSingleton<INightlyWork>(provider => provider.GetRequiredService<DayCounting>());
        services
            .AddSingleton<CampaignEffectsKeeper>()
            .AddSingleton<INightlyWork>(provider => provider.GetRequiredService<CampaignEffectsKeeper>());
        services
            .AddSingleton<AnalyticsReader>()
            .AddSingleton<AnalyticsRefresh>()
            .AddSingleton<INightlyWork>(provider => provider.GetRequiredService<AnalyticsRefresh>());
        services.AddSingleton<AnalyticsUpkeep>().AddLateHostedService<AnalyticsUpkeep>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapProfiles(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapProfileReading();
        routes.MapSegments();
        routes.MapQuality();
        routes.MapAnalytics();
        routes.MapCampaignPlans();
    }
}
