using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Profiles.Quality;

internal static class QualityEndpoints
{
    private static readonly DateTimeOffset Day = new(2026, 3, 8, 0, 0, 0, TimeSpan.Zero);

    private static readonly QualityAnswer Example = new(
        Day.AddDays(-7),
        Day,
        18_240,
        2_113,
        new Dictionary<string, long>(StringComparer.Ordinal) { ["purchase"] = 640, ["view"] = 17_600 },
        new Dictionary<string, long>(StringComparer.Ordinal) { ["app"] = 6_240, ["web"] = 12_000 },
        [
            new SourceFigures(
                "api",
                new Dictionary<string, long>(StringComparer.Ordinal) { ["accepted"] = 18_240, ["too-old"] = 3 },
                Day.AddSeconds(-4),
                4,
                new Dictionary<string, long>(StringComparer.Ordinal) { ["1s"] = 18_100, ["1m"] = 140 }
            ),
        ],
        [new MissingRate("price", "purchases and returns", 652, .012)],
        new Dictionary<string, long>(StringComparer.Ordinal) { ["too-old"] = 3 },
        [new QuarantineCount("too-old", 3, Day.AddDays(-5), Day.AddDays(-2))],
        new CleaningFigures(
            Day.AddHours(-2),
            1_204_000,
            "EUR",
            [
                new CleaningRuleFigures(
                    "duplicate-content",
                    "The same content of a subject again under another id, within a window.",
                    "Cleaning:Duplicates",
                    412
                ),
            ]
        ),
        [new DriftFigure("channel", .03, "steady", "app")],
        [
            new ModelReadiness(
                "recommendations",
                false,
                "recommendations need 1,000 interactions by 25 users: you have 740 by 25.",
                [new ModelNeed("interactions", 1_000, 740), new ModelNeed("users", 25, 25)]
            ),
        ]
    );

    private static readonly QuarantinedEvent Row = new(
        Guid.Parse("0198c5d0-7d1f-7a63-9c1e-2f6a9b3c4d5e"),
        "u-1001",
        "e-17",
        RejectCodes.TooOld,
        "'occurredAt' is more than 400 days ago.",
        """{"id":"e-17","type":"view","userId":"u-1001","itemId":"kettle-1","occurredAt":"2021-03-01T12:30:00Z"}""",
        Day
    );

    public static void MapQuality(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/data-quality").WithTags("Data quality").ProducesValidationProblem();
        group
            .MapGet("", ReadQuality.Handle)
            .WithName("ReadDataQuality")
            .WithSummary("What came in, and what is wrong with it")
            .WithDescription(
                "Volume, mix, freshness and lag by source, how often fields are absent, what was rejected or quarantined and why, what each rule of cleaning found, how far the "
                    + "last week has drifted from the one before, and what every model still needs. Where nothing happened in the days asked for, they end with the newest event."
            )
            .WithExample(response: Example, parameters: [("days", 7)])
            .RequireApiRole(ApiRole.Marketer, ApiRole.Operator);
        group
            .MapGet("/quarantine", ListQuarantine.Handle)
            .WithName("ListQuarantine")
            .WithSummary("Events in quarantine")
            .WithDescription(
                "Events that could be read but not be stored, as they came, oldest first. Page by page: give the answer's next as after."
            )
            .WithExample(response: new QuarantinePage([Row], null), parameters: [("code", "too-old"), ("n", 20)])
            .RequireApiRole(ApiRole.Marketer, ApiRole.Operator);
        group
            .MapPost("/quarantine/replay", ReplayQuarantine.Handle)
            .WithName("ReplayQuarantine")
            .WithSummary("Mend events in quarantine by a rule and take them in")
            .WithDescription(
                "Rules: none (as they came), anyAge, shiftTime by hours, timeReceived, newId for what shared an id by mistake, setCurrency, scalePrice by a factor. The mended "
                    + "rows go the way of all events: those that are stored leave quarantine, the others stay with their reason. Up to 1,000 a call; dryRun only tells what cannot be."
            )
            .WithExample(
                new { code = "in-the-future", mend = new { rule = "shiftTime", hours = -1 } },
                new ReplayAnswer(
                    3,
                    2,
                    0,
                    [new ReplayRejection(Row.QuarantineId, RejectCodes.InTheFuture, "'occurredAt' still lies ahead.")]
                )
            )
            .RequireApiRole(ApiRole.Operator);
    }
}
