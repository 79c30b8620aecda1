using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Model;

namespace Marketing.Sentiment.Tests.Model;

public sealed class The_judgement_of_a_classifier
{
    [Fact]
    public void is_worked_out_by_label()
    {
        // Rows are (negative, positive). Three positive, one negative; told positive, positive, neutral (.55), positive.
        double[][] rows =
        [
            [.1, .9],
            [.3, .7],
            [.45, .55],
            [.2, .8],
        ];
        var judged = Judgement.Of(
            rows,
            [SentimentLabel.Positive, SentimentLabel.Positive, SentimentLabel.Positive, SentimentLabel.Negative]
        );

        judged.Metrics["balancedAccuracy"].Should().BeApproximately(((2 / 3.0) + 0) / 2, 1e-12);
        judged.PerUnit.Average().Should().BeApproximately(judged.Metrics["balancedAccuracy"], 1e-12);
        judged.Metrics["accuracy"].Should().Be(.5);
        // Positive: 2 right, 3 positive, 3 told positive: 2·2 ÷ (3 + 3). Negative: 0.
        judged.Metrics["macroF1"].Should().BeApproximately(((4 / 6.0) + 0) / 2, 1e-12);
        judged.Metrics["logLoss"].Should().BeApproximately(-(Math.Log(.9) + Math.Log(.7) + Math.Log(.55) + Math.Log(.2)) / 4, 1e-12);
        // Bins: .9 → 1; .7 → 1; .55 → 1; .8 → 0.
        judged.Metrics["calibrationError"].Should().BeApproximately((.1 + .3 + .45 + .8) / 4, 1e-12);
        judged.Metrics["reviews"].Should().Be(4);
    }

    [Theory]
    [InlineData(new[] { .39, .61 }, SentimentLabel.Positive, .61)]
    [InlineData(new[] { .7, .3 }, SentimentLabel.Negative, .7)]
    [InlineData(new[] { .45, .55 }, SentimentLabel.Neutral, .45)]
    [InlineData(new[] { .5, .5 }, SentimentLabel.Neutral, .5)]
    [InlineData(new[] { .2, .3, .5 }, SentimentLabel.Neutral, .5)]
    [InlineData(new[] { .2, .45, .35 }, SentimentLabel.Positive, .45)]
    [InlineData(new[] { .4, .2, .4 }, SentimentLabel.Negative, .4)]
    public void labels_by_one_rule(double[] probabilities, SentimentLabel label, double confidence)
    {
        var verdict = Verdict.Of(probabilities);
        (verdict.Label, verdict.Score).Should().Be((label, probabilities[1]));
        verdict.Confidence.Should().BeApproximately(confidence, 1e-12);
    }

    [Fact]
    public void of_a_blend_pools_log_odds()
    {
        // ½·ln(.9/.1) + ½·ln(.2/.8) = ½·ln(9/4): odds 3/2
        double[] own = [.1, .9];
        BlendedClassifier.Pool(own, [.8, .2], .5);
        own[1].Should().BeApproximately(.6, 1e-12);
        own[0].Should().BeApproximately(.4, 1e-12);

        // With neutral .5 the other half is shared: of (.05, .45, .5) the odds are 9 again.
        double[] three = [.05, .45, .5];
        BlendedClassifier.Pool(three, [.8, .2], .5);
        three
            .Should()
            .BeEquivalentTo(
                [.2, .3, .5],
                options => options.Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-12)).WhenTypeIs<double>()
            );
    }
}
