using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Linear;

namespace Marketing.Learning.Tests.Sentiment;

/// <summary>An engine as small as can be: the difference of the two sides' mean texts.</summary>
public sealed class A_text_model_that_another_engine_fits : TextClassifierContract
{
    private static readonly LinearTextEngine Means = new()
    {
        Algorithm = "means",
        Engine = "test",
        Settings = [new Setting("Scale", 1, .1, 10, IsWhole: false, "Multiplies the weights.")],
        Grid = [new Dictionary<string, double>()],
        TfIdf = true,
        Fit = Fit,
        Verify = plane =>
        {
            if (!File(plane.Weights).AsSpan().SequenceEqual(plane.File))
            {
                throw new InvalidDataException("Not the file of these weights.");
            }
        },
    };

    public A_text_model_that_another_engine_fits() => TextClassifierFile.Join("means", reader => LinearTextModels.Read(Means, reader));

    protected override ITextClassifierTrainer Trainer { get; } = LinearTextModels.Trainer(Means);

    [Fact]
    public void Has_the_settings_of_the_engine_and_of_the_features()
    {
        Trainer.Engine.Should().Be("test");
        Trainer.Settings.Select(setting => setting.Name).Should().Contain(["Scale", "FeatureBits", "WordOrder"]);
    }

    [Fact]
    public void Is_not_read_back_with_the_file_of_another_hyperplane()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        TextClassifierFile.Write(Train(SmallReviews.Two, threads: 1), writer);
        var changed = bytes.ToArray();

        // Name (5 + 1 bytes), number of files (1), length (4): the next byte is of the first file.
        changed[12] ^= 1;
        FluentActions
            .Invoking(() => TextClassifierFile.Read(new BinaryReader(new MemoryStream(changed))))
            .Should()
            .Throw<InvalidDataException>()
            .WithMessage("Not the file*");
    }

    [Fact]
    public void Asks_the_engine_only_where_both_sides_occur()
    {
        // One neutral text: the fold that holds it out has none to learn from.
        var texts = SmallReviews.Two.Texts.Append("so so").ToList();
        var labels = SmallReviews.Two.Labels.Append(SentimentLabel.Neutral).ToList();
        var asked = 0;
        var watched = Means with
        {
            Fit = (problem, settings, control) =>
            {
                Interlocked.Increment(ref asked);
                Enumerable.Range(0, problem.Count).Select(problem.IsPositive).Distinct().Should().HaveCount(2);
                return Fit(problem, settings, control);
            },
        };
        var model = Trained(watched, new LabelledTexts(texts, labels));
        model.Classes.Should().Be(3);
        asked.Should().Be(17, "all texts and five folds have three hyperplanes each, and one of these has one side");
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(0, double.PositiveInfinity)]
    public void Never_serves_weights_that_are_no_numbers(float weight, double intercept)
    {
        var broken = Means with
        {
            Fit = (problem, _, _) =>
            {
                var weights = new float[problem.Features];
                weights[3] = weight;
                return new LinearTextPlane(weights, intercept, [1]);
            },
        };
        FluentActions.Invoking(() => Trained(broken, SmallReviews.Two)).Should().Throw<InvalidOperationException>().WithMessage("*means*");
    }

    [Fact]
    public void Is_left_when_the_run_is_canceled() =>
        FluentActions
            .Invoking(() =>
                Trainer.Train(
                    SmallReviews.Two,
                    new Dictionary<string, double>(),
                    new TrainingControl(1, 2, null, new CancellationToken(canceled: true))
                )
            )
            .Should()
            .Throw<OperationCanceledException>();

    private static ITextClassifier Trained(LinearTextEngine engine, LabelledTexts data) =>
        LinearTextModels
            .Trainer(engine)
            .Train(data, new Dictionary<string, double> { ["FeatureBits"] = 14 }, new TrainingControl(1, 1, null, default));

    private static LinearTextPlane Fit(LinearTextProblem problem, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        var positives = Enumerable.Range(0, problem.Count).Count(problem.IsPositive);
        var weights = new float[problem.Features];
        for (var text = 0; text < problem.Count; text++)
        {
            var share = problem.IsPositive(text) ? 1f / positives : -1f / (problem.Count - positives);
            for (var at = 0; at < problem.Indices(text).Length; at++)
            {
                weights[problem.Indices(text)[at]] += share * problem.Values(text)[at] * (float)settings["Scale"];
            }
        }

        return new LinearTextPlane(weights, 0, File(weights));
    }

    private static byte[] File(float[] weights) => SHA256.HashData(MemoryMarshal.AsBytes(weights.AsSpan()));
}
