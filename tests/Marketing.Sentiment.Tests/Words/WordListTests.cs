using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Aspects;
using Marketing.Sentiment.Model;
using Marketing.Sentiment.Words;

namespace Marketing.Sentiment.Tests.Words;

public sealed class The_words_of_feeling
{
    private static readonly WordListClassifier Model = new();

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
    [InlineData("真的不错", SentimentLabel.Positive)]
    [InlineData("没有异味，不掉色", SentimentLabel.Positive)]
    [InlineData("太差了，再也不买", SentimentLabel.Negative)]
    [InlineData("质量 good，物流太慢，客服 terrible", SentimentLabel.Negative)]
    [InlineData("asdf qwertz zxcv", SentimentLabel.Neutral)]
    [InlineData("周二收到", SentimentLabel.Neutral)]
    public void labels(string text, SentimentLabel label) => Verdict.Of(Score(text)).Label.Should().Be(label);

    [Fact]
    public void has_log_odds_that_can_be_worked_out_by_hand()
    {
        // One good word 1.2; "very" makes it 1.8; "not" turns that to −1.44; the bound of 4.5 bends all of them.
        LogOdds("good").Should().BeApproximately(4.5 * Math.Tanh(1.2 / 4.5), 1e-9);
        LogOdds("very good").Should().BeApproximately(4.5 * Math.Tanh(1.8 / 4.5), 1e-9);
        LogOdds("not very good").Should().BeApproximately(4.5 * Math.Tanh(-1.44 / 4.5), 1e-9);
        LogOdds("not the blue one, good").Should().BeApproximately(4.5 * Math.Tanh(1.2 / 4.5), 1e-9, "the comma ends what \"not\" reaches");
        LogOdds("").Should().Be(0);
        LogOdds(string.Concat(Enumerable.Repeat("good ", 10_000))).Should().BeApproximately(4.5, 1e-6);
    }

    [Theory]
    [InlineData("Good quality, but the box was broken and the delivery slow")]
    [InlineData("包装很差，不过质量非常好")]
    public void names_evidence_that_adds_up_to_its_score(string text)
    {
        var evidence = Model.Evidence(text, 100);
        evidence.Sum(e => e.Weight).Should().BeApproximately(LogOdds(text), 1e-9);
        evidence.Should().HaveCountGreaterThan(1);
        evidence.Select(e => Math.Abs(e.Weight)).Should().BeInDescendingOrder();
        evidence.Should().OnlyContain(e => e.Start >= 0 && e.Length > 0 && e.Start + e.Length <= text.Length);
        Model.Evidence(text, 1).Should().HaveCount(1);
    }

    [Fact]
    public void tells_the_feeling_about_each_aspect_apart()
    {
        var shelf = new AspectShelf(0, AspectSeeds.Lists);
        const string Text = "The screen is gorgeous. Battery life, sadly, is weak, and shipping was not bad!";
        var found = shelf.Find(Text, category: null, Model);
        found
            .Select(a => (a.Aspect, a.Label, Text.Substring(a.Start, a.Length)))
            .Should()
            .Equal(
                ("screen", SentimentLabel.Positive, "The screen is gorgeous"),
                ("battery", SentimentLabel.Negative, "Battery life, sadly, is weak"),
                ("logistics", SentimentLabel.Positive, "and shipping was not bad")
            );
        shelf
            .Find("物流很快，电池不是很好，屏幕收到了", category: null, Model)
            .Select(a => (a.Aspect, a.Label))
            .Should()
            .Equal(("logistics", SentimentLabel.Positive), ("battery", SentimentLabel.Negative), ("screen", SentimentLabel.Neutral));
        shelf.Find("nothing of the kind", category: null, Model).Should().BeEmpty();
    }

    [Fact]
    public void finds_the_aspects_of_the_category_and_those_above_it()
    {
        AspectList List(string category, string aspect, string term) =>
            new(category, Edited: true, new Dictionary<string, IReadOnlyList<string>> { [aspect] = [term] });
        var shelf = new AspectShelf(
            1,
            [List("*", "price", "price"), List("Home", "look", "handle"), List("Home > Kitchen", "grip", "handle")]
        );
        const string Text = "good handle, bad price";
        shelf.Find(Text, "Home > Kitchen > Pans", Model).Select(a => a.Aspect).Should().Equal("grip", "price");
        shelf.Find(Text, "Home > Garden", Model).Select(a => a.Aspect).Should().Equal("look", "price");
        shelf.Find(Text, "Homeware", Model).Select(a => a.Aspect).Should().Equal("price");
        shelf.Find(Text, category: null, Model).Select(a => a.Aspect).Should().Equal("price");
    }

    private static double[] Score(string text)
    {
        var probabilities = new double[2];
        Model.Score(text, probabilities);
        return probabilities;
    }

    private static double LogOdds(string text)
    {
        var score = Score(text);
        return Math.Log(score[1] / score[0]);
    }
}
