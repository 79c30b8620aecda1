using Marketing.Ads.Definitions;
using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Reports;

/// <summary>Gives analytics what the campaigns added.</summary>
internal sealed class CampaignEffects(BookKeeper book, AdsOptions options) : ICampaignEffects
{
    public string Currency => options.Currency;

    public async Task<IReadOnlyList<CampaignEffect>> ReadAsync(
        NpgsqlConnection connection,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        var groups = await AdPerformanceReader.GroupsAsync(connection, from, to, options.Waiting.ConversionDays, limit, cancel);
        return
        [
            .. GetPerformance
                .Lifts(groups, book.Current, options)
                .Select(lift => new CampaignEffect(
                    lift.CampaignId,
                    lift.Treated,
                    groups.GetValueOrDefault((lift.CampaignId, true))?.Buyers ?? 0,
                    lift.Control,
                    groups.GetValueOrDefault((lift.CampaignId, false))?.Buyers ?? 0,
                    lift.Lift,
                    lift.LiftInterval,
                    lift.IncrementalRevenue,
                    lift.IncrementalRevenueInterval,
                    lift.Verdict
                )),
        ];
    }
}
