using Marketing.Learning.Sentiment;

namespace Marketing.Learning.Tests.Sentiment;

/// <summary>What every text classifier promises.</summary>
public abstract class TextClassifierContract
{
    private static readonly string[] Hard =
    [
        "",
        " ",
        "a",
        "好",
        "!!!",
        "😀",
        "\uD800",
        "\0",
        "<br />",
        "http://a.b",
        "zzzzqqqq",
        "不",
        new string('好', 65536),
        string.Concat(Enumerable.Repeat("not good ", 7000)),
        "The 屏幕 is great，但是 battery 不行 :-(",
    ];

    protected abstract ITextClassifierTrainer Trainer { get; }

    [Fact]
    public void Tells_good_from_bad_in_both_languages()
    {
        var model = Train(SmallReviews.Two, threads: 2);
        model.Classes.Should().Be(2);
        Positive(model, "excellent quality, great").Should().BeGreaterThan(.6);
        Positive(model, "broken and terrible").Should().BeLessThan(.4);
        Positive(model, "质量很好，喜欢").Should().BeGreaterThan(.6);
        Positive(model, "太差了，退货").Should().BeLessThan(.4);
    }

    [Fact]
    public void Knows_neutral_when_it_was_taught()
    {
        var model = Train(SmallReviews.Three, threads: 2);
        var probabilities = new double[3];
        model.Classes.Should().Be(3);
        model.Score("it is average, so so", probabilities);
        probabilities.Should().HaveElementAt((int)SentimentLabel.Neutral, probabilities.Max());
        probabilities.Sum().Should().BeApproximately(1, 1e-9);
    }

    [Fact]
    public void Is_the_same_whatever_the_threads() =>
        Bytes(Train(SmallReviews.Three, threads: 1)).Should().Equal(Bytes(Train(SmallReviews.Three, threads: 4)));

    [Fact]
    public void Survives_writing_and_reading()
    {
        var model = Train(SmallReviews.Three, threads: 2);
        var copy = TextClassifierFile.Read(new BinaryReader(new MemoryStream(Bytes(model))));
        copy.Algorithm.Should().Be(Trainer.Algorithm);
        foreach (var text in SmallReviews.Three.Texts.Take(30))
        {
            Scores(copy, text).Should().Equal(Scores(model, text));
            copy.Evidence(text, 5).Should().Equal(model.Evidence(text, 5));
        }
    }

    [Fact]
    public void Refuses_bytes_that_are_no_model()
    {
        var bytes = Bytes(Train(SmallReviews.Two, threads: 2));
        for (var part = 1; part < 12; part++)
        {
            var cut = bytes[..(bytes.Length * part / 12)];
            FluentActions
                .Invoking(() => TextClassifierFile.Read(new BinaryReader(new MemoryStream(cut))))
                .Should()
                .Throw<InvalidDataException>();
        }
    }

    [Fact]
    public void Answers_any_text_with_probabilities()
    {
        var model = Train(SmallReviews.Two, threads: 2);
        foreach (var text in Hard)
        {
            var scores = Scores(model, text);
            scores.Should().OnlyContain(p => p >= 0 && p <= 1);
            scores.Sum().Should().BeApproximately(1, 1e-9);
            foreach (var passage in model.Evidence(text, 20))
            {
                passage.Length.Should().BePositive();
                (passage.Start >= 0 && passage.Start + passage.Length <= text.Length).Should().BeTrue();
                double.IsFinite(passage.Weight).Should().BeTrue();
            }
        }

        Scores(model, "").Should().Equal(Scores(model, "zzzzqqqq"), "neither holds anything known");
        Scores(model, "")[1].Should().BeApproximately(.5, .02, "half the reviews are positive");
    }

    [Fact]
    public void Points_at_what_moved_the_score()
    {
        var model = Train(SmallReviews.Two, threads: 2);
        const string Text = "the box was terrible";
        var worst = model.Evidence(Text, 1).Single();
        Text.Substring(worst.Start, worst.Length).Should().Be("terrible");
        worst.Weight.Should().BeNegative();
        model.Evidence(Text, 0).Should().BeEmpty();
    }

    [Fact]
    public void Says_why_it_cannot_learn()
    {
        Trainer.WhyNotApplicable(SmallReviews.Two).Should().BeNull();
        Trainer.WhyNotApplicable(new LabelledTexts(["good"], [SentimentLabel.Positive])).Should().NotBeNullOrWhiteSpace();
    }

    [Fact]
    public void Refuses_settings_that_it_does_not_have() =>
        FluentActions
            .Invoking(() =>
                Trainer.Train(
                    SmallReviews.Two,
                    new Dictionary<string, double> { ["Nonsense"] = 1 },
                    new TrainingControl(1, 1, null, default)
                )
            )
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("*Nonsense*");

    protected ITextClassifier Train(LabelledTexts data, int threads) =>
        Trainer.Train(data, new Dictionary<string, double> { ["FeatureBits"] = 14 }, new TrainingControl(1, threads, null, default));

    protected static double[] Scores(ITextClassifier model, string text)
    {
        var probabilities = new double[model.Classes];
        model.Score(text, probabilities);
        return probabilities;
    }

    private static double Positive(ITextClassifier model, string text) => Scores(model, text)[(int)SentimentLabel.Positive];

    private static byte[] Bytes(ITextClassifier model)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        TextClassifierFile.Write(model, writer);
        writer.Flush();
        return bytes.ToArray();
    }
}
