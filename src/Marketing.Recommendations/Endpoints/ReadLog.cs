using System.Text.Json;
using Marketing.Recommendations.Log;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Recommendations.Endpoints;

/// <summary>An item of an old list.</summary>
/// <param name="ItemId">The shop's key.</param>
/// <param name="Position">From 1, through all pages.</param>
/// <param name="Score">Of the model.</param>
/// <param name="Source">What brought it.</param>
/// <param name="Propensity">Probability with which exploration let it stand here; null where nothing was drawn in the list.</param>
internal sealed record LoggedItem(string ItemId, int Position, float Score, string Source, float? Propensity);

/// <summary>What came of a list.</summary>
/// <param name="Type">Of the event.</param>
/// <param name="ItemId">The item.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="OrderId">The order.</param>
internal sealed record LoggedOutcome(EventType Type, string? ItemId, DateTimeOffset OccurredAt, string? OrderId);

/// <summary>An old list as it was served, and made once more.</summary>
/// <param name="RecommendationId">Its id.</param>
/// <param name="Subject">The user, or <c>session:</c> and the session; <c>?</c> for nobody in particular.</param>
/// <param name="ServedAt">UTC.</param>
/// <param name="Placement">The place.</param>
/// <param name="Variant">Of an experiment.</param>
/// <param name="ModelVersion">What ranked.</param>
/// <param name="RuleVersion">Of the place's preset.</param>
/// <param name="Watermark">Newest event that counted.</param>
/// <param name="Request">What was asked, as it was understood.</param>
/// <param name="Items">As they were served.</param>
/// <param name="Rebuilt">The list made once more from the versions and events of its day.</param>
/// <param name="Outcomes">Events that carry its id, the oldest first, at most 1,000.</param>
internal sealed record LoggedListAnswer(
    string RecommendationId,
    string Subject,
    DateTimeOffset ServedAt,
    string? Placement,
    string? Variant,
    string? ModelVersion,
    int? RuleVersion,
    DateTimeOffset? Watermark,
    IReadOnlyDictionary<string, JsonElement> Request,
    IReadOnlyList<LoggedItem> Items,
    RebuiltList Rebuilt,
    IReadOnlyList<LoggedOutcome> Outcomes
);

/// <summary>GET /recommendations/log/{recommendationId}</summary>
internal static class ReadLog
{
    private static readonly DateTimeOffset At = new(2026, 1, 15, 8, 30, 0, TimeSpan.Zero);

    public static LoggedListAnswer Example { get; } =
        new(
            "AZu_pM0icX-5o0c1mYc3Xw.dS0xMDAx",
            "u-1001",
            At,
            "home",
            "trending-first",
            "7",
            4,
            At.AddMinutes(-3),
            JsonSerializer.SerializeToElement(new { list = "personal", n = 1 }).Deserialize<Dictionary<string, JsonElement>>() ?? [],
            [new LoggedItem("sku-1042", 1, 3.25f, "als", Propensity: null)],
            new RebuiltList(true, ["sku-1042"], "Made once more, it is the same list. 0 items of the catalogue have changed since."),
            [new LoggedOutcome(EventType.Click, "sku-1042", At.AddSeconds(20), OrderId: null)]
        );

    public static async Task<Results<Ok<LoggedListAnswer>, ProblemHttpResult>> Handle(
        string recommendationId,
        LoggedLists log,
        Rebuilder rebuilder,
        CancellationToken cancel
    )
    {
        if (!TextRules.IsId(recommendationId) || await log.FindAsync(recommendationId, cancel) is not { } row)
        {
            return RecommendationProblems.NoSuchAnswer();
        }

        var offset = LoggedRequest.Read(row.Request)?.Offset ?? 0;
        var items = row.ItemIds.Select(
            (id, at) => new LoggedItem(id, offset + at + 1, row.Scores[at], row.Sources[at], row.Propensities?[at])
        );
        var rebuilt = await rebuilder.RebuildAsync(row, cancel);
        var outcomes = await log.OutcomesAsync(recommendationId, cancel);
        return TypedResults.Ok(
            new LoggedListAnswer(
                row.RecommendationId,
                row.UserId,
                row.ServedAt,
                row.Placement,
                row.Variant,
                row.ModelVersion,
                row.RuleVersion,
                row.Watermark,
                JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Request) ?? [],
                [.. items],
                rebuilt,
                [.. outcomes.Select(outcome => new LoggedOutcome(outcome.Type, outcome.ItemId, outcome.OccurredAt, outcome.OrderId))]
            )
        );
    }
}
