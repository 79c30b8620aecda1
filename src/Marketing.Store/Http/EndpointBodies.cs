using Microsoft.AspNetCore.Builder;

namespace Marketing.Store.Http;

/// <summary>Marks an endpoint whose body is a batch: <see cref="ApiLimits.BatchBytes"/> instead of <see cref="ApiLimits.BodyBytes"/>.</summary>
public sealed class BatchBodyMetadata
{
    internal static readonly BatchBodyMetadata Instance = new();

    private BatchBodyMetadata() { }
}

/// <summary>What the host has to know of an endpoint's body.</summary>
public static class EndpointBodies
{
    /// <summary>Lets the body be as large as a batch may be.</summary>
    public static TBuilder AcceptsBatch<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(BatchBodyMetadata.Instance));
        return builder;
    }
}
