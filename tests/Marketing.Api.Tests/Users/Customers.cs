using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Tests.Events;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Api.Tests.Users;

public sealed class Customers(ApiFixture host) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task are_stored_and_their_refusal_holds_at_once()
    {
        using var client = host.Client(ApiRole.Operator);
        var created = await client.PutAsync(
            "/users/u%2F1",
            Sending_events.Content("""{"language":"de","timeZone":"Europe/Berlin","consent":{"personalization":false}}""")
        );
        created.StatusCode.Should().Be(HttpStatusCode.Created);
        host.Services.GetRequiredService<CustomerDirectory>().MayPersonalize("u/1").Should().BeFalse();
        (await client.PutAsync("/users/u%2F1", Sending_events.Content("""{"language":"en"}"""))).StatusCode.Should().Be(HttpStatusCode.OK);
        var user = await client.GetFromJsonAsync<JsonElement>("/users/u%2F1");
        user.GetProperty("userId").GetString().Should().Be("u/1");
        user.GetProperty("language").GetString().Should().Be("en");
        user.GetProperty("consent").GetProperty("personalization").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task come_in_batches()
    {
        using var client = host.Client(ApiRole.Operator);
        var answer = await client.PostAsync(
            "/users",
            Sending_events.Content("""{"users":[{"userId":"b1"},{"userId":"session:b2"},{"userId":"b3","consent":{"email":true}}]}""")
        );
        var result = await answer.Content.ReadFromJsonAsync<JsonElement>();
        result.GetProperty("accepted").GetInt32().Should().Be(2);
        result.GetProperty("rejected")[0].GetProperty("code").GetString().Should().Be("invalid-id");
    }

    [Fact]
    public async Task that_are_not_known_are_404()
    {
        using var client = host.Client(ApiRole.Marketer);
        (await client.GetAsync("/users/nobody")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.GetAsync("/users/" + new string('x', 129))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task may_not_look_like_a_session()
    {
        using var client = host.Client(ApiRole.Operator);
        var answer = await client.PutAsync("/users/session%3A1", Sending_events.Content("{}"));
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("userId", out _).Should().BeTrue();
    }
}
