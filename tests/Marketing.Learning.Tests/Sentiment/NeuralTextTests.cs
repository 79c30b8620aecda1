using System.Collections.Concurrent;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.NeuralNetworks;

namespace Marketing.Learning.Tests.Sentiment;

public sealed class The_cnn_model : NeuralTextContract
{
    protected override ITextClassifierTrainer Trainer { get; } = new NeuralTextTrainer("cnn");

    protected override string WidthSetting => "Filters";
}

public sealed class The_rnn_model : NeuralTextContract
{
    protected override ITextClassifierTrainer Trainer { get; } = new NeuralTextTrainer("rnn");

    protected override string WidthSetting => "Units";
}

/// <summary>What holds for both networks, on a made-up language whose feeling hangs on one word, and turns around after "not".</summary>
public abstract class NeuralTextContract
{
    private static readonly string[] Things = ["room", "phone", "屏幕", "coat", "物流", "price", "bed"];

    // Training is what takes the time of these tests: one model an algorithm serves all that only ask it.
    private static readonly ConcurrentDictionary<string, Lazy<ITextClassifier>> Trained = new();

    protected abstract ITextClassifierTrainer Trainer { get; }

    protected abstract string WidthSetting { get; }

    private ITextClassifier TwoClasses =>
        Trained.GetOrAdd(Trainer.Algorithm, _ => new(() => Train(Reviews(500, withNeutral: false)))).Value;

    private ITextClassifier Train(LabelledTexts data, int threads = 2, CancellationToken cancel = default) =>
        Trainer.Train(
            data,
            new Dictionary<string, double>
            {
                [WidthSetting] = 12,
                ["EmbeddingSize"] = 12,
                ["LearningRate"] = .02,
                ["Epochs"] = 8,
                ["Networks"] = 2,
            },
            new TrainingControl(7, threads, null, cancel)
        );

    [Fact]
    public void Is_registered_under_its_name() => TextClassifierTrainers.Find(Trainer.Algorithm)?.GetType().Should().Be(Trainer.GetType());

    [Fact]
    public void Learns_words_and_their_negation_in_two_languages()
    {
        var model = TwoClasses;
        model.Classes.Should().Be(2);
        model.EvidenceIsExact.Should().BeFalse();
        foreach (var thing in Things)
        {
            Positive(model, $"the {thing} is good").Should().BeGreaterThan(.8);
            Positive(model, $"the {thing} is awful").Should().BeLessThan(.2);
            Positive(model, $"the {thing} is not good").Should().BeLessThan(.3);
            Positive(model, $"{thing} 很好").Should().BeGreaterThan(.8);
            Positive(model, $"{thing} 很差").Should().BeLessThan(.2);
        }
    }

    [Fact]
    public void Learns_three_classes()
    {
        var model = Train(Reviews(400, withNeutral: true));
        model.Classes.Should().Be(3);
        var row = new double[3];
        model.Score("the phone is okay", row);
        row[(int)SentimentLabel.Neutral].Should().BeGreaterThan(.7);
        row.Sum().Should().BeApproximately(1, 1e-9);
        model.Score("the phone is good", row);
        row[(int)SentimentLabel.Positive].Should().BeGreaterThan(.7);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_one_thread_and_on_two()
    {
        var data = Reviews(80, withNeutral: true);
        Bytes(Train(data, threads: 1)).Should().Equal(Bytes(Train(data, threads: 2)));
    }

    [Fact]
    public void A_file_gives_the_model_back_and_one_cut_short_is_refused()
    {
        var model = TwoClasses;
        var bytes = Bytes(model);
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var read = TextClassifierFile.Read(reader);
        read.Algorithm.Should().Be(Trainer.Algorithm);
        reader.BaseStream.Position.Should().Be(bytes.Length);
        foreach (var text in (string[])["the room is good", "物流 很差", "", "zzz"])
        {
            Positive(read, text).Should().Be(Positive(model, text));
        }

        foreach (var length in new[] { 0, 3, 20, bytes.Length / 2, bytes.Length - 1 })
        {
            using var cut = new BinaryReader(new MemoryStream(bytes[..length]));
            var refuse = () => TextClassifierFile.Read(cut);
            refuse.Should().Throw<InvalidDataException>();
        }
    }

    [Fact]
    public void Any_text_has_probabilities_and_one_without_a_known_word_has_the_priors()
    {
        var data = Reviews(500, withNeutral: false);
        var model = TwoClasses;
        var prior = (data.Labels.Count(label => label == SentimentLabel.Positive) + 1.0) / (data.Count + 2);
        foreach (var nothing in (string[])["", " ", "\U0001F600", "qwertz", "\uD800", "\0"])
        {
            Positive(model, nothing).Should().BeApproximately(prior, 1e-12);
            model.Evidence(nothing, 5).Should().BeEmpty();
        }

        foreach (var odd in (string[])["good\uDC00good", "g", string.Concat(Enumerable.Repeat("the room is good. ", 4000))])
        {
            Positive(model, odd).Should().BeInRange(0, 1);
        }
    }

    [Fact]
    public void Evidence_points_at_the_word_that_decides()
    {
        var model = TwoClasses;
        const string Text = "  The <b>bed</b> is AWFUL";
        var evidence = model.Evidence(Text, 3);
        evidence.Should().HaveCountLessThanOrEqualTo(3).And.NotBeEmpty();
        evidence[0].Weight.Should().BeNegative();
        Text.Substring(evidence[0].Start, evidence[0].Length).Should().Contain("AWFUL");
        evidence.Select(passage => Math.Abs(passage.Weight)).Should().BeInDescendingOrder();
        model.Evidence("the bed is good", 1)[0].Weight.Should().BePositive();
        model.Evidence(Text, 0).Should().BeEmpty();
        var negative = () => model.Evidence(Text, -1);
        negative.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Evidence_of_a_long_text_has_places_in_its_end_too()
    {
        var model = TwoClasses;
        var text = string.Concat(Enumerable.Repeat("the room . ", 200)) + "is awful";
        var evidence = model.Evidence(text, 1)[0];
        text.Substring(evidence.Start, evidence.Length).Should().Contain("awful");
    }

    [Fact]
    public void Says_why_it_cannot_learn()
    {
        Trainer.WhyNotApplicable(Reviews(10, withNeutral: false)).Should().Contain("10 texts");
        var happy = new LabelledTexts(Enumerable.Repeat("good", 60).ToArray(), Enumerable.Repeat(SentimentLabel.Positive, 60).ToArray());
        Trainer.WhyNotApplicable(happy).Should().Contain("both feelings");
        Trainer.WhyNotApplicable(Reviews(60, withNeutral: false)).Should().BeNull();
    }

    [Fact]
    public void A_canceled_training_stops_and_a_wrong_setting_is_refused_by_name()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var train = () => Train(Reviews(60, withNeutral: false), cancel: source.Token);
        train.Should().Throw<OperationCanceledException>();
        foreach (var wrong in Trainer.Settings.Select(s => (s.Name, s.Maximum + 1)).Append(("Layers", 3)))
        {
            var refuse = () =>
                Trainer.Train(
                    Reviews(60, withNeutral: false),
                    new Dictionary<string, double> { [wrong.Item1] = wrong.Item2 },
                    new TrainingControl(1, 1, null, CancellationToken.None)
                );
            refuse.Should().Throw<ArgumentException>().WithMessage($"*{wrong.Item1}*");
        }
    }

    private static double Positive(ITextClassifier model, string text)
    {
        var row = new double[model.Classes];
        model.Score(text, row);
        row.Sum().Should().BeApproximately(1, 1e-9);
        return row[(int)SentimentLabel.Positive];
    }

    private static LabelledTexts Reviews(int count, bool withNeutral)
    {
        var (texts, labels) = (new List<string>(), new List<SentimentLabel>());
        for (var at = 0; at < count; at++)
        {
            var thing = Things[(int)(SplitMix64.At(1, (ulong)at) % (ulong)Things.Length)];
            var (text, label) = (SplitMix64.At(2, (ulong)at) % (withNeutral ? 7UL : 6UL)) switch
            {
                0 => ($"the {thing} is good", SentimentLabel.Positive),
                1 => ($"the {thing} is awful", SentimentLabel.Negative),
                2 => ($"the {thing} is not good", SentimentLabel.Negative),
                3 => ($"the {thing} is not awful", SentimentLabel.Positive),
                4 => ($"{thing} 很好", SentimentLabel.Positive),
                5 => ($"{thing} 很差", SentimentLabel.Negative),
                _ => ($"the {thing} is okay", SentimentLabel.Neutral),
            };

            // A number that says nothing keeps the texts apart: copies would all be held out together.
            texts.Add($"{text} {at}");
            labels.Add(label);
        }

        return new LabelledTexts(texts, labels);
    }

    private static byte[] Bytes(ITextClassifier model)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        TextClassifierFile.Write(model, writer);
        writer.Flush();
        return file.ToArray();
    }
}
