using System.Runtime.InteropServices;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles.Analytics;

/// <summary>What one campaign added.</summary>
/// <param name="CampaignId">The campaign; <c>*</c>: all ads together, against those who see none.</param>
/// <param name="Weeks">Whole weeks that it is told of: fewer than asked for where the earlier ones would add fewer than ten customers.</param>
/// <param name="Treated">Customers who could see it, rounded down to tens.</param>
/// <param name="Control">Customers who were kept from it by lot, rounded down to tens.</param>
/// <param name="TreatedRate">Share of the first that bought; absent where fewer than ten did, or fewer than ten did not.</param>
/// <param name="ControlRate">Share of the others that bought; absent as above.</param>
/// <param name="Lift">The difference; absent where a rate is.</param>
/// <param name="LiftInterval">Its bounds with 95 % confidence.</param>
/// <param name="IncrementalRevenue">Revenue that there would not have been; absent where a rate is.</param>
/// <param name="IncrementalRevenueInterval">Its bounds with 95 % confidence.</param>
/// <param name="Says">What may be said.</param>
internal sealed record CampaignFigures(
    string CampaignId,
    int Weeks,
    long Treated,
    long Control,
    double? TreatedRate,
    double? ControlRate,
    double? Lift,
    IReadOnlyList<double>? LiftInterval,
    double? IncrementalRevenue,
    IReadOnlyList<double>? IncrementalRevenueInterval,
    string Says
)
{
    /// <param name="effect">What is known.</param>
    /// <param name="weeks">Of how many weeks.</param>
    /// <param name="isApart">False: another row is told, and between the two lie fewer than ten customers.</param>
    public static CampaignFigures Of(CampaignEffect effect, int weeks, bool isApart = true)
    {
        double? treated = isApart ? Rate(effect.TreatedBuyers, effect.Treated) : null;
        double? control = isApart ? Rate(effect.ControlBuyers, effect.Control) : null;
        var isShown = treated is not null && control is not null;
        return new CampaignFigures(
            effect.CampaignId,
            weeks,
            CellReader.Tens(effect.Treated),
            CellReader.Tens(effect.Control),
            treated,
            control,
            isShown ? Math.Round(effect.Lift, 4) : null,
            isShown ? [.. effect.LiftInterval.Select(bound => Math.Round(bound, 4))] : null,
            isShown ? CellReader.Money(effect.IncrementalRevenue) : null,
            isShown ? [.. effect.IncrementalRevenueInterval.Select(CellReader.Money)] : null,
            isShown ? effect.Verdict
                : isApart ? "Too few customers bought, or did not, to be told of without telling of each."
                : "Too few customers lie between this and one campaign to tell of both."
        );
    }

    private static double? Rate(long buyers, long customers) =>
        buyers >= Tally.Fewest && customers - buyers >= Tally.Fewest ? Math.Round((double)buyers / customers, 4) : null;
}

/// <summary>What campaigns added.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day: a Sunday.</param>
/// <param name="Currency">Of all money.</param>
/// <param name="Campaigns">By id.</param>
internal sealed record CampaignsAnswer(DateOnly From, DateOnly To, string? Currency, IReadOnlyList<CampaignFigures> Campaigns);

internal static class ReadCampaigns // GET /analytics/campaigns
{
    private const string Everything = "*";

    /// <param name="store">The store.</param>
    /// <param name="keeper">What the campaigns added.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="weeks">Whole weeks up to the last Sunday: 1, 4 (when left out), 13 or 52.</param>
    /// <param name="format">json (when left out) or csv.</param>
    public static async Task<Results<Ok<CampaignsAnswer>, FileContentHttpResult, ValidationProblem>> Handle(
        StoreReader store,
        CampaignEffectsKeeper keeper,
        CancellationToken cancel,
        int? weeks = null,
        string? format = null
    )
    {
        if (Formats.Fault(format) is { } wrong)
        {
            return wrong;
        }

        var asked = weeks ?? 4;
        if (!CampaignEffectsKeeper.Windows.Contains(asked))
        {
            return InsightProblems.Invalid(
                "weeks",
                "'weeks' must be 1, 4, 13 or 52: windows of any length would tell of those who lie between two of them."
            );
        }

        var known = await store.ReadSqlAsync((connection, token) => keeper.ReadAsync(connection, asked, token), cancel);
        var until = known[^1].Until;
        var answer = new CampaignsAnswer(until.AddDays(-7 * asked), until.AddDays(-1), keeper.Currency, Told(known));
        return format == Formats.Csv ? Csv(answer) : TypedResults.Ok(answer);
    }

    /// <summary>
    /// From the shortest window to the one asked for: a longer one counts where it differs from each shorter one that is told by nobody or by ten, in both groups, among
    /// those who bought and among those who did not. All ads together are told where they differ so from each campaign alone.
    /// </summary>
    public static List<CampaignFigures> Told(IEnumerable<KnownEffects> known)
    {
        Dictionary<string, List<(CampaignEffect Effect, int Weeks)>> told = new(StringComparer.Ordinal);
        foreach (var (weeks, _, effects) in known)
        {
            foreach (var effect in effects.Where(e => e.Treated >= Tally.Fewest && e.Control >= Tally.Fewest))
            {
                ref var shorter = ref CollectionsMarshal.GetValueRefOrAddDefault(told, effect.CampaignId, out _);
                if ((shorter ??= []).TrueForAll(before => IsApart(effect, before.Effect)))
                {
                    shorter.Add((effect, weeks));
                }
            }
        }

        var newest = told.Values.Select(windows => windows[^1]).ToList();
        return
        [
            .. newest
                .OrderBy(one => one.Effect.CampaignId, StringComparer.Ordinal)
                .Select(one =>
                    CampaignFigures.Of(
                        one.Effect,
                        one.Weeks,
                        one.Effect.CampaignId != Everything
                            || newest.TrueForAll(other => other.Effect.CampaignId == Everything || IsApart(one.Effect, other.Effect))
                    )
                ),
        ];
    }

    /// <summary>Whether two that are told tell of nobody or of ten by their difference, in each group, among those who bought and those who did not.</summary>
    public static bool IsApart(CampaignEffect one, CampaignEffect other) =>
        IsEnough(one.TreatedBuyers, other.TreatedBuyers)
        && IsEnough(one.ControlBuyers, other.ControlBuyers)
        && IsEnough(one.Treated - one.TreatedBuyers, other.Treated - other.TreatedBuyers)
        && IsEnough(one.Control - one.ControlBuyers, other.Control - other.ControlBuyers);

    private static bool IsEnough(long now, long before) => Math.Abs(now - before) is 0 or >= Tally.Fewest;

    private static FileContentHttpResult Csv(CampaignsAnswer answer) =>
        CsvAnswer.Of(
            "campaigns",
            [
                "campaign",
                "weeks",
                "treated",
                "control",
                "treated_rate",
                "control_rate",
                "lift",
                "lift_low",
                "lift_high",
                "revenue",
                "revenue_low",
                "revenue_high",
                "says",
            ],
            answer.Campaigns.Select(c =>
                new object?[]
                {
                    c.CampaignId,
                    c.Weeks,
                    c.Treated,
                    c.Control,
                    c.TreatedRate,
                    c.ControlRate,
                    c.Lift,
                    c.LiftInterval?[0],
                    c.LiftInterval?[1],
                    c.IncrementalRevenue,
                    c.IncrementalRevenueInterval?[0],
                    c.IncrementalRevenueInterval?[1],
                    c.Says,
                }
            )
        );
}
