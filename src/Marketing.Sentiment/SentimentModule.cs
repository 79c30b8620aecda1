using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Aspects;
using Marketing.Sentiment.Model;
using Marketing.Sentiment.Scoring;
using Marketing.Sentiment.Serving;
using Marketing.Store;
using Marketing.Store.Http;
using Marketing.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Marketing.Sentiment;

/// <summary>How people feel: the model of reviews, its training, the scoring of what comes in, and its endpoints.</summary>
public static partial class SentimentModule
{
    /// <summary>Adds the module. Needs what <c>AddMarketingStore</c> and <c>AddMarketingTraining</c> register.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The settings; read now.</param>
    /// <param name="makeBase">Makes the model of two classes that serves until the shop has its own, called when it is first needed; null: the one that ships with the product.</param>
    /// <exception cref="SettingsException">A key under <c>Sentiment:</c> is unknown or its value does not fit.</exception>
    public static IServiceCollection AddSentiment(
        this IServiceCollection services,
        IConfiguration configuration,
        Func<ITextClassifier>? makeBase = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddSettings<SentimentOptions>(configuration, "Sentiment");
        services.AddSingleton(options);
        services.AddSingleton(
            new ReadinessMeter(
                SentimentModel.ModelName,
                "with",
                (
                    "reviews with text and stars",
                    options.MinimumReviews,
                    ReadinessMeter.CountEvents("e.type = 7 AND e.text IS NOT NULL AND e.value IS NOT NULL")
                )
            )
        );
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(
            makeBase is null
                ? new BaseModel(BaseModel.Make, () => BaseSentiment.Version)
                : new BaseModel(makeBase, () => BaseSentiment.Name)
        );
        services.AddSingleton<ITrainableModel>(provider => new SentimentModel(
            provider.GetRequiredService<SentimentOptions>(),
            provider.GetRequiredService<IOptions<TrainingOptions>>().Value.TimeBudget,
            TextClassifierTrainers.All,
            provider.GetRequiredService<BaseModel>()
        ));
        services.AddServingModel<ServedSentiment, SentimentLoader>(SentimentModel.ModelName);
        services.AddSingleton<AspectBook>().AddHostedService(provider => provider.GetRequiredService<AspectBook>());
        services.AddSingleton<AspectGrower>().AddSingleton<NightlyGrowth>().AddLateHostedService<NightlyGrowth>();
        services.AddSingleton<SentimentReader>().AddSingleton<ScoringRound>();
        return services.AddSingleton<ReviewScoring>().AddLateHostedService<ReviewScoring>();
    }
}
