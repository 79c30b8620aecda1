using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Feelings;

namespace Marketing.Learning.Tests.Sentiment;

public sealed class The_words_of_feeling
{
    [Theory]
    [InlineData("Great kettle, works perfectly", SentimentLabel.Positive)]
    [InlineData("Not bad at all", SentimentLabel.Positive)]
    [InlineData("This is not good", SentimentLabel.Negative)]
    [InlineData("I don't recommend it", SentimentLabel.Negative)]
    [InlineData("It was not very comfortable", SentimentLabel.Negative)]
    [InlineData("A waste of money", SentimentLabel.Negative)]
    [InlineData("GOOOOOD!!!", SentimentLabel.Positive)]
    [InlineData("The courier brought it on Tuesday", SentimentLabel.Neutral)]
    [InlineData("质量很好，非常满意", SentimentLabel.Positive)]
    [InlineData("不是很好", SentimentLabel.Negative)]
    [InlineData("没有想象的好", SentimentLabel.Negative)]
    [InlineData("真的不错", SentimentLabel.Positive)]
    [InlineData("没有异味，不掉色", SentimentLabel.Positive)]
    [InlineData("太差了，再也不买", SentimentLabel.Negative)]
    [InlineData("质量 good，物流太慢，客服 terrible", SentimentLabel.Negative)]
    [InlineData("asdf qwertz zxcv", SentimentLabel.Neutral)]
    [InlineData("周二收到", SentimentLabel.Neutral)]
    [InlineData("好像换过硬盘，不过差不多", SentimentLabel.Neutral)]
    public void add_up_to(string text, SentimentLabel label)
    {
        var sign = Math.Sign(LogOdds(text));
        sign.Should()
            .Be(
                label switch
                {
                    SentimentLabel.Positive => 1,
                    SentimentLabel.Negative => -1,
                    _ => 0,
                }
            );
    }

    [Fact]
    public void have_weights_that_can_be_worked_out_by_hand()
    {
        // One good word 1.2; "very" makes it 1.8; "not" turns that to −1.44; the bound of 4.5 bends all of them.
        LogOdds("good").Should().BeApproximately(4.5 * Math.Tanh(1.2 / 4.5), 1e-9);
        LogOdds("very good").Should().BeApproximately(4.5 * Math.Tanh(1.8 / 4.5), 1e-9);
        LogOdds("not very good").Should().BeApproximately(4.5 * Math.Tanh(-1.44 / 4.5), 1e-9);
        LogOdds("not the blue one, good").Should().BeApproximately(4.5 * Math.Tanh(1.2 / 4.5), 1e-9, "the comma ends what \"not\" reaches");
        // After "but" half as much again, up to the end of the sentence.
        LogOdds("bad, but good. Good").Should().BeApproximately(4.5 * Math.Tanh((-1.2 + 1.8 + 1.2) / 4.5), 1e-9);
        LogOdds("").Should().Be(0);
        LogOdds(string.Concat(Enumerable.Repeat("good ", 10_000))).Should().BeApproximately(4.5, 1e-6);
    }

    private static double LogOdds(string text)
    {
        var (tokens, feelings) = (new TermTokens(), new List<Feeling>());
        tokens.Read(text);
        FeelingWords.Find(tokens, feelings, []);
        return FeelingWords.Bounded(feelings.Sum(feeling => feeling.Weight));
    }
}
