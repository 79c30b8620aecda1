using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Ads.Plans;

internal static class PlanEndpoints
{
    private static readonly Guid Id = new("019bd5c8-9a00-7c3e-8f10-3f6f7d1f2a01");
    private static readonly DateTimeOffset At = new(2026, 1, 15, 17, 0, 0, TimeSpan.Zero);

    private static readonly PlanAnswer Example = new()
    {
        PlanId = Id,
        State = "draft",
        Assignments = [new PlannedMessage("u-1001", "whisk-1", "spring-kitchen", "email", At, .0161, $"{Id}:0")],
        Messages = 1_000,
        Customers = 5_300,
        Prices =
        [
            new LimitPrice("channel", "email", null, .0094, 1_000, 1_000, "100 more messages on email would return 0.94."),
            new LimitPrice("budget", "spring-kitchen", null, 0, 2, 1_460, "spring-kitchen does not limit the plan."),
        ],
        Objective = 14.21,
        Bound = 14.26,
        Gap = .0035,
    };

    private static readonly object Request = new
    {
        campaigns = new[] { "spring-kitchen" },
        channels = new[] { new { channelId = "email", capacity = 1000 } },
        hours = 24,
        messagesPerWeek = 2,
        wishes = new[] { new { adId = "whisk-1", messages = 200 } },
    };

    public static void MapPlans(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ads/plans").WithTags("Advertising");
        var read = group.MapGroup("").RequireApiRole(ApiRole.Marketer, ApiRole.Operator);
        var write = group.MapGroup("").RequireApiRole(ApiRole.Marketer);
        write
            .MapPost("", MakePlan.Handle)
            .Produces<PlanAnswer>(StatusCodes.Status201Created)
            .Produces<PlanAnswer>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .AcceptsBatch()
            .WithName("MakeAdPlan")
            .WithSummary("Who gets which ad, on which channel, when")
            .WithDescription(
                "Chooses ad, channel and hour for up to 100,000 customers so that the expected value is as high as can be under budgets, capacities, weekly caps, quiet hours and consent. Shows a bound that no "
                    + "plan can exceed, and what one unit more of each limit would return; wishes that cannot be met are named with the limit that stands against them. A plan that takes longer than 20 seconds "
                    + "goes on (202): ask for it by its id. Plans are made one at a time; when eight are open on a replica, the next is 503."
            )
            .WithExample(Request, Example);
        read.MapGet("/{planId:guid}", GetPlan.Handle)
            .Produces<PlanAnswer>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetAdPlan")
            .WithSummary("Read a plan")
            .WithDescription("State, prices, bound, and its messages page by page: give the answer's next as after.")
            .WithExample(response: Example, parameters: [("planId", Id), ("n", 100)]);
        write
            .MapPost("/{planId:guid}/approval", ApprovePlan.Handle)
            .Produces<PlanAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("ApproveAdPlan")
            .WithSummary("Approve a plan")
            .WithDescription(
                "Each message becomes a decision, to whose outcomes its results are reported. The webhook of the settings is told; approving again repeats that until it has taken it, and changes nothing else. A plan with messages of ads that were deleted since cannot be approved."
            )
            .WithExample(response: Example with { State = "approved", ApprovedAt = At.AddHours(-2) }, parameters: [("planId", Id)]);
        read.MapGet("/{planId:guid}/export", ExportPlan.Handle)
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ExportAdPlan")
            .WithSummary("A plan as CSV")
            .WithDescription("One message a line, for whoever sends it. No cell can be taken for a formula.")
            .WithExample(parameters: [("planId", Id)]);
    }
}
