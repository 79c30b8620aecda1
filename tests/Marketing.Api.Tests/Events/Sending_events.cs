using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Marketing.Store.Http;

namespace Marketing.Api.Tests.Events;

public sealed class Sending_events(ApiFixture host) : IClassFixture<ApiFixture>
{
    private static readonly string At = DateTimeOffset.UtcNow.AddHours(-1).ToString("yyyy-MM-ddTHH:mm:ss.fffZ");

    public static TheoryData<string, string> Unreadable =>
        new()
        {
            { "", "no JSON" },
            { "{", "cut off" },
            { "[]", "an array" },
            { "null", "null" },
            { "7", "a number" },
            { "{}", "no events" },
            { """{"events":null}""", "null for events" },
            { """{"events":{}}""", "an object for events" },
            { """{"events":[]}""", "empty" },
            { """{"events":[ROW],"events":[ROW]}""", "events twice" },
            { """{"events":[ROW],"more":1}""", "another field" },
            { """{"EVENTS":[ROW]}""", "another case" },
            { """{"events":[ROW]} {}""", "more after the end" },
            { """{"events":[ROW,{"id":"2","value":NaN}]}""", "NaN" },
            { """{"events":[ROW,{"id":"2","value":Infinity}]}""", "Infinity" },
            { """{"events":[ROW,]}""", "a trailing comma" },
            { """{"\ud800":[ROW]}""", "a name that is no text" },
            { "{\"events\":[ROW," + new string('[', 10_000) + new string(']', 10_000) + "]}", "10,000 deep" },
            { "{\"events\":[ROW" + string.Concat(Enumerable.Repeat(",{}", 10_000)) + "]}", "10,001 rows" },
        };

    [Fact]
    public async Task answers_row_by_row()
    {
        var answer = await SendAsync(
            $$"""
            {"events":[
                {{Row("rows", "1")}},
                null,
                {"id":"2","type":"view","userId":"rows","itemId":"i","occurredAt":"{{At}}","colour":"red"},
                {"id":"3","type":"view","userId":"rows","itemId":"a\u0000b","occurredAt":"{{At}}"},
                {"id":"4","type":"view","userId":"rows","itemId":"\ud83d","occurredAt":"{{At}}"},
                {"id":"5","type":"rating","userId":"rows","itemId":"i","value":"5","occurredAt":"{{At}}"},
                {"id":"6","type":"view","userId":"rows","itemId":"i","occurredAt":"2026-01-01T00:00:00"},
                {"id":"7","type":"glance","userId":"rows","itemId":"i","occurredAt":"{{At}}"},
                {"id":"8","type":"view","userId":"rows","itemId":"i","occurredAt":"2001-01-01T00:00:00Z"},
                {"id":"9","type":"view","userId":"rows","itemId":"i","occurredAt":"2199-01-01T00:00:00Z"},
                [1,2,3],
                {"\ud800":1,"id":"10"},
                {{Row("rows", "1")}},
                {{Row("rows", "1", "another")}},
                {{Row("rows", "11")}}
            ]}
            """
        );
        answer.GetProperty("accepted").GetInt32().Should().Be(2);
        answer.GetProperty("duplicates").GetInt32().Should().Be(1);
        answer
            .GetProperty("rejected")
            .EnumerateArray()
            .Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("code").GetString()))
            .Should()
            .Equal(
                (1, "null-element"),
                (2, "unknown-field"),
                (3, "invalid-text"),
                (4, "invalid-text"),
                (5, "wrong-type"),
                (6, "invalid-time"),
                (7, "unknown-type"),
                (8, "too-old"),
                (9, "in-the-future"),
                (10, "not-an-object"),
                (11, "unknown-field"),
                (13, "conflict")
            );
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM shop.events WHERE user_id = 'rows'")).Should().Be(2);
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM shop.quarantine WHERE user_id = 'rows'")).Should().Be(3);
    }

    [Fact]
    public async Task takes_NDJSON_and_refuses_bad_lines_one_by_one()
    {
        string[] lines =
        [
            Row("lines", "1"),
            "",
            "{not json",
            "{\"id\":NaN}",
            "null",
            Row("lines", "2") + "\r",
            new string('[', 10_000),
            Row("lines", "3") + " {}",
        ];
        var answer = await SendAsync(string.Join('\n', lines), "application/x-ndjson");
        answer.GetProperty("accepted").GetInt32().Should().Be(2);
        answer
            .GetProperty("rejected")
            .EnumerateArray()
            .Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("code").GetString()))
            .Should()
            .Equal((1, "invalid-json"), (2, "invalid-json"), (3, "null-element"), (5, "invalid-json"), (6, "invalid-json"));
    }

    [Fact]
    public async Task again_is_a_duplicate()
    {
        var body = $"{{\"events\":[{Row("again", "1")},{Row("again", "2")}]}}";
        (await SendAsync(body)).GetProperty("accepted").GetInt32().Should().Be(2);
        var second = await SendAsync(body);
        (second.GetProperty("accepted").GetInt32(), second.GetProperty("duplicates").GetInt32()).Should().Be((0, 2));
    }

    [Fact]
    public async Task at_once_and_alike_stores_them_once()
    {
        var body = $"{{\"events\":[{string.Join(',', Enumerable.Range(0, 500).Select(i => Row($"par-{i % 50}", $"{i}")))}]}}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync(body)));
        answers.Sum(a => a.GetProperty("accepted").GetInt32()).Should().Be(500);
        answers.Sum(a => a.GetProperty("duplicates").GetInt32()).Should().Be(2_500);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task an_unreadable_body_is_400_and_stores_nothing(string body, string why)
    {
        var user = "unreadable " + why;
        using var client = host.Client(ApiRole.Storefront);
        var answer = await client.PostAsync("/events", Content(body.Replace("ROW", Row(user, "1"))));
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, why);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem.GetProperty("type").GetString().Should().Be("/problems/invalid-batch");
        problem.GetProperty("traceId").GetString().Should().NotBeEmpty();
        (await host.Database.ScalarAsync<long>($"SELECT count(*) FROM shop.events WHERE user_id = '{user}'")).Should().Be(0);
    }

    [Theory]
    [InlineData("", "application/x-ndjson", HttpStatusCode.BadRequest)]
    [InlineData("\n\n", "application/x-ndjson", HttpStatusCode.BadRequest)]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{}", "application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{}", null, HttpStatusCode.UnsupportedMediaType)]
    public async Task of_another_form_is_refused(string body, string? type, HttpStatusCode status)
    {
        using var client = host.Client(ApiRole.Storefront);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await client.PostAsync("/events", content);
        answer.StatusCode.Should().Be(status);
        answer.Content.Headers.ContentType?.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task above_16_MiB_is_413()
    {
        using var client = host.Client(ApiRole.Storefront);
        client.DefaultRequestHeaders.ExpectContinue = true; // the answer comes before the body is sent
        var big = new byte[(16 * 1024 * 1024) + 1];
        Array.Fill(big, (byte)' ');
        (await client.PostAsync("/events", Content(big))).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);

        var zipped = Content(Zip(big));
        zipped.Headers.ContentEncoding.Add("gzip");
        (await client.PostAsync("/events", zipped)).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task compressed_is_taken()
    {
        using var client = host.Client(ApiRole.Storefront);
        var content = Content(Zip(Encoding.UTF8.GetBytes($"{{\"events\":[{Row("zipped", "1")}]}}")));
        content.Headers.ContentEncoding.Add("gzip");
        (await client.PostAsync("/events", content)).StatusCode.Should().Be(HttpStatusCode.OK);

        var broken = Content("no gzip");
        broken.Headers.ContentEncoding.Add("gzip");
        (await client.PostAsync("/events", broken)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var unknown = Content("x");
        unknown.Headers.ContentEncoding.Add("br");
        (await client.PostAsync("/events", unknown)).StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task a_click_that_no_human_made_is_answered_like_any_other()
    {
        var answer = await SendAsync(
            $$"""
            {"events":[{"id":"1","type":"click","userId":"robot","adId":"a","occurredAt":"{{At}}"},{"id":"2","type":"click","userId":"robot","adId":"a","occurredAt":"{{At}}"}]}
            """
        );
        answer.GetProperty("accepted").GetInt32().Should().Be(2);
        answer.GetProperty("rejected").GetArrayLength().Should().Be(0);
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM shop.events WHERE user_id = 'robot' AND weight = 0")).Should().Be(1);
    }

    [Fact]
    public async Task is_for_the_shop()
    {
        using var marketer = host.Client(ApiRole.Marketer);
        (await marketer.PostAsync("/events", Content("{}"))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var nobody = host.Client();
        (await nobody.PostAsync("/events", Content("{}"))).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    internal static string Row(string user, string id, string item = "i") =>
        $"{{\"id\":\"{id}\",\"type\":\"view\",\"userId\":\"{user}\",\"itemId\":\"{item}\",\"occurredAt\":\"{At}\"}}";

    internal static ByteArrayContent Content(string body) => Content(Encoding.UTF8.GetBytes(body));

    private static ByteArrayContent Content(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };

    private static byte[] Zip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return stream.ToArray();
    }

    private async Task<JsonElement> SendAsync(string body, string type = "application/json")
    {
        using var client = host.Client(ApiRole.Storefront);
        var content = Content(body);
        content.Headers.ContentType = new(type);
        var answer = await client.PostAsync("/events", content);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, json.ToString());
        return json;
    }
}
