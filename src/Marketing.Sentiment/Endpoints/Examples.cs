using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Turns;

namespace Marketing.Sentiment.Endpoints;

/// <summary>Examples of the API's document, of one small kitchen shop.</summary>
internal static class Examples
{
    private const string Text = "物流很快，电池不耐用。";
    private static readonly DateTimeOffset At = new(2026, 1, 15, 8, 30, 0, TimeSpan.Zero);
    private static readonly TrendPoint Week = new(new DateTimeOffset(2026, 1, 12, 0, 0, 0, TimeSpan.Zero), 12, 9, 1, 2, .8182, .523, .9486);

    private static readonly AspectAnswer[] Passages =
    [
        new("logistics", SentimentLabel.Positive, 0, 4),
        new("battery", SentimentLabel.Negative, 5, 5),
    ];

    public static object ToAnalyze { get; } = new
    {
        texts = new[] { Text, "Not bad at all, I would buy it again." },
        category = "Electronics",
    };

    public static AnalyzeAnswer Analyzed { get; } =
        new(
            "7",
            EvidenceIsExact: true,
            [
                new TextAnswer(SentimentLabel.Neutral, .4712, .4712, "zh", [new EvidenceAnswer(7, 3, "不耐用", -1.8314)], Passages),
                new TextAnswer(SentimentLabel.Positive, .9423, .9423, "en", [new EvidenceAnswer(0, 7, "Not bad", 1.2071)], []),
            ]
        );

    public static ItemSentimentAnswer OfItem { get; } =
        new(
            "sku-1042",
            "7",
            41,
            2,
            30,
            3,
            8,
            .7851,
            .7895,
            .6365,
            .8893,
            .7702,
            At,
            new TurnAnswer(Turn.Worse, At.AddDays(-20), .91, .35),
            [Week],
            [new AspectSummary("battery", 9, 2, 1, 6, [new QuotedReview("电池不耐用", SentimentLabel.Negative, At)])]
        );

    public static TrendAnswer Trend { get; } = new(ItemId: null, "Home > Kitchen", Aspect: null, "week", [Week]);

    public static ReviewPage Reviews { get; } =
        new(
            [new ReviewAnswer("u-1001", "e-17", "sku-1042", At, Text, 3, SentimentLabel.Neutral, .4712, "zh", "7", Passages)],
            "WyI2MzkwMjg3MTgwMDAwMDAwMDAiLCJ1LTEwMDEiLCJlLTE3Il0"
        );

    public static AlertPage Alerts { get; } =
        new(
            [
                new AlertAnswer(
                    Guid.Parse("019bc0d4-7a10-7000-8000-000000000001"),
                    "sku-1042",
                    "Balloon whisk",
                    Turn.Worse,
                    At.AddDays(-20),
                    At.AddDays(-6),
                    ClosedAt: null,
                    new TurnEvidence(.91, .35, 33, 13, 17.42, .0004, [new AspectShift("quality", 20, 9, .85, .11)]),
                    [new QuotedReview("The handle broke after a week.", SentimentLabel.Negative, At)]
                ),
            ],
            Next: null
        );

    public static object AspectsToPut { get; } = new
    {
        category = "Home > Kitchen",
        aspects = new Dictionary<string, string[]>
        {
            ["handle"] = ["handle", "grip", "手柄"],
            ["coating"] = ["coating", "non-stick", "涂层"],
        },
        ignored = new[] { "kettle" },
    };

    public static AspectsAnswer AspectLists { get; } =
        new(
            3,
            [
                new AspectListAnswer(
                    "Home > Kitchen",
                    Edited: true,
                    new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
                    {
                        ["coating"] = ["coating", "non-stick", "涂层"],
                        ["handle"] = ["handle", "grip", "手柄"],
                    },
                    [new GrownTermAnswer("spout", 41, .0412, .0007)],
                    ["kettle"]
                ),
            ]
        );
}
