using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Performance;
using Marketing.Store;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Recommendations.Log;

/// <summary>What came of one answer.</summary>
/// <param name="Type">View, click, purchase, …</param>
/// <param name="ItemId">The item; null where the event has none.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="OrderId">The order; null where there is none.</param>
internal sealed record ListOutcome(EventType Type, string? ItemId, DateTimeOffset OccurredAt, string? OrderId);

/// <summary>Finds answers in the log.</summary>
internal sealed class LoggedLists(StoreReader store)
{
    private const int MostOutcomes = 1000;

    // An id's time is that of its answer; clocks of replicas may differ a little.
    private static readonly TimeSpan Around = TimeSpan.FromHours(1);

    /// <summary>The answer of an id; null when it is not, or not yet, in the log.</summary>
    public Task<RecommendationLogRow?> FindAsync(string id, CancellationToken cancel)
    {
        if (RecommendationIds.TimeOf(id) is not { } time)
        {
            return Task.FromResult<RecommendationLogRow?>(null);
        }

        if (RecommendationIds.TryGetSubject(id, out var subject) && !TextRules.IsStorable(subject))
        {
            return Task.FromResult<RecommendationLogRow?>(null);
        }

        var (from, to) = (time - Around, time + Around);
        return store.ReadAsync(
            (db, token) =>
                db
                    .RecommendationLog.AsNoTracking()
                    .Where(row => row.RecommendationId == id && (subject == null || row.UserId == subject))
                    .Where(row => row.ServedAt >= from && row.ServedAt <= to)
                    .OrderBy(row => row.ServedAt)
                    .FirstOrDefaultAsync(token),
            cancel
        );
    }

    /// <summary>Events that carry the id, the oldest first.</summary>
    public Task<List<ListOutcome>> OutcomesAsync(string id, CancellationToken cancel) =>
        store.ReadAsync(
            (db, token) =>
                db
                    .Events.Where(e => e.RecommendationId == id)
                    .OrderBy(e => e.OccurredAt)
                    .ThenBy(e => e.EventId)
                    .Take(MostOutcomes)
                    .Select(e => new ListOutcome(e.Type, e.ItemId, e.OccurredAt, e.OrderId))
                    .ToListAsync(token),
            cancel
        );

    /// <summary>Items whose rows have changed since.</summary>
    public Task<List<string>> ChangedSinceAsync(DateTimeOffset then, CancellationToken cancel) =>
        store.ReadAsync(
            (db, token) =>
                db.Items.Where(item => item.ChangedAt > then).OrderBy(item => item.ItemId).Select(item => item.ItemId).ToListAsync(token),
            cancel
        );

    /// <summary>First pages of personal lists of one place within a stretch of time, drawn by hash of their ids: the same every time.</summary>
    public async Task<List<(string Subject, LoggedRequest Request)>> SampleAsync(
        string placement,
        DateTimeOffset from,
        DateTimeOffset to,
        int most,
        CancellationToken cancel
    )
    {
        const string Sql = """
            SELECT user_id, request FROM recommendations.log
            WHERE placement = $1 AND served_at >= $2 AND served_at < $3 AND request->>'list' = 'personal' AND NOT request ? 'offset'
            ORDER BY hashtextextended(recommendation_id, 1), recommendation_id LIMIT $4
            """;
        var rows = await store.QueryAsync(
            Sql,
            parameters =>
            {
                parameters.AddText(placement);
                parameters.AddTime(from);
                parameters.AddTime(to);
                parameters.AddNumber(most);
            },
            reader => (Subject: reader.GetString(0), Request: LoggedRequest.Read(reader.GetString(1))),
            cancel
        );
        return [.. rows.Where(row => row.Request is not null).Select(row => (row.Subject, row.Request ?? new LoggedRequest()))];
    }
}
