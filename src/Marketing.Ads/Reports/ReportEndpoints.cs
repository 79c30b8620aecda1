using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Ads.Reports;

internal static class ReportEndpoints
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ads").WithTags("Advertising").RequireApiRole(ApiRole.Marketer, ApiRole.Operator);
        group
            .MapGet("/performance", GetPerformance.Handle)
            .ProducesValidationProblem()
            .WithName("AdPerformance")
            .WithSummary("What ads did, and what they added")
            .WithDescription(
                "Impressions, clicks, spend and sales by campaign, ad, placement, channel or day; the sales that there would not have been, by comparison with customers who are kept from a campaign, or "
                    + "from all ads, by lot (with interval, check of the groups' sizes, and the smallest effect that could have been seen); and the value of purchases by three rules of credit side by side. "
                    + "Groups of fewer than ten customers a day are taken together as (others), days of fewer than ten with the days after them, so that the rows of two windows never "
                    + "differ by fewer than ten customers; the comparison is of whole weeks."
            )
            .WithExample(response: Example(), parameters: [("groupBy", "campaign")]);
        group
            .MapGet("/evaluation", GetEvaluation.Handle)
            .ProducesValidationProblem()
            .WithName("EvaluateAdPolicy")
            .WithSummary("What another policy would have earned")
            .WithDescription(
                "Clicks an impression of another policy, from the logged choices, their exact propensities and the ads that could have been chosen: inverse propensity scores, self-normalised, direct method and "
                    + "doubly robust with cross-fitting. Makes no claim where the effective sample is small, one row has much of the weight, or the interval covers what was earned, and says how much more "
                    + "traffic is needed."
            )
            .WithExample(response: GetEvaluation.Example, parameters: [("policy", "uniform")]);
    }

    private static AdPerformanceAnswer Example()
    {
        var row = AdPerformanceRow.Of(new PerformanceCounts("spring-kitchen", 12_400, 11_020, 374, 371.2, 130.90m, 21, 512.40m));
        return new AdPerformanceAnswer(
            From,
            From.AddDays(31),
            "campaign",
            "EUR",
            [row],
            row with
            {
                Key = "*",
            },
            [Lift.Of("spring-kitchen", new GroupOutcome(5_400, 324, 9_720, 402_000), new GroupOutcome(600, 24, 700, 28_600), .1)],
            [new AttributedValue("spring-kitchen", 512.4, 480.1, 497.7)]
        );
    }
}
