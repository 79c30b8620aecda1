using Marketing.Api.Events;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketing.Api.Complaints;

internal static class OpenComplaintSlice // POST /complaints
{
    public static async Task<Results<Created<ComplaintAnswer>, Ok<ComplaintAnswer>, ValidationProblem, ProblemHttpResult>> Handle(
        NewComplaint body,
        ComplaintWriter writer,
        StoreReader store,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        if (body.Faults(now) is { Count: > 0 } faults)
        {
            return ComplaintProblems.Invalid(faults);
        }

        var row = new ComplaintRow
        {
            ComplaintId = body.ComplaintId ?? $"complaint-{Guid.CreateVersion7(now):N}",
            UserId = body.UserId,
            ItemId = body.ItemId,
            Note = body.Note,
            // The database keeps microseconds; the answer is what a later reading gives.
            OpenedAt = ToMicroseconds((body.OpenedAt ?? now).ToUniversalTime()),
        };
        return await writer.OpenAsync(row, cancel) switch
        {
            ComplaintWriter.Opened.Taken => await FindAsync(store, row.ComplaintId, cancel) is { } there && IsSame(body, there)
                ? TypedResults.Ok(ComplaintAnswer.Of(there))
                : ComplaintProblems.Taken(),
            ComplaintWriter.Opened.Erased => ComplaintProblems.Erased(),
            _ => TypedResults.Created($"/complaints/{Uri.EscapeDataString(row.ComplaintId)}", ComplaintAnswer.Of(row)),
        };
    }

    // Who leaves out the time means now, whenever that was.
    private static bool IsSame(NewComplaint sent, ComplaintRow there) =>
        sent.UserId == there.UserId
        && sent.ItemId == there.ItemId
        && sent.Note == there.Note
        && (sent.OpenedAt is not { } at || ToMicroseconds(at.ToUniversalTime()) == there.OpenedAt);

    private static Task<ComplaintRow?> FindAsync(StoreReader store, string complaintId, CancellationToken cancel) =>
        store.ReadAsync((db, token) => db.Complaints.AsNoTracking().SingleOrDefaultAsync(c => c.ComplaintId == complaintId, token), cancel);

    private static DateTimeOffset ToMicroseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}

internal static class CloseComplaint // POST /complaints/{complaintId}/close
{
    public static async Task<Results<Ok<ComplaintAnswer>, ProblemHttpResult>> Handle(
        ComplaintId complaintId,
        ComplaintWriter writer,
        StoreReader store,
        CancellationToken cancel
    ) =>
        await writer.CloseAsync(complaintId.Value, cancel)
            ? await GetComplaint.Handle(complaintId, store, cancel)
            : ComplaintProblems.NotFound();
}

internal static class GetComplaint // GET /complaints/{complaintId}
{
    public static async Task<Results<Ok<ComplaintAnswer>, ProblemHttpResult>> Handle(
        ComplaintId complaintId,
        StoreReader store,
        CancellationToken cancel
    ) =>
        await store.ReadAsync(
            (db, token) => db.Complaints.AsNoTracking().SingleOrDefaultAsync(c => c.ComplaintId == complaintId.Value, token),
            cancel
        )
            is { } row
            ? TypedResults.Ok(ComplaintAnswer.Of(row))
            : ComplaintProblems.NotFound();
}

internal static class ListComplaints // GET /complaints
{
    private const string Open = "open";
    private const string Closed = "closed";
    private const string All = "all";
    private const int UsualPage = 50;

    /// <param name="store">The store.</param>
    /// <param name="limits">Largest page.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="state">open, closed or all.</param>
    /// <param name="userId">Only of this customer.</param>
    /// <param name="itemId">Only about this item.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">Most of a page, 1 to 100.</param>
    public static async Task<Results<Ok<ComplaintPage>, ValidationProblem>> Handle(
        StoreReader store,
        IOptions<ApiLimits> limits,
        CancellationToken cancel,
        string state = Open,
        UserId? userId = null,
        ItemId? itemId = null,
        ComplaintId? after = null,
        int? n = null
    )
    {
        var size = n ?? Math.Min(UsualPage, limits.Value.MaxN);
        if (size < 1 || size > limits.Value.MaxN)
        {
            return IngestProblems.InvalidQuery("n", $"'n' must lie between 1 and {limits.Value.MaxN}.");
        }

        if (state is not (Open or Closed or All))
        {
            return IngestProblems.InvalidQuery("state", "'state' must be open, closed or all.");
        }

        var rows = await store.ReadAsync(
            (db, token) =>
                Matching(db.Complaints.AsNoTracking(), state, userId, itemId, after)
                    .OrderBy(c => c.ComplaintId)
                    .Take(size + 1)
                    .ToListAsync(token),
            cancel
        );
        var page = rows.Take(size).Select(ComplaintAnswer.Of).ToList();
        return TypedResults.Ok(new ComplaintPage(page, rows.Count > size ? page[^1].ComplaintId : null));
    }

    private static IQueryable<ComplaintRow> Matching(
        IQueryable<ComplaintRow> rows,
        string state,
        UserId? userId,
        ItemId? itemId,
        ComplaintId? after
    )
    {
        rows = state switch
        {
            Open => rows.Where(c => c.ClosedAt == null),
            Closed => rows.Where(c => c.ClosedAt != null),
            _ => rows,
        };
        if (userId is { Value: var user })
        {
            rows = rows.Where(c => c.UserId == user);
        }

        if (itemId is { Value: var item })
        {
            rows = rows.Where(c => c.ItemId == item);
        }

#pragma warning disable CA1309 // becomes SQL: the column's collation compares bytes
        return after is { Value: var last } ? rows.Where(c => string.Compare(c.ComplaintId, last) > 0) : rows;
#pragma warning restore CA1309
    }
}
