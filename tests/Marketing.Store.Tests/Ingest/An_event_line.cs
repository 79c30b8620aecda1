using System.Text;

namespace Marketing.Store.Tests.Ingest;

public sealed class An_event_line
{
    private const string Rest = "\"occurredAt\":\"2026-01-02T03:04:05Z\"";

    public static TheoryData<string, string> Refused =>
        new()
        {
            { "null", RejectCodes.NullElement },
            { "[]", RejectCodes.NotAnObject },
            { "7", RejectCodes.NotAnObject },
            { "{", RejectCodes.InvalidJson },
            { "{} {}", RejectCodes.InvalidJson },
            { "", RejectCodes.InvalidJson },
            { View("\"value\":NaN"), RejectCodes.InvalidJson },
            { View("\"value\":1e999"), RejectCodes.OutOfRange },
            { View("\"value\":1e10"), RejectCodes.OutOfRange },
            { View("\"value\":\"5\""), RejectCodes.WrongType },
            { View("\"price\":-0.01"), RejectCodes.OutOfRange },
            { View("\"price\":1000000000.01"), RejectCodes.OutOfRange },
            { View("\"price\":1e40"), RejectCodes.OutOfRange },
            { View("\"quantity\":0"), RejectCodes.OutOfRange },
            { View("\"quantity\":1000001"), RejectCodes.OutOfRange },
            { View("\"currency\":\"eur\""), RejectCodes.InvalidValue },
            { View("\"currency\":\"EURO\""), RejectCodes.InvalidValue },
            { View("\"language\":\"e\""), RejectCodes.InvalidValue },
            { View("\"colour\":1"), RejectCodes.UnknownField },
            { View("\"userId\":\"v\""), RejectCodes.DuplicateField },
            { View("\"us\\u0065rId\":\"v\""), RejectCodes.DuplicateField },
            { View("\"text\":\"a\\u0000b\""), RejectCodes.InvalidText },
            { View("\"text\":\"a\\ud800b\""), RejectCodes.InvalidText },
            { View("\"text\":\"\\udc00\\ud800\""), RejectCodes.InvalidText },
            { View("\"orderId\":\"a\\nb\""), RejectCodes.InvalidText },
            { View("\"orderId\":\"  \""), RejectCodes.InvalidId },
            { View("\"orderId\":\"\""), RejectCodes.InvalidId },
            { View($"\"orderId\":\"{new string('x', 129)}\""), RejectCodes.TooLong },
            { View($"\"query\":\"{new string('x', 1001)}\""), RejectCodes.TooLong },
            { View($"\"text\":\"{new string('x', 65537)}\""), RejectCodes.TooLong },
            { View($"\"text\":\"{new string('商', 21846)}\""), RejectCodes.TooLong }, // 21,846 × 3 bytes = 65,538
            { View("\"attributes\":[]"), RejectCodes.WrongType },
            { View("\"attributes\":{\"a\":1,\"a\":2}"), RejectCodes.DuplicateField },
            { View("\"attributes\":{\"a\":{\"b\":\"\\u0000\"}}"), RejectCodes.InvalidText },
            { View("\"attributes\":{\"a\":1e400}"), RejectCodes.OutOfRange },
            { View($"\"attributes\":{{\"a\":\"{new string('x', 16384)}\"}}"), RejectCodes.TooLong },
            { View($"\"attributes\":{Nested(17)}"), RejectCodes.TooDeep },
            { View($"\"attributes\":{Nested(10_000)}"), RejectCodes.InvalidJson },
            { """{"id":"1","type":"view","itemId":"i","occurredAt":"2026-01-02T03:04:05Z"}""", RejectCodes.MissingSubject },
            { """{"id":"1","type":"view","userId":"session:1","itemId":"i","occurredAt":"2026-01-02T03:04:05Z"}""", RejectCodes.InvalidId },
            { """{"type":"view","userId":"u","itemId":"i","occurredAt":"2026-01-02T03:04:05Z"}""", RejectCodes.MissingField },
            { """{"id":null,"type":"view","userId":"u","itemId":"i","occurredAt":"2026-01-02T03:04:05Z"}""", RejectCodes.MissingField },
            { """{"id":1,"type":"view","userId":"u","itemId":"i","occurredAt":"2026-01-02T03:04:05Z"}""", RejectCodes.WrongType },
            { """{"id":"1","userId":"u","itemId":"i","occurredAt":"2026-01-02T03:04:05Z"}""", RejectCodes.MissingField },
            { """{"id":"1","type":"View","userId":"u","itemId":"i","occurredAt":"2026-01-02T03:04:05Z"}""", RejectCodes.UnknownType },
            { """{"id":"1","type":"view","userId":"u","itemId":"i"}""", RejectCodes.MissingField },
            { """{"id":"1","type":"view","userId":"u","itemId":"i","occurredAt":"2026-01-02T03:04:05"}""", RejectCodes.InvalidTime },
            { """{"id":"1","type":"view","userId":"u","itemId":"i","occurredAt":"yesterday"}""", RejectCodes.InvalidTime },
            { """{"id":"1","type":"view","userId":"u","itemId":"i","occurredAt":1767322800}""", RejectCodes.WrongType },
            { Of("view"), RejectCodes.MissingField },
            { Of("cart"), RejectCodes.MissingField },
            { Of("purchase"), RejectCodes.MissingField },
            { Of("return"), RejectCodes.MissingField },
            { Of("rating", "\"itemId\":\"i\""), RejectCodes.MissingField },
            { Of("rating", "\"value\":5"), RejectCodes.MissingField },
            { Of("review", "\"itemId\":\"i\""), RejectCodes.MissingField },
            { Of("review", "\"itemId\":\"i\",\"text\":\"\""), RejectCodes.MissingField },
            { Of("review", "\"text\":\"good\""), RejectCodes.MissingField },
            { Of("search"), RejectCodes.MissingField },
            { Of("search", "\"query\":\"\""), RejectCodes.MissingField },
            { Of("impression"), RejectCodes.MissingField },
            { Of("click"), RejectCodes.MissingField },
        };

    public static TheoryData<string> Taken =>
        new()
        {
            View("\"quantity\":0.5"),
            View("\"price\":0"),
            View("\"price\":1000000000"),
            View("\"value\":null"),
            View("\"attributes\":{}"),
            View($"\"attributes\":{Nested(16)}"),
            View($"\"orderId\":\"{string.Concat(Enumerable.Repeat("😀", 128))}\""),
            View("\"text\":\"two\\nlines \\ud83d\\ude00\""),
            View($"\"text\":\"{new string('商', 21845)}\""),
            View("\"language\":\"zh-Hans-CN\""),
            Of("rating", "\"itemId\":\"i\",\"value\":4.5"),
            Of("review", "\"itemId\":\"i\",\"value\":4"),
            Of("review", "\"itemId\":\"i\",\"text\":\"很好\""),
            Of("search", "\"query\":\"水壶\""),
            Of("click", "\"adId\":\"a\""),
            Of("impression", "\"itemId\":\"i\""),
            Of("conversion"),
            "  " + Of("conversion") + " \r",
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void is_refused_with_its_reason(string line, string code)
    {
        EventJson.TryParse(Encoding.UTF8.GetBytes(line), 3, out var row, out var rejected).Should().BeFalse();
        row.Should().BeNull();
        rejected!.Code.Should().Be(code, rejected.Detail);
        rejected.Index.Should().Be(3);
        rejected.Detail.Length.Should().BeInRange(10, 200);
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public void is_taken(string line)
    {
        EventJson.TryParse(Encoding.UTF8.GetBytes(line), 0, out var row, out var rejected).Should().BeTrue(rejected?.Detail);
        row!.Id.Should().Be("1");
    }

    [Fact]
    public void that_is_not_UTF8_is_refused()
    {
        byte[] line = [.. Encoding.UTF8.GetBytes(View("\"text\":\"")[..^1]), 0xED, 0xA0, 0x80, .. "\"}"u8];
        EventJson.TryParse(line, 0, out _, out var rejected).Should().BeFalse();
        rejected!.Code.Should().Be(RejectCodes.InvalidText);
    }

    [Fact]
    public void gives_every_field()
    {
        const string line = """
            {"id":"e","type":"purchase","userId":"u","sessionId":"s","itemId":"i","occurredAt":"2026-01-02T05:04:05.1234567+02:00","value":1.5,"quantity":2,
            "price":9.90,"currency":"EUR","orderId":"o","query":"q","text":"t","language":"en","recommendationId":"r","decisionId":"d","adId":"a",
            "placement":"home","channel":"web","attributes":{"z":[1.0,1e2,"é"],"a":null}}
            """;
        EventJson.TryParse(Encoding.UTF8.GetBytes(line), 0, out var row, out _).Should().BeTrue();
        row.Should()
            .Be(
                new NewEvent
                {
                    Id = "e",
                    Type = EventType.Purchase,
                    UserId = "u",
                    SessionId = "s",
                    ItemId = "i",
                    OccurredAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 123, 456, TimeSpan.Zero),
                    Value = 1.5,
                    Quantity = 2,
                    Price = 9.9m,
                    Currency = "EUR",
                    OrderId = "o",
                    Query = "q",
                    Text = "t",
                    Language = "en",
                    RecommendationId = "r",
                    DecisionId = "d",
                    AdId = "a",
                    Placement = "home",
                    Channel = "web",
                    Attributes = """{"a":null,"z":[1,100,"é"]}""",
                }
            );
        row!.Subject.Should().Be("u");
        (row with { UserId = null }).Subject.Should().Be("session:s");
    }

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);

    private static string View(string more) => $"{{\"id\":\"1\",\"type\":\"view\",\"userId\":\"u\",\"itemId\":\"i\",{Rest},{more}}}";

    private static string Of(string type, string? more = null) =>
        $"{{\"id\":\"1\",\"type\":\"{type}\",\"userId\":\"u\",{Rest}{(more is null ? "" : "," + more)}}}";
}
