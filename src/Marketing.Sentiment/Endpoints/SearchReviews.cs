using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Aspects;
using Marketing.Sentiment.Reviews;
using Marketing.Sentiment.Scoring;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Marketing.Sentiment.Endpoints;

/// <summary>A passage about an aspect.</summary>
/// <param name="Aspect">What is talked about.</param>
/// <param name="Label">The feeling about it.</param>
/// <param name="Start">First UTF-16 unit in the text.</param>
/// <param name="Length">UTF-16 units.</param>
internal sealed record AspectAnswer(string Aspect, SentimentLabel Label, int Start, int Length)
{
    public static IReadOnlyList<AspectAnswer> Of(IReadOnlyList<FoundAspect> aspects) =>
        [.. aspects.Select(a => new AspectAnswer(a.Aspect, a.Label, a.Start, a.Length))];
}

/// <summary>A scored review.</summary>
/// <param name="UserId">Who wrote it.</param>
/// <param name="EventId">The review's event.</param>
/// <param name="ItemId">What it is about.</param>
/// <param name="OccurredAt">When it was written, UTC.</param>
/// <param name="Text">What it says.</param>
/// <param name="Stars">Its stars, where given.</param>
/// <param name="Label">How it feels.</param>
/// <param name="Score">Calibrated probability of positive.</param>
/// <param name="Language">zh or en.</param>
/// <param name="ModelVersion">Version that scored it.</param>
/// <param name="Aspects">What it says of what.</param>
internal sealed record ReviewAnswer(
    string UserId,
    string EventId,
    string ItemId,
    DateTimeOffset OccurredAt,
    string Text,
    double? Stars,
    SentimentLabel Label,
    double Score,
    string Language,
    string ModelVersion,
    IReadOnlyList<AspectAnswer> Aspects
)
{
    public static ReviewAnswer Of(FoundReview r) =>
        new(
            r.UserId,
            r.EventId,
            r.ItemId,
            r.OccurredAt,
            r.Text,
            r.Stars,
            r.Label,
            Math.Round(r.Score, 4),
            r.Language,
            r.ModelVersion,
            AspectAnswer.Of(StoredAspects.Read(r.Aspects))
        );
}

/// <summary>A page of reviews.</summary>
/// <param name="Reviews">Newest first.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; absent on the last.</param>
internal sealed record ReviewPage(IReadOnlyList<ReviewAnswer> Reviews, string? Next);

internal static class SearchReviews // GET /sentiment/reviews
{
    public static async Task<Results<Ok<ReviewPage>, ValidationProblem>> Handle(
        StoreReader store,
        IOptions<ApiLimits> limits,
        CancellationToken cancel,
        string? itemId = null,
        string? category = null,
        string? label = null,
        string? aspect = null,
        string? aspectLabel = null,
        string? language = null,
        string? q = null,
        string? after = null,
        int? n = null
    )
    {
        var check = new QueryCheck(limits.Value);
        var size = check.N(n);
        var place = string.IsNullOrEmpty(after) ? null : ReviewPlace.Parse(after);
        if (place is null && !string.IsNullOrEmpty(after))
        {
            check.Errors["after"] = ["after is not the next of a page of reviews."];
        }

        var query = check.Text("q", q);
        var filter = new ReviewFilter
        {
            ItemId = check.Item(itemId),
            Category = check.Category(category),
            Label = check.Label("label", label),
            Aspect = check.Text("aspect", aspect),
            AspectLabel = check.Label("aspectLabel", aspectLabel),
            Language = string.IsNullOrEmpty(language) ? null : check.OneOf("language", language, "zh", "en"),
            Words = query is null || check.IsWrong ? [] : new ReviewWords().OfQuery(query),
            After = place,
        };
        if (check.IsWrong)
        {
            return SentimentProblems.Invalid(check.Errors);
        }

        // A search for marks or emoji alone has no word that could be found.
        if (query is not null && filter.Words.Length == 0)
        {
            return TypedResults.Ok(new ReviewPage([], Next: null));
        }

        var found = await store.ReadSqlAsync((connection, token) => ReviewSearch.FindAsync(connection, filter, size + 1, token), cancel);
        var page = found.Take(size).ToList();
        return TypedResults.Ok(new ReviewPage([.. page.Select(ReviewAnswer.Of)], found.Count > size ? page[^1].Place.ToCursor() : null));
    }
}
