using Marketing.Learning.Sentiment;

namespace Marketing.Learning.Tests.Sentiment;

public sealed class The_base_model
{
    private static readonly Lazy<ITextClassifier> Model = new(() => BaseSentiment.Create(2, default));

    [Theory]
    [InlineData("The staff were friendly and the room was very clean.")]
    [InlineData("I love this dress, fits perfectly")]
    [InlineData("服务员很热情，房间也很干净")]
    [InlineData("质量不错，物流很快，值得购买")]
    [InlineData("屏幕很清晰，battery life is great")]
    public void Hears_praise(string text) => Positive(text).Should().BeGreaterThan(.7);

    [Theory]
    [InlineData("A complete waste of money, it broke after a week")]
    [InlineData("not good at all")]
    [InlineData("boring and predictable, do not waste your time")]
    [InlineData("质量太差了，用了两天就坏了，要求退货")]
    [InlineData("不喜欢，很失望")]
    [InlineData("房间又小又旧，不会再来")]
    public void Hears_complaint(string text) => Positive(text).Should().BeLessThan(.5);

    [Fact]
    public void Is_named_base_and_survives_writing()
    {
        Model.Value.Algorithm.Should().Be("base");
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        TextClassifierFile.Write(Model.Value, writer);
        writer.Flush();
        bytes.Position = 0;
        var copy = TextClassifierFile.Read(new BinaryReader(bytes));
        copy.Algorithm.Should().Be("base");
        double[] first = [0, 0],
            second = [0, 0];
        Model.Value.Score("很好 great", first);
        copy.Score("很好 great", second);
        second.Should().Equal(first);
    }

    /// <summary>
    /// No figure is right here, but they belong together: whoever changes what the base says and not its version leaves the stored reviews of every shop as they were. The texts
    /// and settings are in the version by themselves; all else is <c>BaseSentiment.Revision</c>, to be raised.
    /// </summary>
    [Fact]
    public void Has_another_version_when_it_says_something_else()
    {
        BaseSentiment.Version.Should().Be("base-fb6cfe67");
        Positive("Not bad, but the battery is weak.").Should().BeApproximately(.39, .01);
        Positive("物流很快，质量一般").Should().BeApproximately(.84, .01);
    }

    [Fact]
    public void Knows_neutral_where_the_texts_that_it_is_judged_on_have_it()
    {
        var three = new LabelledTexts(["so"], [SentimentLabel.Neutral]);
        var trainer = TextClassifierTrainers.Find("base") ?? throw new InvalidOperationException("There is no base.");
        var model = trainer.Train(three, new Dictionary<string, double>(), new TrainingControl(1, 2, null, default));
        model.Classes.Should().Be(3);
        double[] probabilities = [0, 0, 0];
        foreach (var text in (string[])["I love this dress, fits perfectly", "not good at all", "is the box on the table"])
        {
            model.Score(text, probabilities);
            // σ(z − .8) and σ(−z − .8), z the log-odds of the model of two classes.
            var z = Math.Log(Positive(text) / (1 - Positive(text)));
            probabilities[1].Should().BeApproximately(1 / (1 + Math.Exp(.8 - z)), 1e-9);
            probabilities[0].Should().BeApproximately(1 / (1 + Math.Exp(.8 + z)), 1e-9);
            probabilities.Sum().Should().BeApproximately(1, 1e-12);
        }
    }

    private static double Positive(string text)
    {
        double[] probabilities = [0, 0];
        Model.Value.Score(text, probabilities);
        return probabilities[1];
    }
}
