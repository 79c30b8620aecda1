using Marketing.Recommendations.Answers;

namespace Marketing.Recommendations.Endpoints;

/// <summary>Examples of the API's document, of one small kitchen shop.</summary>
internal static class Examples
{
    private static readonly DateTimeOffset At = new(2026, 1, 15, 8, 30, 0, TimeSpan.Zero);
    private static readonly AnswerProduct Whisk = new(
        "Balloon whisk",
        "Home > Kitchen",
        "Norda",
        12.90m,
        "EUR",
        41,
        "/images/sku-1042.jpg"
    );

    public static RecommendationAnswer ForUser { get; } =
        new(
            "AZu_pM0icX-5o0c1mYc3Xw.dS0xMDAx",
            "u-1001",
            "home",
            Variant: null,
            "7",
            At,
            [
                new AnswerItem(
                    "sku-1042",
                    1,
                    3.25f,
                    "als",
                    Filler: false,
                    [new AnswerReason("also-bought", "Bought by people who also bought “Mixing bowl”", "sku-17")],
                    Whisk
                ),
            ],
            "1pNqkqO0Xq9jVb0m4mVw3woAAACAq0dpAAAAABbC3kU"
        );

    public static object ForVisitor { get; } = new
    {
        sessionId = "s-77",
        n = 5,
        placement = "cart",
        recentItems = new[] { "sku-17" },
        basket = new[] { "sku-20" },
    };

    public static object Batch { get; } = new
    {
        users = new[] { "u-1001", "u-1002" },
        placements = new object[]
        {
            new { placement = "email-hero", n = 1 },
            new
            {
                placement = "email-list",
                n = 6,
                category = "Home",
            },
        },
        explain = false,
    };

    public static RecommendationAnswer Popular { get; } =
        Shop("popular-in-category", "popular-in-category", "Popular in Kitchen", filler: true) with
        {
            Window = "7d",
            WindowEnd = At,
        };

    public static RecommendationAnswer Trending { get; } =
        Shop("trending", "trending", "Wanted more and more", filler: true) with
        {
            Window = "7d",
            WindowEnd = At,
        };

    public static RecommendationAnswer New { get; } =
        Shop("new", "new", "New in Kitchen", filler: true) with
        {
            Window = "30d",
            WindowEnd = At,
        };

    public static RecommendationAnswer Similar { get; } =
        Shop("similar", "similar", "Liked by the same people as “Mixing bowl”", filler: false);

    public static RecommendationAnswer BoughtTogether { get; } =
        Shop("bought-together", "bought-together", "In 38 orders together with “Mixing bowl”", filler: false);

    private static RecommendationAnswer Shop(string source, string kind, string text, bool filler)
    {
        var item = new AnswerItem("sku-1042", 1, .41f, source, filler, [new AnswerReason(kind, text, filler ? null : "sku-17")], Whisk);
        return ForUser with
        {
            RecommendationId = "AZu_pM0icX-5o0c1mYc3Xw.Pw",
            UserId = null,
            NextCursor = null,
            Items = [filler ? item : item with { Support = 38, Lift = 6.214 }],
        };
    }
}
