using System.Text.Json;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Api.Tests;

public sealed class TheLog(TheLog.Host host) : IClassFixture<TheLog.Host>
{
    public sealed class Host : ApiFixture
    {
        protected override IEnumerable<string> Settings => ["Serilog:MinimumLevel:Default=Information"];

        protected override void Map(IEndpointRouteBuilder routes)
        {
            routes.MapGet("/t/{userId}", (string userId) => userId).RequireApiRole(ApiRole.Marketer);
            routes.MapGet("/u/{userId}", (string userId) => userId).RequireApiRole(ApiRole.Marketer);
            routes
                .MapGet("/t/{userId}/fault", string (string userId) => throw new InvalidOperationException("A mistake"))
                .RequireApiRole(ApiRole.Marketer);
        }
    }

    private JsonElement[] Lines()
    {
        var path = Directory.GetFiles(Path.Combine(host.DataDirectory, "logs")).Should().ContainSingle().Subject;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement),
        ];
    }

    [Fact]
    public async Task Has_one_line_a_request_with_its_route_and_its_trace()
    {
        using var client = host.Client(ApiRole.Marketer);
        var problem = await (await client.GetAsync("/t/one/two/three")).ProblemAsync(404, "not-found");
        await client.GetAsync("/u/ada");
        var lines = Lines().Select(line => line.GetProperty("Properties")).Where(line => line.TryGetProperty("Route", out _)).ToArray();
        var missed = lines
            .Should()
            .ContainSingle(line => line.GetProperty("TraceId").GetString() == problem.GetProperty("traceId").GetString())
            .Subject;
        missed.GetProperty("Status").GetInt32().Should().Be(404);
        missed.GetProperty("Route").GetString().Should().Be("(none)");
        var found = lines.Should().ContainSingle(line => line.GetProperty("Route").GetString() == "/u/{userId}").Subject;
        found.GetProperty("Method").GetString().Should().Be("GET");
        found.GetProperty("Role").GetString().Should().Be("Marketer");
        found.GetProperty("KeyName").GetString().Should().Be("test Marketer");
        found.GetProperty("Milliseconds").GetDouble().Should().BeInRange(0, 10_000);
    }

    [Fact]
    public async Task Holds_neither_ids_nor_keys_nor_queries()
    {
        using var client = host.Client(ApiRole.Marketer);
        await client.GetAsync("/t/grace-hopper-1906?email=grace@example.org");
        await client.GetAsync("/t/grace-hopper-1906/fault");
        await client.GetAsync("/unknown/grace-hopper-1906");
        client.DefaultRequestHeaders.Remove("X-Api-Key");
        client.DefaultRequestHeaders.Add("X-Api-Key", "wrong-key-grace-hopper-1906");
        await client.GetAsync("/t/x");
        using var odd = new HttpRequestMessage(new HttpMethod("GRACE-HOPPER-1906"), "/t/x");
        await client.SendAsync(odd);

        var text = string.Join('\n', Lines().Select(line => line.ToString()));
        text.Should().Contain("A mistake", "a mistake of ours is in the log");
        text.Should().Contain("/t/{userId}/fault");
        text.Should().NotContainEquivalentOf("grace").And.NotContain(ApiFixture.KeyOf(ApiRole.Marketer));
    }
}
