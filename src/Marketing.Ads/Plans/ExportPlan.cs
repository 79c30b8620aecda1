using System.Globalization;
using System.Text;
using Marketing.Ads.Definitions;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Ads.Plans;

/// <summary>GET /ads/plans/{planId}/export</summary>
internal static class ExportPlan
{
    private static readonly string[] Columns = ["decisionId", "userId", "adId", "campaignId", "channel", "sendAt", "title", "url"];

    public static async Task<IResult> Handle(Guid planId, StoreReader store, BookKeeper book, TimeProvider clock, CancellationToken cancel)
    {
        if (await GetPlan.ReadAsync(planId, null, 1, store, clock, cancel) is null)
        {
            return AdsProblems.NotFound("plan");
        }

        var csv = new StringBuilder().AppendJoin(',', Columns).Append("\r\n");
        await foreach (var row in RowsAsync(planId, store, cancel))
        {
            var (message, ad) = (GetPlan.Message(row), book.Current.FindAd(row.AdId)?.Ad);
            csv.AppendJoin(
                    ',',
                    new[]
                    {
                        message.DecisionId,
                        message.UserId,
                        message.AdId,
                        message.CampaignId,
                        message.Channel,
                        message.SendAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                        ad?.Title ?? "",
                        ad?.Url ?? "",
                    }.Select(Cell)
                )
                .Append("\r\n");
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8", $"plan-{planId}.csv");
    }

    /// <summary>A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front.</summary>
    internal static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static async IAsyncEnumerable<AdPlanAssignmentRow> RowsAsync(
        Guid planId,
        StoreReader store,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        const int Page = 20_000;
        var after = -1;
        while (true)
        {
            var rows = await store.ReadAsync(
                (db, token) =>
                    db
                        .AdPlanAssignments.AsNoTracking()
                        .Where(row => row.PlanId == planId && row.Ordinal > after)
                        .OrderBy(row => row.Ordinal)
                        .Take(Page)
                        .ToListAsync(token),
                cancel
            );
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < Page)
            {
                yield break;
            }

            after = rows[^1].Ordinal;
        }
    }
}
