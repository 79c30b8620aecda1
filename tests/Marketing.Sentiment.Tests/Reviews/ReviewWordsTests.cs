using Marketing.Sentiment.Reviews;

namespace Marketing.Sentiment.Tests.Reviews;

public sealed class The_words_of_a_review
{
    private readonly ReviewWords _words = new();

    [Theory]
    [InlineData("The batteries are draining", "battery", true)]
    [InlineData("The batteries are draining", "DRAINED batteries", true)]
    [InlineData("The batteries are draining", "battery screen", false)]
    [InlineData("这个电池很不耐用", "电池", true)]
    [InlineData("这个电池很不耐用", "电池 耐用", true)]
    [InlineData("这个电池很不耐用", "池电", false)]
    [InlineData("电影不错，水池漂亮", "电池", false)]
    [InlineData("这个电池很不耐用", "池", true)]
    [InlineData("这个battery太差", "battery 太差", true)]
    [InlineData("Ｂａｔｔｅｒｙ！", "battery", true)]
    [InlineData("Café 2000", "cafe 2000", true)]
    public void are_those_that_a_search_asks_for(string review, string query, bool found)
    {
        var wanted = _words.OfQuery(query);
        wanted.Should().NotBeEmpty();
        wanted.All(_words.Of(review).Contains).Should().Be(found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!! 😀")]
    public void are_none_where_there_are_only_marks(string text) => _words.OfQuery(text).Should().BeEmpty();

    [Fact]
    public void are_bounded_and_none_twice()
    {
        var many = string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"word{i}"));
        _words.Of(many).Should().HaveCount(ReviewWords.MostWords).And.OnlyHaveUniqueItems();
        _words.Of("same same same").Should().HaveCount(1);
    }
}
