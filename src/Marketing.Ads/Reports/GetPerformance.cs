using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Store;
using Marketing.Training;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Ads.Reports;

/// <summary>Figures of one group. A rate whose denominator is 0 is absent.</summary>
/// <param name="Key">The campaign, ad, placement, channel or day; <c>*</c>: all; <c>(others)</c>: the groups of fewer than ten customers together.</param>
/// <param name="Chosen">Times that an ad was chosen.</param>
/// <param name="Impressions">Times that it was seen.</param>
/// <param name="Clicks">Clicks with weight, at most one an impression.</param>
/// <param name="Ctr">Clicks ÷ impressions.</param>
/// <param name="CtrInterval">Wilson's bounds with 95 % confidence.</param>
/// <param name="ExpectedOverObserved">Clicks that were predicted for settled impressions, as often as their positions are looked at, ÷ clicks.</param>
/// <param name="Spend">Charged.</param>
/// <param name="Cpc">Spend ÷ clicks.</param>
/// <param name="Conversions">Impressions that led to a reported conversion.</param>
/// <param name="Revenue">Value of reported conversions.</param>
/// <param name="Roas">Revenue ÷ spend.</param>
internal sealed record AdPerformanceRow(
    string Key,
    long Chosen,
    long Impressions,
    long Clicks,
    double? Ctr,
    IReadOnlyList<double>? CtrInterval,
    double? ExpectedOverObserved,
    decimal Spend,
    decimal? Cpc,
    long Conversions,
    decimal Revenue,
    decimal? Roas
)
{
    public static AdPerformanceRow Of(PerformanceCounts c)
    {
        double[]? interval = null;
        if (c.Impressions > 0)
        {
            var (low, high) = Reports.Lift.Wilson(Math.Min(c.Clicks, c.Impressions), c.Impressions);
            interval = [low, high];
        }

        return new AdPerformanceRow(
            c.Key,
            c.Chosen,
            c.Impressions,
            c.Clicks,
            c.Impressions == 0 ? null : c.Clicks / (double)c.Impressions,
            interval,
            c.Clicks == 0 ? null : c.ExpectedClicks / c.Clicks,
            c.Spend,
            c.Clicks == 0 ? null : decimal.Round(c.Spend / c.Clicks, 6),
            c.Conversions,
            c.Revenue,
            c.Spend == 0 ? null : decimal.Round(c.Revenue / c.Spend, 6)
        );
    }
}

/// <summary>What ads did and what they added.</summary>
/// <param name="From">First moment: the beginning of a day (UTC); earlier than asked for where the first day counts with days before it.</param>
/// <param name="To">First moment after it: the beginning of a day.</param>
/// <param name="GroupBy">campaign, ad, placement, channel or day.</param>
/// <param name="Currency">Of all money.</param>
/// <param name="Rows">By key. What fewer than ten customers make up in a stretch of days is in the row of the others.</param>
/// <param name="Total">All together. A day of fewer than ten customers counts with the days after it, once they are ten.</param>
/// <param name="Lift">What each campaign, and all ads together (<c>*</c>), added to purchases in the whole weeks of the window (from Monday, UTC) and the current one; a week counts where each of the two groups has nobody or ten customers.</param>
/// <param name="Attribution">Value of purchases by three rules of credit.</param>
internal sealed record AdPerformanceAnswer(
    DateTimeOffset From,
    DateTimeOffset To,
    string GroupBy,
    string Currency,
    IReadOnlyList<AdPerformanceRow> Rows,
    AdPerformanceRow Total,
    IReadOnlyList<LiftAnswer> Lift,
    IReadOnlyList<AttributedValue> Attribution
);

/// <summary>GET /ads/performance</summary>
internal static class GetPerformance
{
    private const int UsualDays = 30;
    private const int MostDays = 400;

    /// <param name="store">The store.</param>
    /// <param name="book">Control shares.</param>
    /// <param name="serving">How often each position is looked at.</param>
    /// <param name="options">Holdout and waiting times.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="from">A moment of the first day; 30 days before <paramref name="to"/> when left out.</param>
    /// <param name="to">First moment after the last day, or a moment of that day; now when left out.</param>
    /// <param name="groupBy">campaign (when left out), ad, placement, channel or day.</param>
    public static async Task<Results<Ok<AdPerformanceAnswer>, ValidationProblem>> Handle(
        StoreReader store,
        BookKeeper book,
        IServingModel<ServedClicks> serving,
        AdsOptions options,
        TimeProvider clock,
        CancellationToken cancel,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        string? groupBy = null
    )
    {
        if (Times(from, to, clock) is not { } window)
        {
            return AdsProblems.Invalid("from", $"'from' must lie before 'to', by {MostDays} days at most.");
        }

        var group = groupBy ?? "campaign";
        if (!AdPerformanceReader.Keys.ContainsKey(group))
        {
            return AdsProblems.Invalid("groupBy", $"'groupBy' must be one of {string.Join(", ", AdPerformanceReader.Keys.Keys)}.");
        }

        var (start, end) = window;
        var examination = serving.Current?.Model.Content.Model?.Examination ?? [];
        var answer = await store.ReadAsync(
            async (db, token) =>
            {
                await db.Database.OpenConnectionAsync(token);
                var connection = (NpgsqlConnection)db.Database.GetDbConnection();
                var shown = await ShownKeys.ReadAsync(connection, group, start, end, token);
                var rows = (await AdPerformanceReader.CountsAsync(connection, group, shown, examination, token))
                    .Select(AdPerformanceRow.Of)
                    .ToList();
                var (monday, after) = WholeWeeks(start, end, clock.GetUtcNow());
                var groups = await AdPerformanceReader.GroupsAsync(
                    connection,
                    monday,
                    after,
                    options.Waiting.ConversionDays,
                    limit: null,
                    token,
                    inWeeks: true
                );
                var paths = await AdPerformanceReader.PathsAsync(connection, group, shown, token);
                return new AdPerformanceAnswer(
                    shown.Stretches.From < start ? shown.Stretches.From : start,
                    end,
                    group,
                    options.Currency,
                    rows,
                    Total(rows),
                    [.. Lifts(groups, book.Current, options).Where(IsLargeEnough)],
                    Attribution.Of(paths)
                );
            },
            cancel
        );
        return TypedResults.Ok(answer);
    }

    /// <summary>
    /// The window of a report: all of the days (UTC) that it touches. Two windows that differ by minutes would tell what the one customer between them did.
    /// Null when it is none.
    /// </summary>
    public static (DateTimeOffset From, DateTimeOffset To)? Times(DateTimeOffset? from, DateTimeOffset? to, TimeProvider clock)
    {
        var end = (to ?? clock.GetUtcNow()).ToUniversalTime();
        if (end < DateTimeOffset.UnixEpoch || end.Year > 9000)
        {
            return null;
        }

        var start = (from ?? end.AddDays(-UsualDays)).ToUniversalTime();
        return start < end && end - start <= TimeSpan.FromDays(MostDays)
            ? (BeginningOf(start), BeginningOf(end.AddDays(1).AddTicks(-1)))
            : null;
    }

    /// <summary>The whole weeks (from Monday, UTC) of a window, and the current one as far as it has come.</summary>
    internal static (DateTimeOffset From, DateTimeOffset To) WholeWeeks(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        (Weeks.Monday(from.AddDays(6)), to > now ? to : Weeks.Monday(to));

    private static DateTimeOffset BeginningOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    internal static List<LiftAnswer> Lifts(
        Dictionary<(string Campaign, bool Treated), GroupOutcome> groups,
        AdBook book,
        AdsOptions options
    )
    {
        var nobody = new GroupOutcome(0, 0, 0, 0);
        return
        [
            .. groups
                .Keys.Select(key => key.Campaign)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(campaign =>
                    Lift.Of(
                        campaign,
                        groups.GetValueOrDefault((campaign, true), nobody),
                        groups.GetValueOrDefault((campaign, false), nobody),
                        campaign == "*" ? options.Holdout : book.FindCampaign(campaign)?.Definition.ControlShare ?? 0
                    )
                ),
        ];
    }

    private static bool IsLargeEnough(LiftAnswer lift) =>
        lift.Treated is 0 or >= SmallCells.Fewest && lift.Control is 0 or >= SmallCells.Fewest;

    private static AdPerformanceRow Total(List<AdPerformanceRow> rows) =>
        AdPerformanceRow.Of(
            new PerformanceCounts(
                "*",
                rows.Sum(r => r.Chosen),
                rows.Sum(r => r.Impressions),
                rows.Sum(r => r.Clicks),
                rows.Sum(r => (r.ExpectedOverObserved ?? 0) * r.Clicks),
                rows.Sum(r => r.Spend),
                rows.Sum(r => r.Conversions),
                rows.Sum(r => r.Revenue)
            )
        );
}
