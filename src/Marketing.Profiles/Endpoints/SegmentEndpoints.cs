using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Profiles.Endpoints;

internal static class SegmentEndpoints
{
    private const string Rules =
        "A rule is one condition or several, nested up to 8 levels: all, any or not of conditions; feature with atLeast, atMost, in or known; event with days (7, 30, "
        + "90 or 365) and how often; affinity (category, brand, priceBand, search) with name and a share from 0 to 1. rfm names fifths of the buyers by recency, "
        + "frequency and money, 5 the best. Windows and ages are those of the customer's last update: the last event, or the night.";

    public static void MapSegments(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/segments").WithTags("Segments").RequireApiRole(ApiRole.Marketer).ProducesValidationProblem();
        MapReading(group);
        group
            .MapPost("/preview", PreviewSegment.Handle)
            .WithName("PreviewSegment")
            .WithSummary("How large would a segment be?")
            .WithDescription($"Counts the customers that fit now; nothing is stored. {Rules}")
            .WithExample(SegmentExamples.ToPreview, new SegmentPreview(1204, 38_211));
        group
            .MapPost("", SegmentSlices.Post)
            .WithName("CreateSegment")
            .WithSummary("Define a segment")
            .WithDescription(
                $"Makes a new one; without segmentId an id is made. 409 when there is one of this id. Its members are worked out a moment later, and then as events come in. {Rules}"
            )
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithExample(SegmentExamples.ToDefine, SegmentExamples.Segment);
        group
            .MapPut("/{id}", SegmentSlices.Put)
            .WithName("PutSegment")
            .WithSummary("Define a segment, or replace it")
            .WithDescription($"Replaces it as a whole, or makes it (201). Learned segments cannot be edited (409). {Rules}")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithExample(SegmentExamples.ToDefine, SegmentExamples.Segment, ("id", "kitchen-lovers"));
        group
            .MapDelete("/{id}", SegmentSlices.Delete)
            .WithName("DeleteSegment")
            .WithSummary("Remove a segment")
            .WithDescription("Its members leave it. Campaigns for it reach nobody from then on.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithExample(parameters: [("id", "kitchen-lovers")]);
    }

    private static void MapReading(RouteGroupBuilder group)
    {
        group
            .MapGet("", SegmentSlices.List)
            .WithName("ListSegments")
            .WithSummary("List segments")
            .WithDescription("By id, page by page: give the answer's next as after.")
            .WithExample(response: new SegmentPage([SegmentExamples.Segment, SegmentExamples.Learned], null), parameters: [("n", 50)]);
        group
            .MapGet("/{id}", SegmentSlices.Get)
            .WithName("GetSegment")
            .WithSummary("Read a segment")
            .WithDescription("Who belongs to it, and how many did when that was last worked out for all customers.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: SegmentExamples.Segment, parameters: [("id", "kitchen-lovers")]);
        group
            .MapGet("/{id}/members", SegmentSlices.Members)
            .WithName("ListSegmentMembers")
            .WithSummary("Who is in a segment")
            .WithDescription("By user id, page by page: give the answer's next as after. Whoever refused personalization is on no list.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: SegmentExamples.Members, parameters: [("id", "kitchen-lovers"), ("n", 50)]);
    }
}
