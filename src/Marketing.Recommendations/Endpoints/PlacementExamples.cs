using Marketing.Recommendations.Placements;

namespace Marketing.Recommendations.Endpoints;

/// <summary>A preset for the API's document.</summary>
internal static class PlacementExamples
{
    private static readonly DateTimeOffset Advent = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);

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
                Rules =
                [
                    new PlacementRule
                    {
                        Kind = RuleKind.Pin,
                        ItemId = "sku-1042",
                        Position = 2,
                    },
                    new PlacementRule
                    {
                        Kind = RuleKind.Boost,
                        Name = "Advent",
                        Where = new ItemCondition { Tags = ["advent"] },
                        Strength = .5,
                        From = Advent,
                        Until = Advent.AddDays(26),
                    },
                    new PlacementRule
                    {
                        Kind = RuleKind.Hide,
                        Where = new ItemCondition { MaxMargin = .05 },
                    },
                ],
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
