using Marketing.Recommendations.Placements;

namespace Marketing.Recommendations.Endpoints;

/// <summary>A preset for the API's document.</summary>
internal static class PlacementExamples
{
    private static readonly DateTimeOffset Advent = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);

    // Every kind of rule, and all by which items can be meant.
    private static readonly PlacementRule[] Rules =
    [
        new()
        {
            Kind = RuleKind.Pin,
            Name = "Campaign of the week",
            ItemId = "sku-1042",
            Position = 2,
            Until = Advent,
        },
        new()
        {
            Kind = RuleKind.Boost,
            Name = "Advent",
            Where = new ItemCondition { Tags = ["advent"] },
            Strength = .5,
            From = Advent,
            Until = Advent.AddDays(26),
        },
        new()
        {
            Kind = RuleKind.Boost,
            Name = "New kitchenware of our own brand that earns well",
            Where = new ItemCondition
            {
                Category = "Home > Kitchen",
                Brands = ["Hearth"],
                MinMargin = .35,
                NewerThanDays = 30,
            },
            Strength = .2,
        },
        new()
        {
            Kind = RuleKind.Bury,
            Name = "Cheap remainders",
            Where = new ItemCondition { MaxPrice = 5, MaxStock = 3 },
            Strength = .8,
        },
        new()
        {
            Kind = RuleKind.Hide,
            Name = "Sold at a loss",
            Where = new ItemCondition { MaxMargin = 0 },
        },
    ];

    public static PlacementAnswer Home { get; } =
        new(
            "home",
            4,
            new DateTimeOffset(2026, 1, 15, 8, 30, 0, TimeSpan.Zero),
            "marketing",
            new PlacementDefinition
            {
                Name = "Home page",
                Sources = ["personal"],
                Fallback = ["popular-in-category", "trending"],
                Filter = new ItemCondition { MinStock = 2 },
                Diversity = .2,
                MaxPerBrand = 3,
                Rules = Rules,
                Exploration = new PlacementExploration
                {
                    EveryNth = 8,
                    Share = .5,
                    NewerThanDays = 14,
                },
                Experiment = new PlacementExperiment
                {
                    ExperimentId = "home-trending",
                    From = new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero),
                    Variants =
                    [
                        new PlacementVariant { Name = "as-it-is", Weight = 1 },
                        new PlacementVariant
                        {
                            Name = "trending-first",
                            Weight = 1,
                            Sources = ["trending", "personal"],
                        },
                    ],
                },
            }
        );

    public static NewPlacement New { get; } = new() { PlacementId = Home.PlacementId, Definition = Home.Definition };
}
