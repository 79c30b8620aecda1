using Marketing.Profiles.Features;
using Marketing.Store;

namespace Marketing.Profiles.Endpoints;

/// <summary>Examples of the API's document, of one small kitchen shop.</summary>
internal static class ProfileExamples
{
    private static readonly DateTimeOffset At = new(2026, 1, 15, 8, 30, 0, TimeSpan.Zero);

    public static ProfileAnswer Profile { get; } =
        new(
            "u-1001",
            At,
            Personalization: true,
            [
                new FeatureAnswer("recencyDays", 12.4, null, "Days since the last purchase.", [EventType.Purchase], 9),
                new FeatureAnswer(
                    "language",
                    null,
                    "en",
                    "Language: as the shop says, else as the customer writes.",
                    [EventType.Search, EventType.Review],
                    3
                ),
            ],
            [new CountAnswer(EventType.Purchase, 0, 1, 3, 9, 9)],
            new LikesAnswer(
                [new Liking("Home", .81, 40), new Liking("Home > Kitchen", .62, 31)],
                [new Liking("Tamako", .4, 12)],
                [new Liking(PriceBands.Middle, .7, 30)],
                [new Liking("whisk", 1, 3)]
            ),
            [new ChannelResponse("web", 52, 18, 4)],
            [0, 0, 0, 0, 0, 0, 1, 4, 6, 2, 1, 0, 3, 2, 0, 0, 1, 2, 5, 11, 9, 4, 1, 0]
        )
        {
            ModelVersion = "3",
            Score = new PredictionAnswer(
                "score",
                31.2,
                null,
                "Σ wᵢ·xᵢ: money to expect in the next 30 days.",
                [new TermAnswer("orders", 2.3026, 6.1, 9.4)]
            )
            {
                Intercept = 21.8,
            },
            Predictions =
            [
                new PredictionAnswer(
                    "nextPurchase30",
                    .34,
                    null,
                    "Chance of a purchase within 30 days.",
                    [new TermAnswer("daysSincePurchase", 2.5953, -.31, .42)]
                ),
                new PredictionAnswer(
                    "bestHour",
                    .19,
                    "19",
                    "The hour of the customer's clock in which they are likeliest to act next, and the chance of it.",
                    [new TermAnswer("acts:19", 11, null, null), new TermAnswer("shareOfShop", .08, null, null)]
                ),
            ],
            Segments =
            [
                new MembershipAnswer("kitchen-lovers", "Kitchen lovers", "rule", At, ["category Home > Kitchen", "view within 30 days"]),
            ],
        };
}
