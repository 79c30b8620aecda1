using System.Net;
using Marketing.Store.Http;

namespace Marketing.Api.Tests;

public sealed class TheRate(TheRate.Host host) : IClassFixture<TheRate.Host>
{
    public sealed class Host : ApiFixture
    {
        protected override IEnumerable<string> Settings => ["Limits:RequestsPerSecond=5"];
    }

    [Fact]
    public async Task Is_limited_a_key_and_says_when_to_come_back()
    {
        using var operation = host.Client(ApiRole.Operator);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => operation.GetAsync("/metrics")));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).Should().BeInRange(5, 25);
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        await refused.ProblemAsync(429, "too-many-requests");
        refused.Headers.RetryAfter?.Delta.Should().Be(TimeSpan.FromSeconds(1));

        using var other = host.Client(ApiRole.Admin);
        (await other.GetAsync("/metrics")).StatusCode.Should().Be(HttpStatusCode.OK, "another key has its own");
    }
}
