using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Imports;
using Marketing.Ads.Model;
using Marketing.Ads.Outcomes;
using Marketing.Ads.Plans;
using Marketing.Ads.Prediction;
using Marketing.Ads.Reports;
using Marketing.Learning.Clicks;
using Marketing.Store;
using Marketing.Store.Http;
using Marketing.Store.Imports;
using Marketing.Training;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Marketing.Ads;

/// <summary>Which ad, on which channel, at which moment: definitions, decisions, outcomes, plans and proof.</summary>
public static class AdsModule
{
    /// <summary>Adds the module. Needs what <c>AddMarketingStore</c> and <c>AddMarketingTraining</c> register.</summary>
    /// <exception cref="SettingsException">A key under <c>Ads:</c> is unknown or its value does not fit.</exception>
    public static IServiceCollection AddAds(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(services.AddSettings<AdsOptions>(configuration, "Ads"));
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<BookKeeper>().AddHostedService(provider => provider.GetRequiredService<BookKeeper>());
        services.AddSingleton<DefinitionStore>();
        services.AddSingleton(
            new ReadinessMeter(
                ClicksLoader.ModelName,
                "with",
                ("seen ads", ClicksModel.FewestRows, Settled("true")),
                ("clicks on them", ClicksModel.FewestClicks, Settled("click_at IS NOT NULL"))
            )
        );
        services.AddServingModel<ServedClicks, ClicksLoader>(ClicksLoader.ModelName).AddSingleton<CurrentPredictor>();
        services.AddSingleton<ITrainableModel>(provider => new ClicksModel(
            provider.GetRequiredService<AdsOptions>(),
            ClickModelTrainers.All,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<OnlineLearner>().AddHostedService(provider => provider.GetRequiredService<OnlineLearner>());
        services.AddSingleton<AdsMetrics>().AddSingleton<Replica>().AddSingleton<Leases>().AddSingleton<BudgetDesk>();
        // Before anything replays the spool.
        services.AddHostedService<Recollection>();
        services.AddSingleton<BudgetKeeper>().AddHostedService(provider => provider.GetRequiredService<BudgetKeeper>());
        services.AddSingleton<LedgerMemory>().AddSingleton<AnswerMemory>().AddSingleton<Spool>().AddSingleton<AskerReader>();
        services.AddHostedService<Forgetting>();
        services.AddSingleton<IBeforeErasure, ErasedReservations>();
        services.AddSingleton<DecisionService>().AddSingleton<OutcomeService>();
        services.AddSingleton<ILoggedAds, LoggedAds>();
        services.AddSingleton<ICampaignEffects, CampaignEffects>();
        services.AddSingleton<PlanStore>().AddSingleton<PlanWebhook>().AddSingleton<PlanService>();
        services.AddSingleton<Settler>().AddLateHostedService<Settler>();
        return services;
    }

    private static string Settled(string where) =>
        $"SELECT count(*) FROM (SELECT FROM ads.decision_ads WHERE impression_at IS NOT NULL AND resolved_at IS NOT NULL AND {where} LIMIT @most) s";

    /// <summary>Maps the endpoints.</summary>
    public static void MapAds(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapDefinitions();
        routes.MapDecisions();
        routes.MapReports();
        routes.MapPlans();
    }
}
