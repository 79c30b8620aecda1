using Microsoft.AspNetCore.Builder;

namespace Marketing.Store.Http;

/// <summary>An example of a call, shown in the API's document and in Swagger UI.</summary>
/// <param name="Request">The body, as the object that would be deserialized (or an anonymous one); null without a body.</param>
/// <param name="Response">The body of the 2xx answer; null without one.</param>
/// <param name="Parameters">Values of route and query parameters by name.</param>
public sealed record EndpointExample(object? Request, object? Response, IReadOnlyDictionary<string, object> Parameters);

/// <summary>
/// The convention for examples: every endpoint of the document has one, and a test of the host asks for it.
/// <code>
/// group.MapGet("/{userId}", RecommendForUser.Handle)
///     .WithName("RecommendForUser").WithSummary("One line").WithDescription("What it does, in sentences.")
///     .WithExample(response: new Answer(…), parameters: [("userId", "u-1001"), ("n", 10)])
///     .RequireApiRole(ApiRole.Storefront, ApiRole.Marketer);
/// </code>
/// The objects are written by the same JSON options as real answers, so an example cannot have another shape than the code.
/// The 401, 403, 429 and 503 answers need no <c>ProducesProblem</c>: the host's document has them everywhere.
/// </summary>
public static class EndpointExamples
{
    /// <summary>Gives the endpoint its example.</summary>
    public static TBuilder WithExample<TBuilder>(
        this TBuilder builder,
        object? request = null,
        object? response = null,
        params (string Name, object Value)[] parameters
    )
        where TBuilder : IEndpointConventionBuilder
    {
        var example = new EndpointExample(request, response, parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));
        builder.Add(endpoint => endpoint.Metadata.Add(example));
        return builder;
    }
}
