using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Marketing.TestKit;

namespace Marketing.Ads.Tests.Http;

/// <summary>A host, and the shop's sender that it tells of plans.</summary>
public sealed class WebhookHost : AdsHost, IDisposable
{
    public const string Secret = "a-secret-of-both-sides";
    private readonly HttpListener _listener = new();
    private readonly string _address;

    public WebhookHost()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _address = $"http://{IPAddress.Loopback}:{((IPEndPoint)free.LocalEndpoint).Port}/plans/";
        }

        _listener.Prefixes.Add(_address);
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>What came: signature and body.</summary>
    public ConcurrentQueue<(string? Signature, byte[] Body)> Received { get; } = [];

    /// <summary>What is answered.</summary>
    public int Status { get; set; } = 500;

    protected override IEnumerable<string> Settings =>
        ["Ads:Holdout=0", "Ads:DatabaseMilliseconds=10000", $"Ads:Webhook:Url={_address}", $"Ads:Webhook:Secret={Secret}"];

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Received.Enqueue((context.Request.Headers["X-Marketing-Signature"], body.ToArray()));
                context.Response.StatusCode = Status;
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

public sealed class A_plans_webhook(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task is_told_signed_and_again_until_it_has_taken_the_plan()
    {
        using (
            var sent = await host.Client.PostAsJsonAsync(
                "/users",
                new { users = new[] { new { userId = "reader", consent = new { email = true } } } }
            )
        )
        {
            sent.EnsureSuccessStatusCode();
        }

        await host.CampaignAsync("post", new { pricing = "cpc", bid = 3m }, "card");
        var plan = await host.PostAsync(
            "/ads/plans",
            new
            {
                campaigns = new[] { "post" },
                customers = new[] { "reader" },
                channels = new[] { new { channelId = "email" } },
            }
        );
        var id = plan.GetProperty("planId").GetString() ?? "";

        await host.PostAsync($"/ads/plans/{id}/approval", new { });
        await ReceivedAsync(1);
        (await DeliveredAsync(id)).Should().BeFalse("it answered 500");
        host.Status = 204;
        await host.PostAsync($"/ads/plans/{id}/approval", new { });
        await ReceivedAsync(2);
        await Patience.UntilAsync(() => DeliveredAsync(id), "the delivery is noted");
        await host.PostAsync($"/ads/plans/{id}/approval", new { });

        host.Received.Should().HaveCount(2, "who has taken it is not told again");
        foreach (var (signature, body) in host.Received)
        {
            // The receiver's own reckoning: HMAC-SHA256 of the bytes that came.
            signature
                .Should()
                .Be("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(WebhookHost.Secret), body)));
            Encoding.UTF8.GetString(body).Should().Contain($"/ads/plans/{id}/export");
        }
    }

    private Task ReceivedAsync(int count) =>
        Patience.UntilAsync(() => Task.FromResult(host.Received.Count >= count), "the webhook hears of the plan");

    private async Task<bool> DeliveredAsync(string id) =>
        await host.Database.ScalarAsync<bool>($"SELECT delivered_at IS NOT NULL FROM ads.plans WHERE plan_id = '{id}'");
}
