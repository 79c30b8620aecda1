using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Marketing.Api.Events;

/// <summary>A batch of events.</summary>
/// <param name="Events">1 to 10,000 events.</param>
internal sealed record EventsRequest(IReadOnlyList<EventBody> Events);

/// <summary>One thing that a customer did. Subject (<c>userId</c>, else <c>sessionId</c>) and <c>id</c> identify it for ever.</summary>
/// <param name="Id">The sender's id of the event, 1 to 128 printable characters, unique within its user or session.</param>
/// <param name="Type">What happened.</param>
/// <param name="OccurredAt">RFC 3339 with a zone. At most 10 minutes ahead and 400 days old.</param>
/// <param name="UserId">The customer. This or <c>sessionId</c> is needed.</param>
/// <param name="SessionId">The session. Beside <c>userId</c> it links what the session did to the customer.</param>
/// <param name="ItemId">The product: needed by view, cart, purchase, return, rating and review; by impression and click unless there is an <c>adId</c>.</param>
/// <param name="Value">A rating's grade (needed by rating), or a conversion's value.</param>
/// <param name="Quantity">Units, above 0; one when absent.</param>
/// <param name="Price">Price of one unit.</param>
/// <param name="Currency">ISO 4217 code of the price.</param>
/// <param name="OrderId">The order; its events are a basket.</param>
/// <param name="Query">What was searched for; needed by search.</param>
/// <param name="Text">A review's text; a review needs this or a value.</param>
/// <param name="Language">BCP 47 tag of text or query.</param>
/// <param name="RecommendationId">The recommendation answer that led here.</param>
/// <param name="DecisionId">The ad decision that led here.</param>
/// <param name="AdId">The ad.</param>
/// <param name="Placement">The place on the page.</param>
/// <param name="Channel">The channel: web, e-mail, …</param>
/// <param name="Attributes">Whatever else; at most 16 KiB.</param>
internal sealed record EventBody(
    string Id,
    EventType Type,
    DateTimeOffset OccurredAt,
    string? UserId = null,
    string? SessionId = null,
    string? ItemId = null,
    double? Value = null,
    decimal? Quantity = null,
    decimal? Price = null,
    string? Currency = null,
    string? OrderId = null,
    string? Query = null,
    string? Text = null,
    string? Language = null,
    string? RecommendationId = null,
    string? DecisionId = null,
    string? AdId = null,
    string? Placement = null,
    string? Channel = null,
    IReadOnlyDictionary<string, object?>? Attributes = null
);

internal static class PostEvents // POST /events
{
    public static readonly object ExampleRequest = new
    {
        events = new object[]
        {
            new
            {
                id = "e-1",
                type = "view",
                userId = "u-1001",
                sessionId = "s-77",
                itemId = "kettle-1",
                occurredAt = "2026-03-01T12:30:00Z",
            },
            new
            {
                id = "e-2",
                type = "purchase",
                userId = "u-1001",
                itemId = "kettle-1",
                occurredAt = "2026-03-01T12:34:00Z",
                quantity = 1,
                price = 39.90,
                currency = "EUR",
                orderId = "o-5",
            },
        },
    };

    public static readonly object ExampleResponse = new WriteResult(
        Accepted: 1,
        Duplicates: 0,
        [new RejectedRow(1, RejectCodes.MissingField, "An event of this type needs 'itemId'.")]
    );

    public static Task<Results<Ok<WriteResult>, ProblemHttpResult>> Handle(
        HttpRequest request,
        EventWriter writer,
        IntakeBook intake,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    ) => BatchHandler.HandleAsync(request, limits.Value, BatchJson.ReadEvents, writer.WriteAsync, cancel, intake);
}
