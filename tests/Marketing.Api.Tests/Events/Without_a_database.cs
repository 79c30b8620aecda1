using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Store.Http;

namespace Marketing.Api.Tests.Events;

public sealed class Without_a_database(Without_a_database.Host host) : IClassFixture<Without_a_database.Host>
{
    public sealed class Host : ApiFixture
    {
        protected override IEnumerable<string> Settings =>
            ["ConnectionStrings:Marketing=Host=/nowhere/at/all;Database=none;Username=none;Timeout=1"];
    }

    [Theory]
    [InlineData("POST", "/events")]
    [InlineData("POST", "/items")]
    [InlineData("PUT", "/items/i")]
    [InlineData("PUT", "/users/u")]
    [InlineData("GET", "/items/i")]
    [InlineData("GET", "/users/u")]
    public async Task the_sender_is_told_to_try_again(string method, string path)
    {
        using var client = host.Client(ApiRole.Admin);
        var body = path switch
        {
            "/events" => $"{{\"events\":[{Sending_events.Row("away", "1")}]}}",
            "/items" => """{"items":[{"itemId":"i"}]}""",
            _ => "{}",
        };
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method == "GET" ? null : Sending_events.Content(body),
        };
        var answer = await client.SendAsync(request);
        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.Should().BePositive();
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("type").GetString().Should().Be("/problems/store-unavailable");
    }
}
