using System.Net;
using System.Net.Http.Json;
using System.Text;
using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Endpoints;

namespace Marketing.Sentiment.Tests.Http;

public sealed class Texts_to_analyze(SentimentHost host) : IClassFixture<SentimentHost>
{
    [Fact]
    public async Task come_back_with_label_score_language_and_evidence()
    {
        var answer = await AnalyzeAsync("What a good kettle, I love it", "质量很差，坏了", "a kettle");
        (answer.ModelVersion, answer.EvidenceIsExact).Should().Be(("base", true));
        answer.Results.Select(r => r.Label).Should().Equal(SentimentLabel.Positive, SentimentLabel.Negative, SentimentLabel.Neutral);
        answer.Results.Select(r => r.Language).Should().Equal("en", "zh", "en");
        answer.Results[0].Score.Should().BeApproximately(1 / (1 + Math.Exp(-4)), 1e-4, "two good words");
        answer.Results[1].Score.Should().BeApproximately(1 / (1 + Math.Exp(4)), 1e-4, "two bad words");
        answer.Results[2].Should().Match<TextAnswer>(r => r.Score == .5 && r.Confidence == 0);
        answer.Results[0].Evidence.Should().Equal(new EvidenceAnswer(7, 4, "good", 2), new EvidenceAnswer(22, 4, "love", 2));
        answer.Results[1].Evidence.Select(e => e.Text).Should().Equal("差", "坏");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("好")]
    [InlineData("x")]
    [InlineData("👍👍👍")]
    [InlineData("!!!???")]
    [InlineData("12345")]
    [InlineData("\0")]
    public async Task that_say_nothing_are_neutral_with_low_confidence(string text)
    {
        var result = (await AnalyzeAsync(text)).Results.Single();
        (result.Label, result.Score, result.Confidence).Should().Be((SentimentLabel.Neutral, .5, 0));
        result.Evidence.Should().BeEmpty();
    }

    [Fact]
    public async Task may_be_long_and_in_any_script()
    {
        var longest = new string('a', AnalyzeTexts.MostBytes - 5) + " good";
        var answer = await AnalyzeAsync(
            longest,
            "Хороший чайник",
            "مرحبا",
            "𠮷𠮷𠮷",
            "e\u0301\u200D\uFEFF\u202E",
            new string('好', 21_000)
        );
        answer.Results.Select(r => r.Label).Should().HaveCount(6).And.StartWith(SentimentLabel.Positive);
    }

    [Fact]
    public async Task may_be_a_thousand()
    {
        var answer = await AnalyzeAsync([.. Enumerable.Range(0, 1_000).Select(i => i % 2 == 0 ? "good" : "bad")]);
        answer.Results.Should().HaveCount(1_000);
        answer.Results.Count(r => r.Label == SentimentLabel.Positive).Should().Be(500);
    }

    [Fact]
    public async Task come_back_without_evidence_where_none_is_wanted()
    {
        var answer = await host.PostAsync<AnalyzeAnswer>("/sentiment", new { texts = new[] { "good" }, explain = false });
        answer.Results.Single().Evidence.Should().BeEmpty();
    }

    [Fact]
    public async Task are_refused_where_they_do_not_fit()
    {
        (await FaultsAsync(new { texts = Array.Empty<string>() })).Should().Equal("texts");
        (await FaultsAsync(new { texts = Enumerable.Repeat("good", 1_001) })).Should().Equal("texts");
        (await FaultsAsync(new { texts = new[] { "good", null, new string('a', AnalyzeTexts.MostBytes + 1), new string('好', 22_000) } }))
            .Should()
            .Equal("texts[1]", "texts[2]", "texts[3]");
        (await FaultsAsync(new { texts = new[] { "good" }, category = "a > > b" })).Should().Equal("category");
        (await FaultsAsync(new { texts = new[] { "good" }, category = "a\0" })).Should().Equal("category");
        (await FaultsAsync(new { texts = new[] { "good" }, category = new string('a', 513) })).Should().Equal("category");
    }

    [Theory]
    [InlineData("{\"texts\":[\"\\ud800\"]}")]
    [InlineData("{\"texts\":\"good\"}")]
    [InlineData("{\"texts\":[1]}")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[")]
    public async Task in_a_body_that_is_none_are_a_bad_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.Client.PostAsync(new Uri("/sentiment", UriKind.Relative), content);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private Task<AnalyzeAnswer> AnalyzeAsync(params string[] texts) => host.PostAsync<AnalyzeAnswer>("/sentiment", new { texts });

    private async Task<IReadOnlyList<string>> FaultsAsync(object body)
    {
        using var response = await host.Client.PostAsJsonAsync("/sentiment", body);
        return await SentimentHost.FaultsAsync(response);
    }
}
