using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Marketing.Api.Hosting;

/// <summary>How large the body of this endpoint may be. One that says at once that it is larger is refused at once; others while they are read.</summary>
internal sealed class BodyLimit(RequestDelegate next, IOptions<ApiLimits> limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        var bytes = context.GetEndpoint()?.Metadata.GetMetadata<BatchBodyMetadata>() is null
            ? limits.Value.BodyBytes
            : limits.Value.BatchBytes;
        if (context.Request.ContentLength > bytes)
        {
            return HostProblems.WriteAsync(context, HostProblems.TooLarge(bytes));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = bytes;
        }

        return next(context);
    }
}
