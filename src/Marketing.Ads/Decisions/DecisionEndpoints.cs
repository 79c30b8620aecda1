using Marketing.Ads.Outcomes;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Ads.Decisions;

internal static class DecisionEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ads/decisions").WithTags("Advertising").RequireApiRole(ApiRole.Storefront, ApiRole.Marketer);
        group
            .MapPost("", MakeDecision.Handle)
            .Produces<DecisionAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("MakeAdDecision")
            .WithSummary("Which ads to show")
            .WithDescription(
                "Drops what may not be shown (each with its reason), expects clicks, scores 1,000 impressions, explores, paces budgets, and chooses place by place. The same decisionId gives the "
                    + "same answer again. What is shown is reported to the outcomes; what is not reported within half an hour gives its place under caps and budgets back. Goes on from memory, "
                    + "degraded, while the database is away."
            )
            .WithExample(MakeDecision.ExampleRequest, MakeDecision.ExampleAnswer);
        group
            .MapPost("/{decisionId}/outcomes", PostOutcome.Handle)
            .Produces<OutcomeAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReportAdOutcome")
            .WithSummary("Report what became of an ad")
            .WithDescription(
                "An impression, a click or a conversion of a chosen ad. Sent twice it counts once; it may come late and in any order. Clicks before the impression, repeated, too fast for a human or in "
                    + "mass are taken in and carry no weight: in no click rate, no budget and no training. Clicks and sales after the budget is spent are recorded and not charged."
            )
            .WithExample(
                new
                {
                    adId = "whisk-1",
                    type = "click",
                    occurredAt = new DateTimeOffset(2026, 1, 15, 8, 31, 4, TimeSpan.Zero),
                },
                new OutcomeAnswer(Duplicate: false, Weight: 1),
                ("decisionId", "d-20260115-0001")
            );
    }
}
