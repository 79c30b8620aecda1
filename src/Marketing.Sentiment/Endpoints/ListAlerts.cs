using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Reviews;
using Marketing.Sentiment.Turns;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketing.Sentiment.Endpoints;

/// <summary>A review in short.</summary>
/// <param name="Text">Its beginning, at most 300 characters.</param>
/// <param name="Label">How it feels.</param>
/// <param name="OccurredAt">When it was written, UTC.</param>
internal sealed record QuotedReview(string Text, SentimentLabel Label, DateTimeOffset OccurredAt);

/// <summary>A turn in a product's reviews.</summary>
/// <param name="AlertId">Its id.</param>
/// <param name="ItemId">The product.</param>
/// <param name="Name">Its name, where the catalogue has it.</param>
/// <param name="Direction">worse or better.</param>
/// <param name="Since">The first review after the turn, UTC.</param>
/// <param name="FoundAt">When it was found, UTC.</param>
/// <param name="ClosedAt">When it no longer held; absent while it holds.</param>
/// <param name="Evidence">What shows it.</param>
/// <param name="Quotes">Newest reviews since the turn that say so.</param>
internal sealed record AlertAnswer(
    Guid AlertId,
    string ItemId,
    string? Name,
    string Direction,
    DateTimeOffset Since,
    DateTimeOffset FoundAt,
    DateTimeOffset? ClosedAt,
    TurnEvidence Evidence,
    IReadOnlyList<QuotedReview> Quotes
);

/// <summary>A page of alerts.</summary>
/// <param name="Alerts">The latest found first.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; absent on the last.</param>
internal sealed record AlertPage(IReadOnlyList<AlertAnswer> Alerts, Guid? Next);

internal static class ListAlerts // GET /sentiment/alerts
{
    private const int Quotes = 3;
    private const int LongestQuote = 300;

    public static async Task<Results<Ok<AlertPage>, ValidationProblem>> Handle(
        StoreReader store,
        Catalogue catalogue,
        IOptions<ApiLimits> limits,
        CancellationToken cancel,
        string? state = null,
        string? direction = null,
        string? itemId = null,
        Guid? after = null,
        int? n = null
    )
    {
        var check = new QueryCheck(limits.Value);
        var size = check.N(n);
        var item = check.Item(itemId);
        var open = check.OneOf("state", state, "open", "closed", "all");
        var way = string.IsNullOrEmpty(direction) ? null : check.OneOf("direction", direction, Turn.Worse, Turn.Better);
        if (check.IsWrong)
        {
            return SentimentProblems.Invalid(check.Errors);
        }

        var rows = await store.ReadAsync(
            (db, token) => Page(db.MoodAlerts.AsNoTracking(), open, way, item, after, size + 1, token),
            cancel
        );
        var names = catalogue.Current;
        var page = new List<AlertAnswer>();
        foreach (var row in rows.Take(size))
        {
            page.Add(
                new AlertAnswer(
                    row.AlertId,
                    row.ItemId,
                    names.Find(row.ItemId)?.Name,
                    row.Direction,
                    row.TurnedAt,
                    row.FoundAt,
                    row.ClosedAt,
                    TurnEvidence.FromJson(row.Evidence),
                    await QuotesAsync(store, row, cancel)
                )
            );
        }

        return TypedResults.Ok(new AlertPage(page, rows.Count > size ? page[^1].AlertId : null));
    }

    private static Task<List<MoodAlertRow>> Page(
        IQueryable<MoodAlertRow> alerts,
        string state,
        string? direction,
        string? itemId,
        Guid? after,
        int limit,
        CancellationToken cancel
    )
    {
        // Ids of version 7 are ordered by the time of finding.
        alerts = state switch
        {
            "open" => alerts.Where(a => a.ClosedAt == null),
            "closed" => alerts.Where(a => a.ClosedAt != null),
            _ => alerts,
        };
        alerts = direction is null ? alerts : alerts.Where(a => a.Direction == direction);
        alerts = itemId is null ? alerts : alerts.Where(a => a.ItemId == itemId);
        alerts = after is { } last ? alerts.Where(a => a.AlertId.CompareTo(last) < 0) : alerts;
        return alerts.OrderByDescending(a => a.AlertId).Take(limit).ToListAsync(cancel);
    }

    // Read when asked for, not kept with the alert: an erased review must not live on in it.
    private static async Task<IReadOnlyList<QuotedReview>> QuotesAsync(StoreReader store, MoodAlertRow alert, CancellationToken cancel)
    {
        var filter = new ReviewFilter
        {
            ItemId = alert.ItemId,
            From = alert.TurnedAt,
            Label = alert.Direction == Turn.Worse ? SentimentLabel.Negative : SentimentLabel.Positive,
        };
        var found = await store.ReadSqlAsync((connection, token) => ReviewSearch.FindAsync(connection, filter, Quotes, token), cancel);
        return [.. found.Select(r => new QuotedReview(Excerpt.Of(r.Text, LongestQuote), r.Label, r.OccurredAt))];
    }
}
