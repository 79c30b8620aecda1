using Marketing.Api.Events;
using Marketing.Api.Security.Audit;
using Marketing.Store;
using Marketing.Store.Http;

namespace Marketing.Api.Items;

internal static class ItemEndpoints
{
    private static readonly ItemAnswer Kettle = new(
        "kettle-1",
        "Gooseneck kettle",
        "Home > Kitchen",
        "Hario",
        39.90m,
        "EUR",
        12,
        Available: true,
        Recommendable: true,
        "Pours slowly and exactly.",
        "https://shop.example/kettle-1.jpg",
        ["coffee", "steel"],
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["litres"] = 0.8 },
        new DateTimeOffset(2026, 1, 15, 9, 0, 0, TimeSpan.Zero)
    );

    private static readonly object KettleFields = new
    {
        name = Kettle.Name,
        category = Kettle.Category,
        brand = Kettle.Brand,
        price = Kettle.Price,
        currency = Kettle.Currency,
        stock = Kettle.Stock,
        tags = Kettle.Tags,
    };

    public static void MapItems(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/items").WithTags("Items");
        var read = group.MapGroup("").RequireApiRole(ApiRole.Storefront, ApiRole.Marketer, ApiRole.Operator);
        var write = group.MapGroup("").RequireApiRole(ApiRole.Marketer, ApiRole.Operator);
        read.MapGet("", ListItems.Handle)
            .WithName("ListItems")
            .WithSummary("List the catalogue")
            .WithDescription("Items by id, page by page: give the answer's next as after. A category stands for itself and all below it.")
            .ProducesValidationProblem()
            .WithExample(
                response: new ItemPage([Kettle], Kettle.ItemId),
                parameters: [("category", "Home > Kitchen"), ("q", "kettle"), ("after", "kettle-0"), ("n", 50)]
            );
        read.MapGet("/{itemId}", GetItem.Handle)
            .WithName("GetItem")
            .WithSummary("Read one item")
            .WithDescription("The item as it is stored. A change that was answered is seen at once.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: Kettle, parameters: [("itemId", Kettle.ItemId)]);
        write
            .MapPut("/{itemId}", PutItem.Handle)
            .WithMetadata(new NotAudited())
            .WithName("PutItem")
            .WithSummary("Store one item")
            .WithDescription(
                "Replaces the item, or makes it (201). Recommendations follow at once: an item that is out of stock or not available is not recommended any more."
            )
            .Accepts<ItemFields>("application/json")
            .ProducesValidationProblem()
            .WithExample(KettleFields, Kettle, ("itemId", Kettle.ItemId));
        write
            .MapPost("", PostItems.Handle)
            .WithMetadata(new NotAudited())
            .WithName("SendItems")
            .WithSummary("Store many items")
            .WithDescription(
                "Up to 10,000 items of at most 16 MiB, as one JSON object or as NDJSON, row by row like events. Accepted are items that are new or changed; duplicates are items that are "
                    + "stored as they were sent."
            )
            .Accepts<ItemsRequest>("application/json", EventEndpoints.Ndjson)
            .AcceptsBatch()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithExample(
                new
                {
                    items = new[]
                    {
                        new
                        {
                            itemId = Kettle.ItemId,
                            name = Kettle.Name,
                            category = Kettle.Category,
                        },
                    },
                },
                new WriteResult(1, 0, [])
            );
        write
            .MapDelete("/{itemId}", DeleteItem.Handle)
            .WithName("DeleteItem")
            .WithSummary("Remove one item")
            .WithDescription(
                "Takes the item out of the catalogue. What customers did with it stays; without a row it may be recommended again, so set available to false for an item that is merely gone."
            )
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(parameters: [("itemId", Kettle.ItemId)]);
    }
}
