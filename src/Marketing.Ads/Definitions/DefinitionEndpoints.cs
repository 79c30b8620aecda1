using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Ads.Definitions;

internal static class DefinitionEndpoints
{
    public static void MapDefinitions(this IEndpointRouteBuilder routes)
    {
        routes.MapKind(
            "/channels",
            "Channel",
            "a channel",
            "A way to reach customers: its kind (and so the consent it needs), its cost, its quiet hours, its capacity.",
            Examples.EmailChannel
        );
        routes.MapKind(
            "/placements",
            "Placement",
            "a placement",
            "A place where ads stand: its channel, how many it takes, what it does not want.",
            Examples.Hero
        );
        routes.MapKind(
            "/campaigns",
            "Campaign",
            "a campaign",
            "What a campaign wants, what it pays, whom it may reach and how often. Changes hold from the next decision on.",
            Examples.Campaign
        );
        routes.MapKind(
            "/ads",
            "Ad",
            "an ad",
            "An ad of a campaign. While the item that it leads to is out of stock, it is not shown.",
            Examples.Ad
        );
    }

    private static void MapKind<T>(this IEndpointRouteBuilder routes, string path, string name, string one, string about, T example)
        where T : class, IDefinition<T>
    {
        var group = routes.MapGroup(path).WithTags("Advertising");
        var read = group.MapGroup("").RequireApiRole(ApiRole.Marketer, ApiRole.Operator);
        var write = group.MapGroup("").RequireApiRole(ApiRole.Marketer);
        var id = example.Id ?? "";

        // As delegates: the framework's analyzer of handlers falls over methods of generic classes.
        Delegate list = DefinitionSlices<T>.List;
        Delegate get = DefinitionSlices<T>.Get;
        Delegate post = DefinitionSlices<T>.Post;
        Delegate put = DefinitionSlices<T>.Put;
        Delegate delete = DefinitionSlices<T>.Delete;
        read.MapGet("", list)
            .WithName($"List{name}s")
            .WithSummary($"List {path[1..]}")
            .WithDescription($"By id, page by page: give the answer's next as after. {about}")
            .ProducesValidationProblem()
            .WithExample(response: new Page<T>([example], null), parameters: [("n", 50)]);
        read.MapGet("/{id}", get)
            .WithName($"Get{name}")
            .WithSummary($"Read {one}")
            .WithDescription($"As it was defined. {about}")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: example, parameters: [("id", id)]);
        write
            .MapPost("", post)
            .WithName($"Create{name}")
            .WithSummary($"Define {one}")
            .WithDescription($"Makes a new one; without {T.IdField} an id is made. 409 when there is one of this id. {about}")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithExample(example, example);
        write
            .MapPut("/{id}", put)
            .WithName($"Put{name}")
            .WithSummary($"Define {one}, or replace it")
            .WithDescription($"Replaces it as a whole, or makes it (201). {about}")
            .ProducesValidationProblem()
            .WithExample(example, example, ("id", id));
        write
            .MapDelete("/{id}", delete)
            .WithName($"Delete{name}")
            .WithSummary($"Remove {one}")
            .WithDescription("Removes it; a campaign takes its ads with it. What was decided and what came of it stays in the reports.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(parameters: [("id", id)]);
    }
}
