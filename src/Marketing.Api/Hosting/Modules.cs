using Marketing.Ads;
using Marketing.Api.Complaints;
using Marketing.Api.Events;
using Marketing.Api.Items;
using Marketing.Api.Operations;
using Marketing.Api.Privacy;
using Marketing.Api.Security.Audit;
using Marketing.Api.Users;
using Marketing.Profiles;
using Marketing.Recommendations;
using Marketing.Sentiment;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Api.Hosting;

/// <summary>What the host is composed of.</summary>
internal static class Modules
{
    /// <summary>Services of all modules, for the web host and for the commands. One line a module, in the order of DESIGN.md's rooms, lowest first.</summary>
    public static IServiceCollection AddMarketing(this IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddMarketingStore(settings.Configuration);
        services.AddMarketingTraining(settings.Configuration);
        services.AddRecommendations(settings.Configuration);
        services.AddSentiment(settings.Configuration);
        services.AddAds(settings.Configuration);
        services.AddProfiles(settings.Configuration);
        services.AddModelsBeforeRequests();
        return services;
    }

    /// <summary>Endpoints of all modules. One line a module.</summary>
    public static void MapMarketing(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth();
        routes.MapMetrics();
        routes.MapEvents();
        routes.MapItems();
        routes.MapUsers();
        routes.MapComplaints();
        routes.MapPrivacy();
        routes.MapAudit();
        routes.MapModels();
        routes.MapRecommendations();
        routes.MapSentiment();
        routes.MapAds();
        routes.MapProfiles();
    }
}
