using Marketing.Sentiment.Endpoints;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Sentiment;

/// <content>The module's table of contents.</content>
public static partial class SentimentModule
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapSentiment(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var group = routes.MapGroup("").WithTags("Sentiment");
        MapForTheShop(group.MapGroup("").RequireApiRole(ApiRole.Storefront, ApiRole.Marketer));
        MapForMarketers(group.MapGroup("").RequireApiRole(ApiRole.Marketer));
    }

    private static void MapForTheShop(RouteGroupBuilder group)
    {
        group
            .MapPost("/sentiment", AnalyzeTexts.Handle)
            .AcceptsBatch()
            .ProducesValidationProblem()
            .WithName("AnalyzeTexts")
            .WithSummary("How texts feel")
            .WithDescription(
                "Label, calibrated probability of positive, language, the passages that moved the score, and the feeling about each aspect, for up to 1,000 texts in "
                    + "Chinese, English or both. Texts that say nothing (empty, one letter, emoji alone) are neutral with a low confidence. Answers from memory, also without "
                    + "the database; modelVersion begins with base until the shop has a model of its own."
            )
            .WithExample(request: Examples.ToAnalyze, response: Examples.Analyzed);
        group
            .MapGet("/items/{itemId}/sentiment", ReadItemSentiment.Handle)
            .ProducesValidationProblem()
            .WithName("ReadItemSentiment")
            .WithSummary("How people feel about a product")
            .WithDescription(
                "Counts, the share of positive reviews (drawn towards the shop's where reviews are few), twelve weeks, the aspects that are talked about with quotes, and "
                    + "whether the reviews have turned lately. A review counts seconds after its event was stored; reviews that say the same count once. A product without "
                    + "reviews has counts of 0."
            )
            .WithExample(response: Examples.OfItem, parameters: [("itemId", "sku-1042")]);
    }

    private static void MapForMarketers(RouteGroupBuilder group)
    {
        group
            .MapGet("/sentiment/trends", ReadTrends.Handle)
            .ProducesValidationProblem()
            .WithName("ReadSentimentTrends")
            .WithSummary("How feelings went over time")
            .WithDescription(
                "Counts and the share of positive reviews with its interval by day, week (from Monday) or month in UTC, of the shop, a category with all below it, a product, or "
                    + "what is said of an aspect. Twelve buckets up to now unless from and to say otherwise, 400 at most."
            )
            .WithExample(response: Examples.Trend, parameters: [("category", "Home > Kitchen"), ("bucket", "week")]);
        group
            .MapGet("/sentiment/reviews", SearchReviews.Handle)
            .ProducesValidationProblem()
            .WithName("SearchReviews")
            .WithSummary("Search reviews")
            .WithDescription(
                "Scored reviews, newest first, by product, category, feeling, aspect, feeling about it, language, and words of the text (q: all of them, English ones in any "
                    + "form, Chinese ones as they stand). Page by page: give the answer's next as after."
            )
            .WithExample(
                response: Examples.Reviews,
                parameters: [("aspect", "battery"), ("aspectLabel", "negative"), ("language", "zh"), ("n", 20)]
            );
        group
            .MapGet("/sentiment/alerts", ListAlerts.Handle)
            .ProducesValidationProblem()
            .WithName("ListSentimentAlerts")
            .WithSummary("Products whose reviews have turned")
            .WithDescription(
                "A change-point test over the newest reviews of each product finds where they begin to feel otherwise; the evidence has both shares, the probability that chance "
                    + "alone does this, and the aspects that moved along. state is open (what holds now), closed or all."
            )
            .WithExample(response: Examples.Alerts, parameters: [("state", "open"), ("direction", "worse")]);
        group
            .MapGet("/sentiment/aspects", ReadAspects.Handle)
            .WithName("ReadAspects")
            .WithSummary("The aspects and their terms")
            .WithDescription(
                "The lists by which aspects are found: those that ship with the product, in their place those that somebody edited, and with each the terms that its category's reviews "
                    + "have taught: frequent there, not elsewhere, and said with feeling."
            )
            .WithExample(response: Examples.AspectLists);
        group
            .MapPut("/sentiment/aspects", EditAspects.Handle)
            .ProducesValidationProblem()
            .WithName("EditAspects")
            .WithSummary("Edit the aspects of a category")
            .WithDescription(
                "Puts a list in the place of a category's (* for every category); an empty one brings the shipped list back. A learned term that is put under an aspect, or among "
                    + "ignored, is no aspect of its own any more. New texts follow at once, stored reviews are read again in the background."
            )
            .WithExample(request: Examples.AspectsToPut, response: Examples.AspectLists);
    }
}
