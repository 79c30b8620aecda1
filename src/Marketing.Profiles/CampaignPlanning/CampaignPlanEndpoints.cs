using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Profiles.CampaignPlanning;

internal static class CampaignPlanEndpoints
{
    private static readonly DateOnly Day = new(2026, 4, 1);
    private static readonly Guid Id = Guid.Parse("0198c5d0-7d1f-7a63-9c1e-2f6a9b3c4d5e");

    private static readonly CampaignPlanAnswer Example = new(
        Id,
        "Spring, those who have not been here for long",
        CampaignGoal.Winback,
        "lapsed",
        2_000,
        "email",
        Day,
        Day.AddDays(13),
        .1,
        new Expectation(
            4_120,
            [new ChannelReach("web", 4_120, 1_980), new ChannelReach("email", 2_310, 2_010)],
            "email",
            [19, 20, 8],
            2_310,
            1_039.5m,
            .041,
            [.0353, .0475],
            80,
            .0386,
            "A rise of the rate by the smallest effect or more will be seen."
        ),
        [
            new CampaignClash(
                Guid.Parse("0198c5d0-7d1f-7a63-9c1e-2f6a9b3c4d5f"),
                "Easter",
                Day.AddDays(2),
                Day.AddDays(5),
                1_120,
                SameChannel: true
            ),
        ]
    );

    public static void MapCampaignPlans(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/analytics/campaign-plans").WithTags("Analytics").RequireApiRole(ApiRole.Marketer);
        group
            .MapPost("", PlanCampaign.Handle)
            .ProducesValidationProblem()
            .WithName("PlanCampaign")
            .WithSummary("Plan a campaign")
            .WithDescription(
                "For a goal, a segment and a budget: how many customers it is for and can reach, the channel and hours in which they act, what to expect without any effect, and "
                    + "the smallest effect that the comparison with its control group will see. It is put into the calendar, unless dryRun says not to."
            )
            .WithExample(
                new
                {
                    name = Example.Name,
                    goal = "winback",
                    segmentId = "lapsed",
                    budget = 2_000,
                    costPerCustomer = .5,
                    firstDay = "2026-04-01",
                    lastDay = "2026-04-14",
                    controlShare = .1,
                },
                Example
            );
        group
            .MapGet("", ListCampaignPlans.Handle)
            .ProducesValidationProblem()
            .WithName("ListCampaignPlans")
            .WithSummary("The calendar of planned campaigns")
            .WithDescription("Plans by their first day, each with those that reach the same customers on the same days. Up to 200.")
            .WithExample(response: new CampaignCalendar([Example]), parameters: [("from", "2026-04-01"), ("to", "2026-04-30")]);
        group
            .MapGet("/{planId:guid}", ReadCampaignPlan.Handle)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReadCampaignPlan")
            .WithSummary("A planned campaign")
            .WithDescription("As it was planned, with the clashes of today.")
            .WithExample(response: Example, parameters: [("planId", Id)]);
        group
            .MapDelete("/{planId:guid}", DropCampaignPlan.Handle)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("DropCampaignPlan")
            .WithSummary("Take a campaign out of the calendar")
            .WithDescription("Nothing else is changed.")
            .WithExample(parameters: [("planId", Id)]);
    }
}
