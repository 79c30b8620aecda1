using Marketing.Store.Http;

namespace Marketing.Api.Complaints;

internal static class ComplaintEndpoints
{
    private static readonly ComplaintAnswer Late = new(
        "ticket-4711",
        "u-1001",
        "kettle-1",
        "Arrived without its lid; asks for another one.",
        new DateTimeOffset(2026, 1, 15, 9, 0, 0, TimeSpan.Zero),
        ClosedAt: null
    );

    public static void MapComplaints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/complaints").WithTags("Complaints").RequireApiRole(ApiRole.Marketer, ApiRole.Operator);
        group
            .MapGet("", ListComplaints.Handle)
            .WithName("ListComplaints")
            .WithSummary("List complaints")
            .WithDescription("The open ones, or those that state names, by id, page by page: give the answer's next as after.")
            .ProducesValidationProblem()
            .WithExample(response: new ComplaintPage([Late], null), parameters: [("state", "open"), ("itemId", "kettle-1"), ("n", 50)]);
        group
            .MapGet("/{complaintId}", GetComplaint.Handle)
            .WithName("GetComplaint")
            .WithSummary("Read one complaint")
            .WithDescription("As it was opened, and when it was settled.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: Late, parameters: [("complaintId", Late.ComplaintId)]);
        group
            .MapPost("", OpenComplaintSlice.Handle)
            .WithName("OpenComplaint")
            .WithSummary("Open a complaint")
            .WithDescription(
                "Of a customer, about an item, or both; without complaintId an id is made. From the next decision on the customer sees no ads and the item is not advertised, until the "
                    + "complaint is closed. The same complaint sent again under its id changes nothing: 200 with what is stored. 409 when another complaint has the id."
            )
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithExample(
                new
                {
                    complaintId = Late.ComplaintId,
                    userId = Late.UserId,
                    itemId = Late.ItemId,
                    note = Late.Note,
                },
                Late
            );
        group
            .MapPost("/{complaintId}/close", CloseComplaint.Handle)
            .WithName("CloseComplaint")
            .WithSummary("Settle a complaint")
            .WithDescription(
                "From the next decision on ads are shown again, unless another complaint is open. One that is settled already stays so."
            )
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(
                response: Late with
                {
                    ClosedAt = new DateTimeOffset(2026, 1, 16, 14, 20, 0, TimeSpan.Zero),
                },
                parameters: [("complaintId", Late.ComplaintId)]
            );
    }
}
