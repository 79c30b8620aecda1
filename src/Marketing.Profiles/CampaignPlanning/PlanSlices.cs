using System.Text.Json;
using Marketing.Profiles.Analytics;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Profiles.CampaignPlanning;

/// <summary>A campaign that somebody plans.</summary>
/// <param name="PlanId">Its id; absent on a dry run.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Goal">What it shall bring.</param>
/// <param name="SegmentId">For whom; absent: for all customers.</param>
/// <param name="Budget">What it may cost.</param>
/// <param name="Channel">How it reaches people.</param>
/// <param name="FirstDay">First day.</param>
/// <param name="LastDay">Last day.</param>
/// <param name="ControlShare">Share who are kept from it by lot.</param>
/// <param name="Expected">What was expected when it was planned.</param>
/// <param name="Clashes">Other plans for the same customers on the same days.</param>
internal sealed record CampaignPlanAnswer(
    Guid? PlanId,
    string Name,
    CampaignGoal Goal,
    string? SegmentId,
    decimal Budget,
    string Channel,
    DateOnly FirstDay,
    DateOnly LastDay,
    double ControlShare,
    Expectation Expected,
    IReadOnlyList<CampaignClash> Clashes
);

/// <summary>Another plan for the same customers.</summary>
/// <param name="PlanId">The other plan.</param>
/// <param name="Name">Its name.</param>
/// <param name="FirstDay">First day that both have.</param>
/// <param name="LastDay">Last day that both have.</param>
/// <param name="Customers">Customers of both, rounded down to tens; fewer than ten are no clash.</param>
/// <param name="SameChannel">Whether they are reached in the same way.</param>
internal sealed record CampaignClash(Guid PlanId, string Name, DateOnly FirstDay, DateOnly LastDay, long Customers, bool SameChannel);

/// <summary>The calendar.</summary>
/// <param name="Plans">By their first day.</param>
internal sealed record CampaignCalendar(IReadOnlyList<CampaignPlanAnswer> Plans);

internal static class PlanCampaign // POST /analytics/campaign-plans
{
    public static async Task<Results<Ok<CampaignPlanAnswer>, ValidationProblem>> Handle(
        PlanBody request,
        StoreReader store,
        MarketingDb db,
        PrivacySettings privacy,
        IServiceProvider services,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (request.Fault() is var (field, detail))
        {
            return InsightProblems.Invalid(field, detail);
        }

        var segments = services.GetService(typeof(ISegmentMembership)) as ISegmentMembership;
        if (request.SegmentId is { } segment && segments?.Contains(segment, "") is null)
        {
            return InsightProblems.Invalid("segmentId", "There is no such segment.");
        }

        var now = clock.GetUtcNow();
        var audience = await store.ReadSqlAsync(
            (connection, token) =>
                Audience.ReadAsync(
                    connection,
                    request,
                    privacy.Personalization == PrivacySettings.OptOut,
                    DateOnly.FromDateTime(now.UtcDateTime),
                    token
                ),
            cancel
        );
        if (audience.Customers < Tally.Fewest)
        {
            return InsightProblems.Invalid(
                "segmentId",
                "A campaign needs ten customers at least: there are fewer in the segment, or fewer whose answers may be personal."
            );
        }

        var expected = Expectation.Of(request, audience);
        var row = new CampaignPlanRow
        {
            PlanId = Guid.CreateVersion7(now),
            Name = request.Name,
            Goal = request.Goal.ToString(),
            SegmentId = request.SegmentId,
            Budget = request.Budget,
            Channel = request.Channel ?? expected.SuggestedChannel,
            FirstDay = request.FirstDay,
            LastDay = request.LastDay,
            ControlShare = request.ControlShare,
            CreatedAt = now,
            Expected = JsonSerializer.Serialize(expected),
        };
        if (!request.DryRun)
        {
            db.CampaignPlans.Add(row);
            await db.SaveChangesAsync(cancel);
        }

        var clashes = await CampaignPlans.ClashesAsync(store, row, cancel);
        var answer = CampaignPlans.Answer(row, clashes);
        return TypedResults.Ok(request.DryRun ? answer with { PlanId = null } : answer);
    }
}

internal static class ListCampaignPlans // GET /analytics/campaign-plans
{
    private const int MostPlans = 200;

    /// <param name="store">The store.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="from">Plans that last to this day or longer; today when left out.</param>
    /// <param name="to">Plans that begin on this day or before; a year after <paramref name="from"/> when left out.</param>
    public static async Task<Results<Ok<CampaignCalendar>, ValidationProblem>> Handle(
        StoreReader store,
        TimeProvider clock,
        CancellationToken cancel,
        DateOnly? from = null,
        DateOnly? to = null
    )
    {
        var first = from ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var last = to ?? first.AddDays(Math.Min(366, DateOnly.MaxValue.DayNumber - first.DayNumber));
        if (last < first)
        {
            return InsightProblems.Invalid("to", "'to' must not lie before 'from'.");
        }

        var rows = await store.ReadAsync(
            (db, token) =>
                db
                    .CampaignPlans.AsNoTracking()
                    .Where(plan => plan.LastDay >= first && plan.FirstDay <= last)
                    .OrderBy(plan => plan.FirstDay)
                    .ThenBy(plan => plan.PlanId)
                    .Take(MostPlans)
                    .ToListAsync(token),
            cancel
        );
        List<CampaignPlanAnswer> plans = [];
        foreach (var row in rows)
        {
            plans.Add(CampaignPlans.Answer(row, await CampaignPlans.ClashesAsync(store, row, cancel)));
        }

        return TypedResults.Ok(new CampaignCalendar(plans));
    }
}

internal static class ReadCampaignPlan // GET /analytics/campaign-plans/{planId}
{
    public static async Task<Results<Ok<CampaignPlanAnswer>, ProblemHttpResult>> Handle(
        Guid planId,
        StoreReader store,
        CancellationToken cancel
    ) =>
        await store.ReadAsync(
            (db, token) => db.CampaignPlans.AsNoTracking().SingleOrDefaultAsync(plan => plan.PlanId == planId, token),
            cancel
        )
            is { } row
            ? TypedResults.Ok(CampaignPlans.Answer(row, await CampaignPlans.ClashesAsync(store, row, cancel)))
            : InsightProblems.NoPlan();
}

internal static class DropCampaignPlan // DELETE /analytics/campaign-plans/{planId}
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(Guid planId, MarketingDb db, CancellationToken cancel) =>
        await db.CampaignPlans.Where(plan => plan.PlanId == planId).ExecuteDeleteAsync(cancel) > 0
            ? TypedResults.NoContent()
            : InsightProblems.NoPlan();
}

internal static class CampaignPlans
{
    private const int MostClashes = 20;

    public static CampaignPlanAnswer Answer(CampaignPlanRow row, IReadOnlyList<CampaignClash> clashes) =>
        new(
            row.PlanId,
            row.Name,
            Enum.Parse<CampaignGoal>(row.Goal),
            row.SegmentId,
            row.Budget,
            row.Channel,
            row.FirstDay,
            row.LastDay,
            row.ControlShare,
            JsonSerializer.Deserialize<Expectation>(row.Expected) ?? throw new InvalidDataException("A plan without expectation."),
            clashes
        );

    /// <summary>Other plans on the same days that reach at least ten of the same customers.</summary>
    public static Task<List<CampaignClash>> ClashesAsync(StoreReader store, CampaignPlanRow plan, CancellationToken cancel) =>
        store.ReadAsync(
            async (db, token) =>
            {
                var others = await db
                    .CampaignPlans.AsNoTracking()
                    .Where(other => other.PlanId != plan.PlanId && other.FirstDay <= plan.LastDay && other.LastDay >= plan.FirstDay)
                    .OrderBy(other => other.FirstDay)
                    .ThenBy(other => other.PlanId)
                    .Take(MostClashes)
                    .ToListAsync(token);
                await db.Database.OpenConnectionAsync(token);
                List<CampaignClash> clashes = [];
                foreach (var other in others)
                {
                    var shared = await Audience.SharedAsync(
                        (Npgsql.NpgsqlConnection)db.Database.GetDbConnection(),
                        plan.SegmentId,
                        other.SegmentId,
                        token
                    );
                    if (shared >= Tally.Fewest)
                    {
                        clashes.Add(
                            new CampaignClash(
                                other.PlanId,
                                other.Name,
                                plan.FirstDay > other.FirstDay ? plan.FirstDay : other.FirstDay,
                                plan.LastDay < other.LastDay ? plan.LastDay : other.LastDay,
                                CellReader.Tens(shared),
                                plan.Channel == other.Channel
                            )
                        );
                    }
                }

                return clashes;
            },
            cancel
        );
}
