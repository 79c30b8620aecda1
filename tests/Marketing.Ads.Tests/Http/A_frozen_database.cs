using System.Net;
using System.Net.Http.Json;
using Marketing.TestKit;

namespace Marketing.Ads.Tests.Http;

public sealed class FrozenHost : AdsHost
{
    private FrozenWire? _wire;

    internal FrozenWire Wire => _wire ??= new FrozenWire(Database.ConnectionString);

    protected override string Connection => Wire.ConnectionString;

    protected override IEnumerable<string> Settings => ["Ads:Holdout=0", "Ads:DatabaseMilliseconds=3000"];
}

public sealed class A_frozen_database(FrozenHost host) : IClassFixture<FrozenHost>
{
    [Fact]
    public async Task neither_stops_decisions_nor_loses_what_they_led_to()
    {
        await host.CampaignAsync(
            "ice",
            new { placements = new[] { "ice" }, caps = new[] { new { count = 2, hours = 24 } } },
            "i1",
            "i2",
            "i3"
        );
        await Patience.UntilAsync(
            async () => !AdsHost.IsDegraded(await host.DecideAsync("warm", "ice")),
            "decisions are made with the database"
        );
        host.Wire.Freeze();
        string decisionId;
        string ad;
        var seen = host.Time.GetUtcNow().AddSeconds(1);
        try
        {
            var decisions = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.DecideAsync("cold", "ice")));
            decisions.Should().OnlyContain(decision => AdsHost.IsDegraded(decision), "they come from memory");
            var shown = decisions.Where(decision => AdsHost.Chosen(decision, "ice").Length > 0).ToList();
            shown.Should().HaveCount(2, "the cap holds without the database; this replica is the only one, so all of it is its share");
            (decisionId, ad) = (shown[0].GetProperty("decisionId").GetString() ?? "", AdsHost.Chosen(shown[0], "ice")[0]);

            using var refused = await host.Client.PostAsJsonAsync(
                $"/ads/decisions/{Uri.EscapeDataString(decisionId)}/outcomes",
                new
                {
                    adId = ad,
                    type = "impression",
                    occurredAt = seen,
                }
            );
            refused
                .StatusCode.Should()
                .Be(HttpStatusCode.ServiceUnavailable, "an outcome is durable when it is answered, so its sender keeps it until then");
            refused.Headers.RetryAfter.Should().NotBeNull();
        }
        finally
        {
            host.Wire.Thaw();
        }

        await Patience.UntilAsync(
            async () =>
                await host.Database.ScalarAsync<long>($"SELECT count(*) FROM ads.decision_ads WHERE decision_id = '{decisionId}'") == 1,
            "what was spooled is written"
        );
        host.Time.Advance(TimeSpan.FromSeconds(2));
        await Patience.UntilAsync(
            async () =>
            {
                using var sent = await host.Client.PostAsJsonAsync(
                    $"/ads/decisions/{Uri.EscapeDataString(decisionId)}/outcomes",
                    new
                    {
                        adId = ad,
                        type = "impression",
                        occurredAt = seen,
                    }
                );
                return sent.IsSuccessStatusCode;
            },
            "the outcome that was sent again is taken"
        );
        (await host.OutcomeAsync(decisionId, ad, "impression", seen)).GetProperty("duplicate").GetBoolean().Should().BeTrue();
        (
            await host.Database.ScalarAsync<bool>(
                $"SELECT impression_at IS NOT NULL FROM ads.decision_ads WHERE decision_id = '{decisionId}'"
            )
        )
            .Should()
            .BeTrue();
    }
}
