using Marketing.Api.Events;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Marketing.Api.Items;

internal static class PutItem // PUT /items/{itemId}
{
    public static async Task<Results<Ok<ItemAnswer>, Created<ItemAnswer>, ValidationProblem, ProblemHttpResult>> Handle(
        ItemId itemId,
        HttpRequest request,
        ItemWriter writer,
        StoreReader store,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var faults = new RowFaults();
        NewItem? item;
        using (var body = await RequestBody.ReadAsync(request, limits.Value.BodyBytes, ndjson: false, cancel))
        {
            item = ItemJson.ReadBody(body.Bytes, itemId.Value, limits.Value.JsonDepth, faults);
        }

        if (item is null)
        {
            return IngestProblems.InvalidRow(faults);
        }

        var isNew = await writer.PutAsync(item, cancel);
        var row = await store.ReadAsync(
            (db, token) => db.Items.AsNoTracking().SingleOrDefaultAsync(i => i.ItemId == item.ItemId, token),
            cancel
        );
        if (row is null)
        {
            return IngestProblems.NoItem(); // somebody has deleted it since
        }

        var answer = ItemAnswer.Of(row);
        return isNew ? TypedResults.Created($"/items/{Uri.EscapeDataString(item.ItemId)}", answer) : TypedResults.Ok(answer);
    }
}

internal static class PostItems // POST /items
{
    public static Task<Results<Ok<WriteResult>, ProblemHttpResult>> Handle(
        HttpRequest request,
        ItemWriter writer,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    ) => BatchHandler.HandleAsync(request, limits.Value, BatchJson.ReadItems, writer.WriteAsync, cancel);
}

internal static class DeleteItem // DELETE /items/{itemId}
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(ItemId itemId, ItemWriter writer, CancellationToken cancel) =>
        await writer.DeleteAsync(itemId.Value, cancel) ? TypedResults.NoContent() : IngestProblems.NoItem();
}
