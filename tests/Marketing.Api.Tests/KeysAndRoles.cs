using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Api.Hosting;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Api.Tests;

public sealed class KeysAndRoles(KeysAndRoles.Host host) : IClassFixture<KeysAndRoles.Host>
{
    public sealed class Host : ApiFixture
    {
        protected override void Map(IEndpointRouteBuilder routes)
        {
            routes.MapGet("/of/marketer", () => "ok").RequireApiRole(ApiRole.Marketer);
            var group = routes.MapGroup("/group").RequireApiRole(ApiRole.Storefront);
            group.MapGet("/as-group", () => "ok");
            group.MapGet("/of-operator", () => "ok").RequireApiRole(ApiRole.Operator);
            routes.MapGet("/of/anybody", () => "ok").AllowWithoutKey();
        }
    }

    [Theory]
    [InlineData(ApiRole.Storefront, HttpStatusCode.Forbidden)]
    [InlineData(ApiRole.Marketer, HttpStatusCode.OK)]
    [InlineData(ApiRole.Operator, HttpStatusCode.Forbidden)]
    [InlineData(ApiRole.Admin, HttpStatusCode.OK)]
    public async Task An_endpoint_lets_in_its_roles_and_admin(ApiRole role, HttpStatusCode expected)
    {
        using var client = host.Client(role);
        (await client.GetAsync("/of/marketer")).StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task An_endpoint_may_differ_from_its_group()
    {
        using var storefront = host.Client(ApiRole.Storefront);
        (await storefront.GetAsync("/group/as-group")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await storefront.GetAsync("/group/of-operator")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_may_come_as_a_bearer_token()
    {
        using var client = host.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiFixture.KeyOf(ApiRole.Marketer));
        (await client.GetAsync("/of/marketer")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("X-Api-Key", "wrong", "/problems/wrong-key")]
    [InlineData("X-Api-Key", "", "/problems/wrong-key")]
    [InlineData("X-Api-Key", "TEST-KEY-OF-MARKETER-0123456789", "/problems/wrong-key")]
    [InlineData("Authorization", "Basic bWU6bWU=", "/problems/wrong-key")]
    [InlineData("X-Other", "x", "/problems/no-key")]
    public async Task Without_a_known_key_the_answer_is_401(string header, string value, string type)
    {
        using var client = host.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        var answer = await client.GetAsync("/of/marketer");
        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.Should().ContainSingle().Which.Scheme.Should().Be("Bearer");
        answer.Content.Headers.ContentType?.MediaType.Should().Be("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("type").GetString().Should().Be(type);
        problem.GetProperty("status").GetInt32().Should().Be(401);
        problem.GetProperty("traceId").GetString().Should().MatchRegex("^[0-9a-f]{32}$");
        problem.GetProperty("detail").GetString().Should().NotContain("Marketer");
    }

    [Fact]
    public async Task What_needs_no_key_answers_with_none_and_with_a_wrong_one()
    {
        using var client = host.Client();
        (await client.GetAsync("/of/anybody")).StatusCode.Should().Be(HttpStatusCode.OK);
        client.DefaultRequestHeaders.Add("X-Api-Key", "wrong");
        (await client.GetAsync("/of/anybody")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public void An_endpoint_that_declares_no_role_stops_the_start()
    {
        var build = () =>
            MarketingHost.Build(
                [.. ApiFixture.Defaults(host.DataDirectory)],
                map: routes => routes.MapGet("/forgotten/{id}", (string id) => id)
            );
        build.Should().Throw<InvalidOperationException>().WithMessage("*/forgotten/{id}*");
    }
}
