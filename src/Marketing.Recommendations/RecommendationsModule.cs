using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Endpoints;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Model;
using Marketing.Recommendations.Performance;
using Marketing.Recommendations.Placements;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.Store.Http;
using Marketing.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations;

/// <summary>What to recommend: the model, its training and its endpoints.</summary>
public static class RecommendationsModule
{
    private const string Interactions = "e.item_id IS NOT NULL AND e.type IN (1, 2, 3, 6, 7, 9)";

    /// <summary>Adds the module. Needs what <c>AddMarketingStore</c> and <c>AddMarketingTraining</c> register.</summary>
    /// <exception cref="SettingsException">A key under <c>Recommendations:</c> is unknown or its value does not fit.</exception>
    public static IServiceCollection AddRecommendations(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddSettings<RecommendationsOptions>(configuration, "Recommendations");
        services.AddSingleton(options);
        services.AddSingleton(
            new ReadinessMeter(
                RecommendationsModel.ModelName,
                "by",
                ("interactions", options.MinimumInteractions, ReadinessMeter.CountEvents(Interactions)),
                ("users", options.MinimumUsers, ReadinessMeter.CountUsers)
            )
            {
                Span = new NeededSpan(options.MinimumDays, Interactions),
            }
        );
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<ITrainableModel>(provider => new RecommendationsModel(
            provider.GetRequiredService<RecommendationsOptions>(),
            provider.GetRequiredService<IOptions<TrainingOptions>>().Value.TimeBudget,
            RecommenderTrainers.All,
            provider.GetRequiredService<IOptions<TrainingOptions>>().Value.MemoryLimit
        ));
        services.AddServingModel<ServedRecommendations, RecommendationsLoader>(RecommendationsModel.ModelName);
        services.AddSingleton<RecommendationMetrics>().AddSingleton<Makeshift>().AddSingleton<CurrentModel>();
        services.AddSingleton<PlacementBook>().AddSingleton<ListMaker>();
        services.AddSingleton<RecordKeeper>().AddHostedService(provider => provider.GetRequiredService<RecordKeeper>());
        services.AddSingleton<Shelves>().AddSingleton<ActivityReader>().AddSingleton<AnswerCache>();
        services.AddSingleton<RecommendationLog>().AddHostedService(provider => provider.GetRequiredService<RecommendationLog>());
        services.AddSingleton<LoggedLists>().AddSingleton<PastActivity>().AddSingleton<Rebuilder>();
        services.AddSingleton<PlacementPreview>().AddSingleton<ExperimentReader>();
        services.AddSingleton<PerformanceReader>().AddSingleton<BatchService>();
        return services.AddSingleton<RecommendationService>().AddSingleton<ShopListService>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapRecommendations(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPlacements();
        var group = routes.MapGroup("").WithTags("Recommendations").RequireApiRole(ApiRole.Storefront, ApiRole.Marketer);
        group
            .MapGet("/recommendations/{userId}", RecommendForUser.Handle)
            .Produces<RecommendationAnswer>()
            .ProducesValidationProblem()
            .WithName("RecommendForUser")
            .WithSummary("What to recommend to a user")
            .WithDescription(
                "Ranks the whole catalogue by the published model and the user's newest events: an event of a moment ago counts. Hidden items and items out of "
                    + "stock are never in the list, and what he bought or rated only when Recommendations:RepeatAfter says so for its category; it has n items whenever the shop has that many, those that are not personal are marked as "
                    + "filler. Works for users nobody has seen before, and without the database (degraded)."
            )
            .WithExample(response: Examples.ForUser, parameters: [("userId", "u-1001"), ("n", 10), ("placement", "home")]);
        group
            .MapPost("/recommendations", RecommendForVisitor.Handle)
            .Produces<RecommendationAnswer>()
            .ProducesValidationProblem()
            .WithName("RecommendForVisitor")
            .WithSummary("What to recommend to a visitor")
            .WithDescription(
                "The same as the GET, as a body: for visitors without a profile (sessionId, recentItems, basket), for ids of any form, and for long exclusions."
            )
            .WithExample(request: Examples.ForVisitor, response: Examples.ForUser);
        group
            .MapPost("/recommendations/batch", RecommendInBatch.Handle)
            .Produces<BatchAnswer>()
            .ProducesValidationProblem()
            .AcceptsBatch()
            .WithRequestTimeout(TimeSpan.FromMinutes(10))
            .WithName("RecommendInBatch")
            .WithSummary("Several lists at once")
            .WithDescription(
                "The places of one page (for a user, a session or a visitor), or of one mailing (users, 10,000 a call). No item is twice in the lists of one person: the first place "
                    + "has the first choice. Answers come in the order of the users, then of the places, and are sent while the next are made; with Accept: application/x-ndjson one a line."
            )
            .WithExample(request: Examples.Batch, response: new BatchAnswer([Examples.ForUser]));
        group
            .MapGet("/recommendations/log/{recommendationId}", ReadLog.Handle)
            .RequireApiRole(ApiRole.Marketer)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReadRecommendationLog")
            .WithSummary("What was recommended, and why")
            .WithDescription(
                "A list as it was served, the events that carry its id, and the same list made once more from the model version, the version of the place's rules, and the events stored by then. "
                    + "The catalogue keeps no history: items that have changed since are taken to have been as the list shows."
            )
            .WithExample(response: ReadLog.Example, parameters: [("recommendationId", ReadLog.Example.RecommendationId)]);
        group
            .MapGet("/recommendations/performance", PerformanceEndpoint.Handle)
            .RequireApiRole(ApiRole.Marketer)
            .ProducesValidationProblem()
            .WithName("RecommendationPerformance")
            .WithSummary("What came of recommendations")
            .WithDescription(
                "Lists served within a stretch of time (the last 7 days when left out, 400 at most), and the clicks and orders within 7 days after that carry their recommendationId: rates and "
                    + "revenue with 95 % intervals that take the customers, not the answers, as drawn by chance. Grouped by placement, model and variant unless groupBy says otherwise (day too)."
            )
            .WithExample(
                response: PerformanceEndpoint.Example,
                parameters: [("placement", "home"), ("groupBy", "placement,model,variant"), ("currency", "EUR")]
            );
        group
            .MapGet("/recommendations/popular", ShopListEndpoints.Popular)
            .Produces<RecommendationAnswer>()
            .ProducesValidationProblem()
            .WithName("PopularItems")
            .WithSummary("What is popular")
            .WithDescription(
                "What most customers want within a window (1d, 7d, 30d, 90d, or all: aged by half-life), in the shop or in a category. The window counts back from the newest "
                    + "event that the model learned from; windowEnd names it, and stale says that it is not of today or yesterday."
            )
            .WithExample(response: Examples.Popular, parameters: [("category", "Home > Kitchen"), ("window", "7d")]);
        group
            .MapGet("/recommendations/trending", ShopListEndpoints.Trending)
            .Produces<RecommendationAnswer>()
            .ProducesValidationProblem()
            .WithName("TrendingItems")
            .WithSummary("What is wanted more and more")
            .WithDescription(
                "Items that are wanted more within the window (7d when left out, 1d or 30d) than the next longer one led to expect, most surprising first. The window counts back "
                    + "from the newest event that the model learned from. Never filled up: the list is short or empty when nothing rises."
            )
            .WithExample(response: Examples.Trending, parameters: [("category", "Home > Kitchen"), ("window", "7d")]);
        group
            .MapGet("/recommendations/new", ShopListEndpoints.New)
            .Produces<RecommendationAnswer>()
            .ProducesValidationProblem()
            .WithName("NewItems")
            .WithSummary("What is new in the shop")
            .WithDescription(
                "Items that came into the catalogue within the window (30d when left out, 1d, 7d, 90d or all), the newest first. Never filled up."
            )
            .WithExample(response: Examples.New, parameters: [("category", "Home > Kitchen"), ("window", "30d")]);
        group
            .MapGet("/items/{itemId}/similar", ShopListEndpoints.Similar)
            .Produces<RecommendationAnswer>()
            .ProducesValidationProblem()
            .WithName("SimilarItems")
            .WithSummary("Items that the same people like")
            .WithDescription(
                "Items that the same customers and visitors looked at, bought or rated, most similar first; then what is popular in the item's category. Works for items nobody has touched yet."
            )
            .WithExample(response: Examples.Similar, parameters: [("itemId", "sku-17"), ("n", 5)]);
        group
            .MapGet("/items/{itemId}/bought-together", ShopListEndpoints.BoughtTogether)
            .Produces<RecommendationAnswer>()
            .ProducesValidationProblem()
            .WithName("BoughtTogether")
            .WithSummary("Items of the same orders")
            .WithDescription(
                "Items that were in the same orders, with support (orders that held both) and lift (how many times more often than by chance). Never filled up: the list is short or "
                    + "empty when there is little evidence. Orders need an orderId in their purchase events."
            )
            .WithExample(response: Examples.BoughtTogether, parameters: [("itemId", "sku-17"), ("n", 5)]);
    }
}
