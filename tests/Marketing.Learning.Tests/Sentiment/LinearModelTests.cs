using Marketing.Learning.Numerics;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Linear;
using Marketing.Learning.Text;

namespace Marketing.Learning.Tests.Sentiment;

public sealed class Naive_Bayes : LinearContract
{
    protected override ITextClassifierTrainer Trainer { get; } = new NaiveBayesTrainer();

    [Fact]
    public void Has_the_multinomial_ratios_of_its_formula()
    {
        // + : a a b · − : a c; V = 3. P(a|+) = (2+1)/(3+3), P(a|−) = (1+1)/(2+3), and so on; one text each.
        var rows = Rows(["a a b", "a c"], TextWeighting.Count);
        var plane = LogCountRatios.Multinomial(rows, [0, 1], [1, -1], alpha: 1);
        plane.Margin(Rows(["a"], TextWeighting.Count), 0).Should().BeApproximately(Math.Log(3 / 6.0 / (2 / 5.0)), 1e-6);
        plane.Margin(Rows(["b"], TextWeighting.Count), 0).Should().BeApproximately(Math.Log(2 / 6.0 / (1 / 5.0)), 1e-6);
        plane.Margin(Rows(["c c"], TextWeighting.Count), 0).Should().BeApproximately(2 * Math.Log(1 / 6.0 / (2 / 5.0)), 1e-6);
    }

    [Fact]
    public void Lets_absent_words_speak_when_Bernoulli()
    {
        // + : ab, a, a · − : b. P(a|+) = 4/5, P(a|−) = 1/3, P(b|+) = 2/5, P(b|−) = 2/3; prior (3+1)/(1+1).
        var rows = Rows(["a b", "a", "a", "b"], TextWeighting.Binary);
        var plane = LogCountRatios.Bernoulli(rows, [0, 1, 2, 3], [1, 1, 1, -1], alpha: 1);
        var justA = Math.Log(4 / 2.0) + Math.Log(4 / 5.0 / (1 / 3.0)) + Math.Log(3 / 5.0 / (1 / 3.0));
        plane.Margin(Rows(["a"], TextWeighting.Binary), 0).Should().BeApproximately(justA, 1e-6);
    }

    [Fact]
    public void Scales_what_a_text_says_by_the_root_of_its_length()
    {
        var rows = Rows(["a a a b"], TextWeighting.Count);
        rows.ValuesOf(0, isScaled: true).Should().Equal(3 / 2f, 1 / 2f);
        rows.ValuesOf(0, isScaled: false).Should().Equal(3, 1);
    }
}

public sealed class The_texts_that_calibrate
{
    // A fifth is held out at a time until there are 3,000, of three classes 12,000.
    [Theory]
    [InlineData(100, 2, 5)]
    [InlineData(6000, 2, 3)]
    [InlineData(15_000, 2, 1)]
    [InlineData(12_000, 3, 5)]
    [InlineData(20_000, 3, 3)]
    [InlineData(60_000, 3, 1)]
    public void Are_as_many_as_it_takes(int texts, int classes, int folds)
    {
        var held = new HeldOutFolds(texts, classes, seed: 1);
        held.Count.Should().Be(folds);
        var all = Enumerable.Range(0, folds).SelectMany(held.HeldOut).ToList();
        all.Should().OnlyHaveUniqueItems();
        all.Count.Should().BeInRange((int)(texts * (folds * .2 - .1)), (int)(texts * Math.Min(1, folds * .2 + .1)));
        held.Trained(0).Concat(held.HeldOut(0)).Order().Should().Equal(Enumerable.Range(0, texts));
    }
}

public sealed class Svm : LinearContract
{
    protected override ITextClassifierTrainer Trainer { get; } = new SvmTrainer();

    [Fact]
    public void Finds_the_minimum_of_its_objective()
    {
        // One feature, texts "a" (+) and "" (−): minimise ½w² + ½b² + C(1−w−b)₊² + C(1+b)₊² with C = 1.
        // Both active: w = 2(1−w−b), b = 2(1−w−b) − 2(1+b); so 3w + 2b = 2 and 5b + 2w = 0: w = 10/11, b = −4/11.
        var rows = Rows(["a", ""], TextWeighting.Binary);
        var plane = DualCoordinateDescent.Train(rows, [0, 1], [1, -1], null, new DescentOptions(1, 1000, 1e-9, 1), default);
        plane.Intercept.Should().BeApproximately(-4 / 11.0, 1e-5);
        plane.Margin(rows, 0).Should().BeApproximately(6 / 11.0, 1e-5);
    }

    [Fact]
    public void Agrees_with_slow_gradient_descent()
    {
        var data = SmallReviews.Two;
        var rows = TextRows.Read(data.Texts, new FeatureOptions(), FeatureSpace.Hashed(8), TextWeighting.TfIdf, null, 1, default);
        var signs = data.Labels.Select(label => (sbyte)(label == SentimentLabel.Positive ? 1 : -1)).ToArray();
        var fast = DualCoordinateDescent.Train(
            rows,
            [.. Enumerable.Range(0, rows.Count)],
            signs,
            null,
            new DescentOptions(.5, 2000, 1e-8, 1),
            default
        );
        var (w, b) = GradientDescentTwin.Train(rows, signs, cost: .5, steps: 20_000);
        fast.Intercept.Should().BeApproximately(b, 1e-3);
        for (var index = 0; index < w.Length; index++)
        {
            ((double)fast.Weights[index]).Should().BeApproximately(w[index], 1e-3);
        }
    }

    [Fact]
    public void Weighs_by_rarity_and_scales_texts_to_length_one()
    {
        // idf(a) = ln(3/3) + 1 = 1, idf(b) = ln(3/2) + 1.
        var rows = Rows(["a a b", "a"], TextWeighting.TfIdf);
        var (a, b) = (1 + Math.Log(2), 1 + Math.Log(1.5));
        var values = rows.Values?[0] ?? [];
        ((double)values[0]).Should().BeApproximately(a / Math.Sqrt((a * a) + (b * b)), 1e-6);
        ((double)values[1]).Should().BeApproximately(b / Math.Sqrt((a * a) + (b * b)), 1e-6);
    }

    [Fact]
    public void Lets_an_unknown_word_weigh_like_one_that_a_single_text_holds()
    {
        // Texts of the held-out part know their own words from counting, later texts do not: both must come out equally long.
        var rows = Rows(["a b", "a c", "a d"], TextWeighting.TfIdf);
        var vector = new TextVector(new FeatureOptions { WordOrder = 1 }, FeatureSpace.Hashed(20));
        vector.Read("a never");
        vector.Weigh(TextWeighting.TfIdf, rows.InverseFrequencies);
        vector.Values.ToArray().Should().Equal(rows.Values?[0]);
    }
}

public sealed class A_calibration
{
    [Fact]
    public void Has_a_slope_of_its_own_on_either_side_of_zero()
    {
        // True log-odds 1 · m below 0 and 4 · m above.
        var margins = Enumerable.Range(0, 4000).Select(at => ((at % 400) - 200) / 100.0).ToArray();
        SentimentLabel[] labels =
        [
            .. margins.Select(
                (margin, at) =>
                    SplitMix64.Uniform(5, (ulong)at) < 1 / (1 + Math.Exp(-(margin > 0 ? 4 : 1) * margin))
                        ? SentimentLabel.Positive
                        : SentimentLabel.Negative
            ),
        ];
        var calibration = MarginCalibration.Fit([.. margins.Select(margin => new[] { margin })], labels, 2);
        calibration.PositiveFactor(0, -1).Should().BeApproximately(1, .4);
        calibration.PositiveFactor(0, 1).Should().BeApproximately(4, 1);
        // At 0 both sides meet.
        calibration
            .PositiveFactor(0, 0)
            .Should()
            .BeApproximately((calibration.PositiveFactor(0, -1) + calibration.PositiveFactor(0, 1)) / 2, 1e-9);
    }

    [Fact]
    public void Of_few_texts_is_nearly_straight()
    {
        var labels = Enumerable.Range(0, 20).Select(at => at < 10 ? SentimentLabel.Negative : SentimentLabel.Positive).ToArray();
        var calibration = MarginCalibration.Fit([.. labels.Select((_, at) => new[] { (at - 9.5) / (at < 10 ? 10 : 2) })], labels, 2);
        var (below, above) = (calibration.PositiveFactor(0, -1), calibration.PositiveFactor(0, 1));
        below.Should().BePositive();
        above.Should().BePositive();
        Math.Abs(above - below).Should().BeLessThan(above + below);
    }

    [Fact]
    public void Of_an_older_file_has_one_slope()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write((byte)1);
        writer.Write(0.0);
        writer.WriteArray<double>([2, .5]);
        writer.Flush();
        bytes.Position = 0;
        var read = MarginCalibration.Read(2, new BinaryReader(bytes));
        (read.PositiveFactor(0, -1), read.PositiveFactor(0, 1), read.PositiveIntercept).Should().Be((2, 2, .5));
        double[] probabilities = [0, 0];
        read.Apply([.25], probabilities);
        probabilities[1].Should().BeApproximately(1 / (1 + Math.Exp(-1)), 1e-12);
    }
}

public sealed class NbSvm : LinearContract
{
    protected override ITextClassifierTrainer Trainer { get; } = new NbSvmTrainer();
}

/// <summary>What the linear models promise besides.</summary>
public abstract class LinearContract : TextClassifierContract
{
    [Fact]
    public void Gives_evidence_that_adds_up_to_the_log_odds()
    {
        var model = (LinearTextModel)Train(SmallReviews.Two, threads: 2);
        model.EvidenceIsExact.Should().BeTrue();
        foreach (var text in (string[])["love it, 质量很好但是太差了", "broken broken love", "the the box"])
        {
            var (tokens, weights) = (new TokenBuffer(), new TokenWeights());
            TextTokenizer.Read(text, tokens);
            weights.Clear(tokens.Count);
            var probabilities = new double[2];
            var weighed = model.Weigh(tokens, .5, weights, probabilities);
            weighed.IsKnown.Should().BeTrue();
            var evidence = model.Evidence(text, int.MaxValue);
            (weighed.Rest + evidence.Sum(passage => passage.Weight)).Should().BeApproximately(model.LogOdds(text), 1e-4);
            weights
                .Passages(tokens, int.MaxValue)
                .Sum(passage => passage.Weight)
                .Should()
                .BeApproximately(evidence.Sum(p => p.Weight) / 2, 1e-9);
            probabilities.Should().Equal(Scores(model, text));
        }
    }

    [Fact]
    public void Costs_no_memory_a_text()
    {
        var model = Train(SmallReviews.Two, threads: 1);
        var probabilities = new double[2];
        model.Score("excellent quality 质量很好", probabilities);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var repeat = 0; repeat < 100; repeat++)
        {
            model.Score("excellent quality 质量很好", probabilities);
        }

        // The pool's bag may box a place; a text's own memory would be kilobytes each time.
        (GC.GetAllocatedBytesForCurrentThread() - before)
            .Should()
            .BeLessThan(100 * 100);
    }

    private protected static TextRows Rows(string[] texts, TextWeighting weighting) =>
        TextRows.Read(texts, new FeatureOptions { WordOrder = 1 }, FeatureSpace.Hashed(20), weighting, null, 1, default);
}

/// <summary>Gradient descent on ½‖w‖² + ½b² + C Σ (1 − y(w·x + b))₊².</summary>
internal static class GradientDescentTwin
{
    public static (double[] W, double B) Train(TextRows rows, sbyte[] signs, double cost, int steps)
    {
        var (w, b) = (new double[rows.Size], 0.0);
        for (var step = 0; step < steps; step++)
        {
            var (gradient, slope) = ((double[])w.Clone(), b);
            for (var row = 0; row < rows.Count; row++)
            {
                var values = rows.Values?[row] ?? [];
                var margin = b + rows.Indices[row].Select((index, at) => w[index] * values[at]).Sum();
                var push = 2 * cost * Math.Max(0, 1 - (signs[row] * margin)) * signs[row];
                slope -= push;
                for (var at = 0; at < values.Length; at++)
                {
                    gradient[rows.Indices[row][at]] -= push * values[at];
                }
            }

            b -= .004 * slope;
            for (var index = 0; index < w.Length; index++)
            {
                w[index] -= .004 * gradient[index];
            }
        }

        return (w, b);
    }
}

public sealed class Hybrid : LinearContract
{
    protected override ITextClassifierTrainer Trainer { get; } = new HybridTrainer();

    [Fact]
    public void Weighs_its_parts_by_what_they_are_worth_on_texts_that_none_has_seen()
    {
        // The first margin tells the label, the second is noise.
        double[][] margins = [.. Enumerable.Range(0, 400).Select(at => new[] { at % 2 == 0 ? 1.0 : -1, at % 4 < 2 ? 1.0 : -1 })];
        SentimentLabel[] labels =
        [
            .. Enumerable.Range(0, 400).Select(at => at % 2 == 0 ^ at % 20 is 5 or 7 ? SentimentLabel.Positive : SentimentLabel.Negative),
        ];
        var weighed = MarginCalibration.Fit(margins, labels, 2);
        weighed.PositiveFactor(0, 1).Should().BeGreaterThan(10 * Math.Abs(weighed.PositiveFactor(1, 1)));
    }
}
