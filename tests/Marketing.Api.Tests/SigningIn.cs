using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Api.Tests;

public sealed class SigningIn(SigningIn.Host host) : IClassFixture<SigningIn.Host>
{
    public sealed class Host : ApiFixture
    {
        protected override void Map(IEndpointRouteBuilder routes)
        {
            var group = routes.MapGroup("/t").RequireApiRole(ApiRole.Marketer);
            group.MapGet("/things", () => "read");
            group.MapPost("/things", () => "written");
            routes.MapPost("/t/operate", () => "done").RequireApiRole(ApiRole.Operator);
        }
    }

    private HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };

    private static async Task<string> FormTokenAsync(HttpClient browser) =>
        Regex.Match(await browser.GetStringAsync("/sign-in"), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string key) =>
        await browser.PostAsync(
            "/sign-in",
            new FormUrlEncodedContent(
                new Dictionary<string, string> { ["key"] = key, ["__RequestVerificationToken"] = await FormTokenAsync(browser) }
            )
        );

    [Fact]
    public async Task A_key_gives_a_cookie_with_its_role()
    {
        using var browser = Browser();
        (await browser.GetAsync("/t/things")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        var answer = await SignInAsync(browser, ApiFixture.KeyOf(ApiRole.Marketer));
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("marketing=", StringComparison.Ordinal));
        cookie
            .Should()
            .ContainEquivalentOf("httponly")
            .And.ContainEquivalentOf("samesite=strict")
            .And.NotContain(ApiFixture.KeyOf(ApiRole.Marketer));

        (await browser.GetStringAsync("/t/things")).Should().Be("read");
        (await browser.GetStringAsync("/sign-in")).Should().Contain("Signed in as test Marketer (marketer)");
    }

    [Fact]
    public async Task A_write_by_cookie_needs_the_anti_forgery_token()
    {
        using var browser = Browser();
        await SignInAsync(browser, ApiFixture.KeyOf(ApiRole.Marketer));
        await (await browser.PostAsync("/t/things", null)).ProblemAsync(403, "anti-forgery-token-missing");

        var token = (await browser.GetFromJsonAsync<JsonElement>("/sign-in/token")).GetProperty("token").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/t/things");
        request.Headers.Add("X-XSRF-TOKEN", token);
        (await (await browser.SendAsync(request)).Content.ReadAsStringAsync()).Should().Be("written");

        using var forged = new HttpRequestMessage(HttpMethod.Post, "/t/things");
        forged.Headers.Add("X-XSRF-TOKEN", token + "x");
        await (await browser.SendAsync(forged)).ProblemAsync(403, "anti-forgery-token-missing");
    }

    [Fact]
    public async Task The_token_of_one_browser_is_of_no_use_in_another()
    {
        using var mine = Browser();
        await SignInAsync(mine, ApiFixture.KeyOf(ApiRole.Marketer));
        using var theirs = Browser();
        await SignInAsync(theirs, ApiFixture.KeyOf(ApiRole.Admin));
        var token = (await theirs.GetFromJsonAsync<JsonElement>("/sign-in/token")).GetProperty("token").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/t/things");
        request.Headers.Add("X-XSRF-TOKEN", token);
        await (await mine.SendAsync(request)).ProblemAsync(403, "anti-forgery-token-missing");
    }

    [Fact]
    public async Task The_cookies_role_is_that_of_its_key()
    {
        using var browser = Browser();
        await SignInAsync(browser, ApiFixture.KeyOf(ApiRole.Marketer));
        await (await browser.PostAsync("/t/operate", null)).ProblemAsync(403, "wrong-role");
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        using var browser = Browser();
        await SignInAsync(browser, ApiFixture.KeyOf(ApiRole.Marketer));
        (await browser.PostAsync("/sign-out", null))
            .StatusCode.Should()
            .Be(HttpStatusCode.Forbidden, "another site must not sign people out");
        var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["__RequestVerificationToken"] = await FormTokenAsync(browser) }
        );
        (await browser.PostAsync("/sign-out", form)).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await browser.GetAsync("/t/things")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_wrong_key_gives_no_cookie()
    {
        using var browser = Browser();
        var answer = await SignInAsync(browser, "wrong");
        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("not known");
        (await browser.GetAsync("/t/things")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("made up")]
    [InlineData("CfDJ8AAAA")]
    public async Task A_forged_cookie_opens_nothing(string cookie)
    {
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Cookie", "marketing=" + Uri.EscapeDataString(cookie));
        await (await client.GetAsync("/t/things")).ProblemAsync(401, "no-key");
    }
}

public sealed class Guessing_keys(ApiFixture host) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task is_slowed_down_after_ten_attempts_a_minute()
    {
        using var client = host.Client();
        for (var attempt = 0; attempt < 10; attempt++)
        {
            (await client.PostAsync("/sign-in", new FormUrlEncodedContent([]))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        }

        var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent([]));
        await answer.ProblemAsync(429, "too-many-sign-ins");
        answer.Headers.RetryAfter?.Delta.Should().Be(TimeSpan.FromSeconds(60));
    }
}
