using Marketing.Store.Http;

namespace Marketing.Api.Events;

internal static class EventEndpoints
{
    /// <summary>Media types of a batch.</summary>
    public const string Ndjson = "application/x-ndjson";

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/events", PostEvents.Handle)
            .WithTags("Events")
            .WithName("SendEvents")
            .WithSummary("Send what customers did")
            .WithDescription(
                "Stores up to 10,000 events of at most 16 MiB, as one JSON object or as NDJSON, one event a line. The answer comes once they are durable, and says for each row "
                    + "that was not stored why: a fault in one row does not touch the others. The same event again is a duplicate and no error, so a call without an answer may "
                    + "be repeated. The same id with another content is a conflict; it and events that are too old or lie ahead of the clock are kept in quarantine."
            )
            .Accepts<EventsRequest>("application/json", Ndjson)
            .AcceptsBatch()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithExample(PostEvents.ExampleRequest, PostEvents.ExampleResponse)
            .RequireApiRole(ApiRole.Storefront, ApiRole.Operator);
}
