using Marketing.Learning;
using Marketing.Learning.Sentiment.Linear;
using Marketing.Learning.Tests.Sentiment;
using Marketing.MLNet.Engine;
using Marketing.MLNet.Engine.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Marketing.MLNet.Tests.Engine.Text;

/// <summary>What is served against what ML.NET itself answers.</summary>
public sealed class A_hyperplane_of_ML_NET
{
    public static TheoryData<string> Linear => new("mlnet-svm", "mlnet-sdca");

    [Theory]
    [MemberData(nameof(Linear))]
    public void Has_the_margins_that_ML_NET_scores(string algorithm)
    {
        var (problem, plane) = Fitted(algorithm, bits: 14);
        var context = new MLContext();
        var scored = MlNetZip
            .Load(context, plane.File)
            .Transform(TextView.Of(context, problem, InOrder(problem)))
            .GetColumn<float>("Score")
            .ToArray();
        scored.Should().HaveCount(problem.Count);
        for (var text = 0; text < problem.Count; text++)
        {
            Margin(problem, text, plane).Should().BeApproximately(scored[text], 1e-4);
        }
    }

    /// <summary>Key columns count from 0 in the objects and from 1 in the view: off by one, the second class would silently be missing.</summary>
    [Fact]
    public void Of_naive_Bayes_has_the_differences_of_ML_NETs_scores()
    {
        var (problem, plane) = Fitted("mlnet-naive-bayes", bits: 10);
        var context = new MLContext();
        var scores = MlNetZip
            .Load(context, plane.File)
            .Transform(TextView.Of(context, problem, InOrder(problem)))
            .GetColumn<float[]>("Score")
            .ToArray();
        scores.Should().OnlyContain(of => of.Length == 2);

        // ML.NET also counts the buckets that no text has, which is the same for every text.
        var shift = scores[0][1] - scores[0][0] - Margin(problem, 0, plane);
        for (var text = 0; text < problem.Count; text++)
        {
            Margin(problem, text, plane).Should().BeApproximately(scores[text][1] - scores[text][0] - shift, .01);
            (Margin(problem, text, plane) > 0).Should().Be(problem.IsPositive(text));
        }
    }

    /// <summary>Counted by hand: Bernoulli with add-one.</summary>
    [Fact]
    public void Of_naive_Bayes_is_the_textbooks()
    {
        var (problem, plane) = Fitted("mlnet-naive-bayes", bits: 14);
        int[] texts = [.. Enumerable.Range(0, problem.Count)];
        double yes = texts.Count(problem.IsPositive);
        var no = problem.Count - yes;
        foreach (var feature in problem.Indices(0))
        {
            double Having(bool positive) =>
                texts.Count(text => problem.IsPositive(text) == positive && problem.Indices(text).Contains(feature));
            var (p, q) = ((Having(true) + 1) / (yes + 2), (Having(false) + 1) / (no + 2));
            plane.Weights[feature].Should().BeApproximately((float)(Math.Log(p / (1 - p)) - Math.Log(q / (1 - q))), 1e-4f);
        }
    }

    /// <summary>Maps of keys end at a million ids and lose the rest without a word; buckets are no keys.</summary>
    [Theory]
    [InlineData("mlnet-naive-bayes")]
    [InlineData("mlnet-svm")]
    [InlineData("mlnet-sdca")]
    public void Weighs_the_features_beyond_a_million(string algorithm)
    {
        var (_, plane) = Fitted(algorithm, bits: 22);
        plane.Weights.Skip(1_000_000).Should().Contain(weight => weight != 0);
    }

    [Theory]
    [InlineData("mlnet-naive-bayes")]
    [InlineData("mlnet-svm")]
    [InlineData("mlnet-sdca")]
    public void Is_the_same_for_the_same_seed_whenever_it_is_fitted(string algorithm)
    {
        var ((_, once), (_, again)) = (Fitted(algorithm, bits: 14), Fitted(algorithm, bits: 14));
        again.Weights.Should().Equal(once.Weights);
        again.File.Should().Equal(once.File, "the file tells no time");
    }

    [Theory]
    [InlineData("mlnet-naive-bayes")]
    [InlineData("mlnet-svm")]
    [InlineData("mlnet-sdca")]
    public void Is_refused_with_the_file_of_another(string algorithm)
    {
        var engine = Engine(algorithm);
        var (_, plane) = Fitted(algorithm, bits: 12);
        FluentActions.Invoking(() => engine.Verify(plane)).Should().NotThrow();
        float[] others = [.. plane.Weights.Select((weight, at) => at == 7 ? weight + 1 : weight)];
        FluentActions.Invoking(() => engine.Verify(plane with { Weights = others })).Should().Throw<InvalidDataException>();
        FluentActions.Invoking(() => engine.Verify(plane with { Intercept = 99 })).Should().Throw<InvalidDataException>();
        FluentActions.Invoking(() => engine.Verify(plane with { File = [1, 2, 3] })).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Depends_on_the_seed_where_chance_has_a_part() =>
        Fitted("mlnet-svm", bits: 14, seed: 2).Plane.Weights.Should().NotEqual(Fitted("mlnet-svm", bits: 14, seed: 1).Plane.Weights);

    // The hyperplane of all texts, and what the engine was asked.
    private static (LinearTextProblem Problem, LinearTextPlane Plane) Fitted(string algorithm, int bits, ulong seed = 1)
    {
        var engine = Engine(algorithm);
        var asked = new List<(LinearTextProblem, LinearTextPlane)>();
        var watched = engine with
        {
            Fit = (problem, settings, control) =>
            {
                var plane = engine.Fit(problem, settings, control);
                asked.Add((problem, plane));
                return plane;
            },
        };
        var settings = new Dictionary<string, double> { ["FeatureBits"] = bits };
        LinearTextModels.Trainer(watched).Train(SmallReviews.Two, settings, new TrainingControl(seed, 1, null, default));
        return asked.MaxBy(one => one.Item1.Count);
    }

    private static int[] InOrder(LinearTextProblem problem) => [.. Enumerable.Range(0, problem.Count)];

    private static LinearTextEngine Engine(string algorithm) =>
        new[] { NaiveBayes.Engine, SupportVectorMachine.Engine, DualAscent.Engine }.Single(own => own.Algorithm == algorithm);

    private static double Margin(LinearTextProblem problem, int text, LinearTextPlane plane)
    {
        var sum = plane.Intercept;
        for (var at = 0; at < problem.Indices(text).Length; at++)
        {
            var value = problem.Values(text) is { Length: > 0 } values ? values[at] : 1;
            sum += (double)value * plane.Weights[problem.Indices(text)[at]];
        }

        return sum;
    }
}
