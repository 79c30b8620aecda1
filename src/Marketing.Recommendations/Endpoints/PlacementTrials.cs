using Marketing.Recommendations.Performance;
using Marketing.Recommendations.Placements;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>Rules to try.</summary>
internal sealed record PreviewRequest
{
    /// <summary>The preset as it would be.</summary>
    public PlacementDefinition? Definition { get; init; }

    /// <summary>Requests at or after; yesterday's begin, UTC, when left out.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Requests before; today's begin, UTC, when left out. At most 31 days after from.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Requests that are replayed, 1 to 1,000, drawn by hash; 200 when left out.</summary>
    public int? Sample { get; init; }
}

/// <summary>What presets would change, and how their variants do.</summary>
internal static class PlacementTrials
{
    private const int UsualSample = 200;
    private const int MostSample = 1000;
    private const int MostDays = 31;
    private const int MostExperimentDays = 400;
    private const double UsualEffect = .05;

    private static readonly DateTimeOffset Day = new(2026, 1, 14, 0, 0, 0, TimeSpan.Zero);

    public static void MapTrials(this RouteGroupBuilder group)
    {
        group
            .MapPost("/{placementId}/preview", Preview)
            .WithName("PreviewRecommendationPlacement")
            .WithSummary("Try rules before they are saved")
            .WithDescription(
                "Replays logged requests of the place (yesterday's when left out) by the rules in force and by those proposed, on the model and catalogue of now: how many lists change, which items gain "
                    + "and lose, and what it does to expected revenue. That rests on how often each item was bought at each position of this place in the last 30 days, and takes no account of what "
                    + "customers would buy elsewhere instead."
            )
            .ProducesValidationProblem()
            .WithExample(
                new PreviewRequest { Definition = PlacementExamples.Home.Definition, Sample = 200 },
                new PreviewAnswer(
                    Day,
                    Day.AddDays(1),
                    200,
                    131,
                    [new ItemShift("sku-1042", 12, 200)],
                    [new ItemShift("sku-88", 74, 41)],
                    new ExpectedRevenue("EUR", 512.4, 530.9, new Interval(18.5, 6.2, 30.8), 412)
                ),
                ("placementId", "home")
            );
        group
            .MapGet("/{placementId}/experiment", Experiment)
            .WithName("ReadRecommendationExperiment")
            .WithSummary("How an experiment stands")
            .WithDescription(
                "The place's experiment by its exposure log: subjects, buyers, orders and revenue of each variant, its difference to the first, whether visitors fell into the variants as the weights "
                    + "say, and how many further orders a decision needs. Whatever a subject orders after he saw a variant first counts for it. Deciding before furtherOrders is 0 is looking too early."
            )
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: Example, parameters: [("placementId", "home"), ("effect", .05)]);
    }

    private static ExperimentReport Example { get; } =
        ExperimentReport.Of(
            "home",
            PlacementExamples.Home.Definition.Experiment ?? new PlacementExperiment(),
            [
                new VariantSums("as-it-is", 2010, 5400, 121, 140, 5210.4, 402_000),
                new VariantSums("trending-first", 1985, 5310, 149, 171, 6402.1, 498_000),
            ],
            Day,
            Day.AddDays(14),
            "EUR",
            UsualEffect
        );

    private static async Task<Results<Ok<PreviewAnswer>, ValidationProblem>> Preview(
        PlacementId placementId,
        PreviewRequest request,
        PlacementPreview preview,
        TimeProvider time,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var rules = new PlacementCheck();
        var definition = rules.Check(request.Definition ?? new PlacementDefinition());
        if (rules.Errors.Count > 0)
        {
            return RecommendationProblems.InvalidPlacement(rules.Errors);
        }

        var check = new RequestCheck(limits.Value);
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var to = check.Time("to", request.To) ?? today;
        var from = check.Window(check.Time("from", request.From) ?? to.AddDays(-1), to, MostDays);
        if (request.Sample is < 1 or > MostSample)
        {
            check.Errors["sample"] = [$"sample must be between 1 and {MostSample}."];
        }

        return check.IsWrong
            ? RecommendationProblems.Invalid(check.Errors)
            : TypedResults.Ok(await preview.PreviewAsync(placementId.Value, definition, from, to, request.Sample ?? UsualSample, cancel));
    }

    private static async Task<Results<Ok<ExperimentReport>, ValidationProblem, ProblemHttpResult>> Experiment(
        PlacementId placementId,
        DateTimeOffset? from,
        DateTimeOffset? to,
        double? effect,
        string? currency,
        RecommendationPlacements placements,
        ExperimentReader reader,
        PerformanceReader performance,
        TimeProvider time,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        if (effect is not null and not (>= .001 and <= 10))
        {
            check.Errors["effect"] = ["effect must be between 0.001 and 10."];
        }

        if (currency is not null && !TextRules.IsCurrency(currency))
        {
            check.Errors["currency"] = ["currency must be a code of three upper-case letters."];
        }

        var definition = placements.Find(placementId.Value) is { } stored ? PlacementBook.Read(stored.Definition) : null;
        var end = check.Time("to", to) ?? time.GetUtcNow();
        var usual = definition?.Experiment?.From is { } began && began > end.AddDays(-MostExperimentDays) ? began : end.AddDays(-90);
        var start = check.Window(check.Time("from", from) ?? (usual < end ? usual : end.AddDays(-1)), end, MostExperimentDays);
        if (check.IsWrong)
        {
            return RecommendationProblems.Invalid(check.Errors);
        }

        if (definition?.Experiment is not { ExperimentId: { } id } experiment)
        {
            return RecommendationProblems.NoExperiment(placementId.Value);
        }

        var money = currency ?? await performance.CurrencyAsync(start, end, cancel);
        var sums = await reader.ReadAsync(placementId.Value, id, start, end, money ?? "", cancel);
        return TypedResults.Ok(ExperimentReport.Of(placementId.Value, experiment, sums, start, end, money, effect ?? UsualEffect));
    }
}
