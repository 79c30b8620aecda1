using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Marketing.Ads.Plans;

/// <summary>Tells the shop's sender of an approved plan, at the one address of the settings: where to fetch it, not the plan itself. Approving again tells it again, until it has taken it.</summary>
internal sealed class PlanWebhook(AdsOptions options, PlanStore plans, TimeProvider clock, ILogger<PlanWebhook> log) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };

    public async Task DeliverAsync(Guid planId, CancellationToken cancel)
    {
        if (options.Webhook.Url is not { } address)
        {
            return;
        }

        var body = Encoding.UTF8.GetBytes(
            AdsJson.Write(
                new
                {
                    planId,
                    approvedAt = clock.GetUtcNow(),
                    plan = $"/ads/plans/{planId}",
                    csv = $"/ads/plans/{planId}/export",
                }
            )
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (options.Webhook.Secret is { Length: > 0 } secret)
        {
            var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
            request.Headers.Add("X-Marketing-Signature", "sha256=" + signature);
        }

        try
        {
            using var response = await _client.SendAsync(request, cancel);
            if (response.IsSuccessStatusCode)
            {
                await plans.DeliveredAsync(planId, cancel);
            }
            else
            {
                log.LogWarning(
                    "The webhook answered {Status} to plan {PlanId}; approve it again to repeat",
                    (int)response.StatusCode,
                    planId
                );
            }
        }
        catch (Exception exception)
            when (exception is HttpRequestException || (exception is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogWarning(exception, "The webhook did not take plan {PlanId}; approve it again to repeat", planId);
        }
    }

    public void Dispose() => _client.Dispose();
}
