using System.Threading.RateLimiting;
using Marketing.Api.Security;
using Marketing.Store.Http;
using Microsoft.Extensions.Options;

namespace Marketing.Api.Hosting;

/// <summary><c>Limits:RequestsPerSecond</c>, a key. A burst of one second's worth is let through; what is above it is 429.</summary>
internal sealed class RequestRate : IDisposable
{
    private readonly RequestDelegate _next;
    private readonly PartitionedRateLimiter<string>? _limiter;

    public RequestRate(RequestDelegate next, IOptions<ApiLimits> limits)
    {
        _next = next;
        var perSecond = limits.Value.RequestsPerSecond;
        if (perSecond > 0)
        {
            // Refilled ten times a second, so that a steady caller at the limit is not held up for a whole second.
            var slices = Math.Min(10, perSecond);
            _limiter = PartitionedRateLimiter.Create<string, string>(key =>
                RateLimitPartition.GetTokenBucketLimiter(
                    key,
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = perSecond,
                        TokensPerPeriod = perSecond / slices,
                        ReplenishmentPeriod = TimeSpan.FromSeconds((double)(perSecond / slices) / perSecond),
                        QueueLimit = 0,
                        AutoReplenishment = true,
                    }
                )
            );
        }
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (_limiter is not null && context.Caller() is { } caller)
        {
            using var lease = _limiter.AttemptAcquire(caller.Key.Id);
            if (!lease.IsAcquired)
            {
                await HostProblems.WriteAsync(context, HostProblems.TooManyRequests);
                return;
            }
        }

        await _next(context);
    }

    public void Dispose() => _limiter?.Dispose();
}
