using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Ads.Plans;
using Marketing.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Ads.Tests.Http;

/// <summary>A host with a segment that is slow to say who is in it.</summary>
public sealed class PlansHost : AdsHost
{
    public SlowSegment Slow { get; } = new();

    protected override IEnumerable<string> Settings => [.. base.Settings, "Limits:MaxN=3"];

    protected override void Adjust(WebApplicationBuilder builder)
    {
        base.Adjust(builder);
        builder.Services.AddSingleton<ISegmentMembership>(Slow);
    }
}

/// <summary>Everybody is in it, but it says so only once it is let.</summary>
public sealed class SlowSegment : ISegmentMembership
{
    private readonly TaskCompletionSource _let = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Let() => _let.TrySetResult();

    public bool? Contains(string segmentId, string userId) => _let.Task.Wait(TimeSpan.FromSeconds(60));
}

public sealed class Plans(PlansHost host) : IClassFixture<PlansHost>
{
    [Fact]
    public async Task Wait_for_their_turn_but_not_in_any_number()
    {
        await host.CampaignAsync("queue", null, "queued");
        var (service, request) = (
            host.Get<PlanService>(),
            new PlanRequest
            {
                Campaigns = ["queue"],
                Customers = ["reader"],
                SegmentId = "slow",
            }
        );
        List<Task> works = [];
        for (var open = 0; open < PlanService.MostOpen; open++)
        {
            works.Add((await service.BeginAsync(request, CancellationToken.None) ?? throw new InvalidOperationException("full")).Work);
        }

        using (var refused = await host.Client.PostAsJsonAsync("/ads/plans", new { campaigns = new[] { "queue" } }))
        {
            refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.Should().NotBeNull();
            (await refused.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("type")
                .GetString()
                .Should()
                .Be("/problems/plans-are-waiting");
        }

        host.Slow.Let();
        await Task.WhenAll(works).WaitAsync(TimeSpan.FromSeconds(60));
        await host.PostAsync("/ads/plans", new { campaigns = new[] { "queue" }, customers = new[] { "reader" } });
    }

    [Theory]
    [InlineData(1, "planning")]
    [InlineData(16, "failed")]
    public async Task Whose_host_stopped_have_failed_once_nobody_can_be_at_work_on_them(int minutes, string state)
    {
        var (id, at) = (Guid.NewGuid(), host.Time.GetUtcNow().AddMinutes(-minutes));
        await host.Database.ExecuteAsync(
            $"INSERT INTO ads.plans (plan_id, state, request, summary, created_at) VALUES ('{id}', 'planning', '{{}}', '{{}}', '{at:O}')"
        );

        var plan = await host.GetAsync($"/ads/plans/{id}");
        plan.GetProperty("state").GetString().Should().Be(state);
        plan.GetProperty("error").ValueKind.Should().Be(state == "failed" ? JsonValueKind.String : JsonValueKind.Null);
        var (status, problem) = await host.SendAsync(HttpMethod.Post, $"/ads/plans/{id}/approval");
        status.Should().Be(HttpStatusCode.Conflict);
        problem.Should().Contain($"'{state}'");
    }

    [Theory]
    [InlineData("/campaigns/gone")]
    [InlineData("/ads/gone-card")]
    public async Task With_ads_that_were_deleted_since_are_not_approved(string deleted)
    {
        var id = await DraftAsync("gone", ["left"]);
        (await host.SendAsync(HttpMethod.Delete, deleted)).Status.Should().Be(HttpStatusCode.NoContent);

        var (status, problem) = await host.SendAsync(HttpMethod.Post, $"/ads/plans/{id}/approval");

        status.Should().Be(HttpStatusCode.Conflict);
        problem.Should().Contain("/problems/plan-is-outdated").And.Contain(" 1 of its messages");
        (await host.GetAsync($"/ads/plans/{id}")).GetProperty("state").GetString().Should().Be("draft");
        (await host.Database.ScalarAsync<long>($"SELECT count(*) FROM ads.decisions WHERE plan_id = '{id}'")).Should().Be(0);
    }

    [Fact]
    public async Task Are_answered_by_pages_no_longer_than_any_list()
    {
        var id = await DraftAsync("pages", ["ann", "ben", "cas", "dan", "eve"], plan => Messages(plan).Should().Be(3));

        var first = await host.GetAsync($"/ads/plans/{id}");
        Messages(first).Should().Be(3);
        Messages(await host.GetAsync($"/ads/plans/{id}?after={first.GetProperty("next").GetInt32()}")).Should().Be(2);
        Messages(await host.PostAsync($"/ads/plans/{id}/approval", new { })).Should().Be(3);
        (await host.Database.ScalarAsync<long>($"SELECT count(*) FROM ads.decision_ads WHERE decision_id LIKE '{id}:%'"))
            .Should()
            .Be(5, "all of it is approved, whatever of it is shown");

        static int Messages(JsonElement plan) => plan.GetProperty("assignments").GetArrayLength();
    }

    /// <summary>A plan of one message for each reader.</summary>
    private async Task<string> DraftAsync(string campaign, string[] readers, Action<JsonElement>? look = null)
    {
        using (
            var sent = await host.Client.PostAsJsonAsync(
                "/users",
                new { users = readers.Select(reader => new { userId = reader, consent = new { email = true } }) }
            )
        )
        {
            sent.EnsureSuccessStatusCode();
        }

        await host.CampaignAsync(campaign, new { pricing = "cpc", bid = 3m }, campaign + "-card");
        var plan = await host.PostAsync(
            "/ads/plans",
            new
            {
                campaigns = new[] { campaign },
                customers = readers,
                channels = new[] { new { channelId = "email" } },
                messagesPerWeek = 1,
            }
        );
        plan.GetProperty("messages").GetInt32().Should().Be(readers.Length, plan.GetRawText());
        look?.Invoke(plan);
        return plan.GetProperty("planId").GetString() ?? "";
    }
}
