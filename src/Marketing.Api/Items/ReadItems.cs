using Marketing.Api.Events;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketing.Api.Items;

internal static class GetItem // GET /items/{itemId}
{
    public static async Task<Results<Ok<ItemAnswer>, ProblemHttpResult>> Handle(
        ItemId itemId,
        StoreReader store,
        CancellationToken cancel
    ) =>
        await store.ReadAsync((db, token) => db.Items.AsNoTracking().SingleOrDefaultAsync(i => i.ItemId == itemId.Value, token), cancel)
            is { } row
            ? TypedResults.Ok(ItemAnswer.Of(row))
            : IngestProblems.NoItem();
}

internal static class ListItems // GET /items
{
    private const int UsualPage = 50;

    /// <param name="store">The store.</param>
    /// <param name="limits">Largest page.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="category">Only this category and those below it.</param>
    /// <param name="q">Only items whose id, name or brand has this text, in upper or lower case.</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    /// <param name="n">Most items of the page, 1 to 100.</param>
    public static async Task<Results<Ok<ItemPage>, ValidationProblem>> Handle(
        StoreReader store,
        IOptions<ApiLimits> limits,
        CancellationToken cancel,
        string? category = null,
        string? q = null,
        string? after = null,
        int? n = null
    )
    {
        var size = n ?? Math.Min(UsualPage, limits.Value.MaxN);
        if (size < 1 || size > limits.Value.MaxN)
        {
            return IngestProblems.InvalidQuery("n", $"'n' must lie between 1 and {limits.Value.MaxN}.");
        }

        foreach (var (field, text) in new[] { ("category", category), ("q", q), ("after", after) })
        {
            if (text is not null && (text.Length > ItemRules.MaxNameLength || !TextRules.IsStorable(text)))
            {
                return IngestProblems.InvalidQuery(field, $"'{field}' is too long or has text that cannot be stored.");
            }
        }

        var path = string.IsNullOrEmpty(category) ? null : CategoryPath.Normalize(category);
        if (path is null && !string.IsNullOrEmpty(category))
        {
            return IngestProblems.InvalidQuery("category", "'category' must be a path of names divided by '>'.");
        }

        var rows = await store.ReadAsync(
            (db, token) => Matching(db.Items.AsNoTracking(), path, q, after).OrderBy(i => i.ItemId).Take(size + 1).ToListAsync(token),
            cancel
        );
        var page = rows.Take(size).Select(ItemAnswer.Of).ToList();
        return TypedResults.Ok(new ItemPage(page, rows.Count > size ? page[^1].ItemId : null));
    }

    private static IQueryable<ItemRow> Matching(IQueryable<ItemRow> items, string? path, string? q, string? after)
    {
        if (path is not null)
        {
            var below = path + CategoryPath.Divider;
            items = items.Where(i => i.Category == path || (i.Category != null && i.Category.StartsWith(below)));
        }

        if (!string.IsNullOrEmpty(q))
        {
            var pattern = "%" + q.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_") + "%";
            items = items.Where(i =>
                EF.Functions.ILike(i.ItemId, pattern, "\\")
                || (i.Name != null && EF.Functions.ILike(i.Name, pattern, "\\"))
                || (i.Brand != null && EF.Functions.ILike(i.Brand, pattern, "\\"))
            );
        }

#pragma warning disable CA1309 // becomes SQL: the column's collation compares bytes
        return string.IsNullOrEmpty(after) ? items : items.Where(i => string.Compare(i.ItemId, after) > 0);
#pragma warning restore CA1309
    }
}
