using System.ComponentModel.DataAnnotations;

namespace Marketing.Store.Http;

/// <summary>Section <c>Limits</c>: how much one request may ask for. Modules take <c>IOptions&lt;ApiLimits&gt;</c>.</summary>
public sealed class ApiLimits
{
    /// <summary>Largest <c>n</c> of a list, 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaxN { get; init; } = 100;

    /// <summary>Rows of one batch. Memory: about 2 KiB a row while it is written.</summary>
    [Range(1, 1_000_000)]
    public int BatchRows { get; init; } = 10_000;

    /// <summary>Bytes of one batch body, for endpoints marked by <see cref="EndpointBodies.AcceptsBatch"/>.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public long BatchBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of any other body.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public long BodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Nesting of JSON in bodies.</summary>
    [Range(4, 512)]
    public int JsonDepth { get; init; } = 32;

    /// <summary>Requests a second and key, with a burst of the same size; 0 is off.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; init; }

    /// <summary>Seconds after which a request is given up with 503.</summary>
    [Range(1, 3600)]
    public int RequestSeconds { get; init; } = 30;
}
