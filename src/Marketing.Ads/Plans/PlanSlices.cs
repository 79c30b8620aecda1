using System.Globalization;
using Marketing.Ads.Budgets;
using Marketing.Ads.Definitions;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketing.Ads.Plans;

/// <summary>POST /ads/plans</summary>
internal static class MakePlan
{
    // Below the host's own limit of a request: who waits longer gets the id and asks again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<IResult> Handle(
        PlanRequest request,
        PlanService service,
        StoreReader store,
        BookKeeper book,
        TimeProvider clock,
        IOptions<ApiLimits> limits,
        HttpResponse response,
        CancellationToken cancel
    )
    {
        var check = new FieldCheck();
        request.Check(check);
        foreach (var campaign in request.Campaigns.Where(id => id is not null && book.Current.FindCampaign(id) is null))
        {
            check.Add("campaigns", $"There is no campaign '{TextRules.Excerpt(campaign)}'.");
        }

        var now = clock.GetUtcNow();
        check.Require(
            "startsAt",
            request.StartsAt is null || (request.StartsAt > now.AddDays(-1) && request.StartsAt < now.AddDays(366)),
            "lies too far away."
        );
        if (check.IsWrong)
        {
            return AdsProblems.Invalid(check);
        }

        if (await service.BeginAsync(request, cancel) is not { } begun)
        {
            response.Headers.RetryAfter = "60";
            return AdsProblems.TooManyPlans();
        }

        var (planId, work) = begun;
        try
        {
            await work.WaitAsync(Patience, cancel);
        }
        catch (TimeoutException)
        {
            // It goes on; the answer says planning.
        }

        var plan = await GetPlan.ReadAsync(planId, null, limits.Value.MaxN, store, clock, cancel);
        var address = $"/ads/plans/{planId}";
        return plan?.State == "planning" ? TypedResults.Accepted(address, plan) : TypedResults.Created(address, plan);
    }
}

/// <summary>GET /ads/plans/{planId}</summary>
internal static class GetPlan
{
    /// <param name="planId">The plan.</param>
    /// <param name="store">The store.</param>
    /// <param name="limits">Largest page.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">Most messages of a page, from 1; absent: as many as <c>Limits:MaxN</c> allows.</param>
    public static async Task<IResult> Handle(
        Guid planId,
        StoreReader store,
        IOptions<ApiLimits> limits,
        TimeProvider clock,
        CancellationToken cancel,
        int? after = null,
        int? n = null
    )
    {
        var size = n ?? limits.Value.MaxN;
        return size < 1 || size > limits.Value.MaxN
                ? AdsProblems.Invalid("n", string.Create(CultureInfo.InvariantCulture, $"'n' must lie between 1 and {limits.Value.MaxN}."))
            : await ReadAsync(planId, after, size, store, clock, cancel) is { } plan ? TypedResults.Ok(plan)
            : AdsProblems.NotFound("plan");
    }

    public static Task<PlanAnswer?> ReadAsync(
        Guid planId,
        int? after,
        int n,
        StoreReader store,
        TimeProvider clock,
        CancellationToken cancel
    ) =>
        store.ReadAsync(
            async (db, token) =>
            {
                if (await db.AdPlans.AsNoTracking().SingleOrDefaultAsync(plan => plan.PlanId == planId, token) is not { } plan)
                {
                    return null;
                }

                // Its host stopped, or was killed: a plan lives in the process that makes it.
                if (plan.State == "planning" && plan.CreatedAt < clock.GetUtcNow() - PlanStore.Abandoned)
                {
                    return new PlanAnswer
                    {
                        PlanId = planId,
                        State = "failed",
                        Error = "The host that made the plan stopped before it was done. Make it again.",
                    };
                }

                var rows = await db
                    .AdPlanAssignments.AsNoTracking()
                    .Where(row => row.PlanId == planId && row.Ordinal > (after ?? -1))
                    .OrderBy(row => row.Ordinal)
                    .Take(n + 1)
                    .ToListAsync(token);
                var known = plan.State is "planning" ? null : AdsJson.Read<PlanSummary>(plan.Summary);
                return (known?.ToAnswer(planId) ?? new PlanAnswer { PlanId = planId, State = plan.State }) with
                {
                    State = plan.State,
                    Assignments = [.. rows.Take(n).Select(Message)],
                    Next = rows.Count > n ? rows[n - 1].Ordinal : null,
                    ApprovedAt = plan.ApprovedAt,
                    DeliveredAt = plan.DeliveredAt,
                };
            },
            cancel
        );

    public static PlannedMessage Message(AdPlanAssignmentRow row) =>
        new(
            row.UserId,
            row.AdId,
            row.CampaignId,
            row.Channel,
            row.SendAt,
            row.Value,
            string.Create(CultureInfo.InvariantCulture, $"{row.PlanId}:{row.Ordinal}")
        );

    /// <summary>What is stored of a plan beside its messages; of one that failed only why.</summary>
    private sealed record PlanSummary
    {
        public string? Error { get; init; }
        public int Messages { get; init; }
        public int Customers { get; init; }
        public IReadOnlyList<LimitPrice>? Prices { get; init; }
        public double Objective { get; init; }
        public double Bound { get; init; }
        public double Gap { get; init; }
        public IReadOnlyList<UnmetWish>? Unmet { get; init; }

        public PlanAnswer ToAnswer(Guid planId) =>
            new()
            {
                PlanId = planId,
                State = "draft",
                Error = Error,
                Messages = Messages,
                Customers = Customers,
                Prices = Prices ?? [],
                Objective = Objective,
                Bound = Bound,
                Gap = Gap,
                Unmet = Unmet ?? [],
            };
    }
}

/// <summary>POST /ads/plans/{planId}/approval</summary>
internal static class ApprovePlan
{
    public static async Task<IResult> Handle(
        Guid planId,
        PlanStore plans,
        PlanWebhook webhook,
        BookKeeper book,
        Replica replica,
        StoreReader store,
        IOptions<ApiLimits> limits,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (await GetPlan.ReadAsync(planId, null, 1, store, clock, cancel) is not { } plan)
        {
            return AdsProblems.NotFound("plan");
        }

        var approval = await plans.ApproveAsync(planId, replica.Id, book.Current.Ads, cancel);
        if (approval.Lost > 0)
        {
            return AdsProblems.OutdatedPlan(approval.Lost);
        }

        if (!approval.IsApproved && plan.State != "approved")
        {
            return AdsProblems.NoDraft(plan.State);
        }

        if (plan.DeliveredAt is null)
        {
            await webhook.DeliverAsync(planId, cancel);
        }

        return TypedResults.Ok(await GetPlan.ReadAsync(planId, null, limits.Value.MaxN, store, clock, cancel));
    }
}
