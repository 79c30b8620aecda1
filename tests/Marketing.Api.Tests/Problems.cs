using System.Net;
using System.Text;
using System.Text.Json;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Marketing.Api.Tests;

public sealed class Problems(Problems.Host host) : IClassFixture<Problems.Host>
{
    public enum Colour
    {
        Red,
        DarkBlue,
    }

    public sealed record Thing(string Name, int Count = 1, Colour Colour = Colour.Red, IReadOnlyList<Thing>? Parts = null);

    public sealed class Host : ApiFixture
    {
        protected override IEnumerable<string> Settings => ["Limits:BodyBytes=2048", "Limits:BatchBytes=4096", "Limits:RequestSeconds=1"];

        protected override void Map(IEndpointRouteBuilder routes)
        {
            var group = routes.MapGroup("/t").RequireApiRole(ApiRole.Storefront);
            group.MapPost("/things", (Thing thing) => thing);
            group.MapPost("/batch", (Thing thing) => thing).AcceptsBatch();
            group.MapGet("/things/{id}", (string id, int? n) => new { id, n });
            group.MapGet("/popular", () => "popular");
            group.MapGet("/{id}", (string id) => id);
            group.MapGet("/fault/mistake", string () => throw new InvalidOperationException("secret details"));
            group.MapGet("/fault/database", string () => throw new NpgsqlException("Exception while connecting to secret-host"));
            group.MapGet("/fault/timeout", string () => throw new TimeoutException());
            group.MapGet("/fault/nested", string () => throw new InvalidOperationException("outer", new NpgsqlException("inner")));
            group.MapGet("/fault/text", string () => throw new PostgresException("invalid byte sequence", "ERROR", "ERROR", "22021"));
            group.MapGet("/fault/syntax", string () => throw new PostgresException("syntax error", "ERROR", "ERROR", "42601"));
            group.MapGet("/slow", async (CancellationToken cancel) => await Task.Delay(TimeSpan.FromSeconds(20), cancel));
        }
    }

    private HttpClient Client() => host.Client(ApiRole.Storefront);

    [Fact]
    public async Task A_good_body_comes_back()
    {
        using var client = Client();
        var answer = await client.PostAsync(
            "/t/things",
            Answers.Json("""{"name":"a","colour":"darkBlue","parts":[{"name":"b","count":2}]}""")
        );
        (await answer.Content.ReadAsStringAsync())
            .Should()
            .Be("""{"name":"a","count":1,"colour":"darkBlue","parts":[{"name":"b","count":2,"colour":"red","parts":null}]}""");
    }

    [Theory]
    [InlineData("", "*")]
    [InlineData("null", "*")]
    [InlineData("{", "*not JSON*")]
    [InlineData("[]", "*")]
    [InlineData("{\"name\":\"a\",\"count\":NaN}", "*not JSON*")]
    [InlineData("{\"name\":\"a\",\"count\":\"1\"}", "'count' has a value of the wrong type or form.")]
    [InlineData("{\"name\":\"a\",\"count\":1.5}", "'count' has a value of the wrong type or form.")]
    [InlineData("{\"name\":\"a\",\"count\":99999999999}", "'count' has a value of the wrong type or form.")]
    [InlineData("{\"name\":\"a\",\"colour\":\"green\"}", "'colour' has a value of the wrong type or form.")]
    [InlineData("{\"name\":\"a\",\"colour\":1}", "'colour' has a value of the wrong type or form.")]
    [InlineData("{\"name\":\"a\",\"size\":1}", "'size' is not known here.")]
    [InlineData("{\"name\":\"a\",\"Count\":1}", "'Count' is not known here.")]
    [InlineData("{\"name\":\"a\",\"parts\":[{\"name\":\"b\",\"size\":1}]}", "'parts[0].size' is not known here.")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "'name' stands more than once.")]
    [InlineData("{\"name\":null}", "'name' has a value of the wrong type or form.")]
    [InlineData("{\"count\":1}", "*'name'*")]
    [InlineData("{\"name\":\"\\ud800\"}", "*'name'*")]
    public async Task A_bad_body_is_a_400_that_says_where(string body, string detail)
    {
        using var client = Client();
        var problem = await (await client.PostAsync("/t/things", Answers.Json(body))).ProblemAsync(400, "bad-request");
        problem.GetProperty("detail").GetString().Should().Match(detail);
        problem.ToString().Should().NotContain("Marketing.").And.NotContain("System.").And.NotContain("Thing");
        if (detail.StartsWith('\''))
        {
            var field = detail.Split('\'')[1];
            problem.GetProperty("errors").GetProperty(field).EnumerateArray().Should().ContainSingle();
        }
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(33)]
    public async Task Json_that_is_nested_too_deeply_is_a_400(int depth)
    {
        var body = new string('[', depth) + new string(']', depth);
        using var client = Client();
        // Above the body's limit the size speaks first.
        var answer = await client.PostAsync("/t/batch", Answers.Json($$"""{"name":"a","parts":{{body}}}"""));
        await answer.ProblemAsync(body.Length > 4000 ? 413 : 400, body.Length > 4000 ? "body-too-large" : "bad-request");
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_a_400()
    {
        using var client = Client();
        var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xff, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        await (await client.PostAsync("/t/things", content)).ProblemAsync(400, "bad-request");
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "not-found")]
    [InlineData("DELETE", "/t/things", 405, "method-not-allowed")]
    [InlineData("GET", "/t/things/a?n=many", 400, "bad-request")]
    [InlineData("GET", "/t/things/a?n=1&n=2", 400, "bad-request")]
    public async Task What_the_framework_refuses_is_a_problem_too(string method, string path, int status, string type)
    {
        using var client = Client();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        await (await client.SendAsync(request)).ProblemAsync(status, type);
    }

    [Fact]
    public async Task Another_media_type_is_a_415()
    {
        using var client = Client();
        await (await client.PostAsync("/t/things", new StringContent("name=a", Encoding.UTF8, "text/plain"))).ProblemAsync(
            415,
            "unsupported-media-type"
        );
    }

    [Theory]
    [InlineData("/t/things", 2048)]
    [InlineData("/t/batch", 4096)]
    public async Task A_body_above_the_endpoints_limit_is_a_413(string path, int limit)
    {
        using var client = Client();
        var frame = """{"name":""}""".Length;
        var most = await client.PostAsync(path, Answers.Json($$"""{"name":"{{new string('a', limit - frame)}}"}"""));
        most.StatusCode.Should().Be(HttpStatusCode.OK);
        var more = Answers.Json($$"""{"name":"{{new string('a', limit - frame + 1)}}"}""");
        await (await client.PostAsync(path, more)).ProblemAsync(413, "body-too-large");
    }

    [Fact]
    public async Task A_chunked_body_above_the_limit_is_a_413()
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/t/things");
        request.Content = Answers.Json($$"""{"name":"{{new string('a', 3000)}}"}""");
        request.Headers.TransferEncodingChunked = true;
        await (await client.SendAsync(request)).ProblemAsync(413, "body-too-large");
    }

    [Theory]
    [InlineData("database", 503, "store-unavailable")]
    [InlineData("timeout", 503, "store-unavailable")]
    [InlineData("nested", 503, "store-unavailable")]
    [InlineData("text", 400, "bad-request")]
    [InlineData("syntax", 500, "internal-error")]
    [InlineData("mistake", 500, "internal-error")]
    public async Task An_exception_says_nothing_of_our_insides(string fault, int status, string type)
    {
        using var client = Client();
        var answer = await client.GetAsync("/t/fault/" + fault);
        var problem = await answer.ProblemAsync(status, type);
        problem.ToString().Should().NotContain("secret");
        answer.Headers.Contains("Retry-After").Should().Be(status == 503);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_a_503()
    {
        using var client = Client();
        var answer = await client.GetAsync("/t/slow");
        await answer.ProblemAsync(503, "timed-out");
        answer.Headers.Contains("Retry-After").Should().BeTrue();
    }

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%2F", "/")]
    [InlineData("50%25%2Foff", "50%/off")]
    [InlineData("caf%C3%A9%2F%E4%B8%AD", "café/中")]
    [InlineData("a+b%2F%20c", "a+b/ c")]
    public async Task Every_id_arrives_as_it_was_meant(string sent, string expected)
    {
        using var client = Client();
        var thing = JsonDocument.Parse(await client.GetStringAsync("/t/things/" + sent + "?n=1")).RootElement;
        thing.GetProperty("id").GetString().Should().Be(expected);
        (await client.GetStringAsync("/t/" + sent)).Should().Be(expected);
    }

    [Fact]
    public async Task A_fixed_segment_wins_over_an_id()
    {
        using var client = Client();
        (await client.GetStringAsync("/t/popular")).Should().Be("popular");
        (await client.GetStringAsync("/t/popular2")).Should().Be("popular2");
    }
}
