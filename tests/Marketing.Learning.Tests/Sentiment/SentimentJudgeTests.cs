using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Judging;

namespace Marketing.Learning.Tests.Sentiment;

public sealed class The_figures_of_sentiment
{
    private const SentimentLabel Yes = SentimentLabel.Positive;
    private const SentimentLabel No = SentimentLabel.Negative;

    [Fact]
    public void Are_those_worked_out_by_hand()
    {
        // Called: + + − −; hits 2 of 4. Positive: precision 1/2, recall 1/2, F1 1/2; negative the same.
        var figures = Judge([Yes, No, Yes, No], [.9, .6, .4, .1]).Figures();
        figures.Accuracy.Should().Be(.5);
        (figures.Precision, figures.Recall, figures.F1, figures.MacroF1).Should().Be((.5, .5, .5, .5));
        // Pairs (+, −): .9 beats both, .4 beats .1 only: 3 of 4.
        figures.Auc.Should().Be(.75);
        figures.LogLoss.Should().BeApproximately(-(Math.Log(.9) + Math.Log(.4) + Math.Log(.4) + Math.Log(.9)) / 4, 1e-12);
        // Four bins with one text each: |.9−1| + |.6−0| + |.4−1| + |.1−0|, a quarter each.
        figures.CalibrationError.Should().BeApproximately((.1 + .6 + .6 + .1) / 4, 1e-12);
        // Variances .9·.1, .6·.4, .4·.6, .1·.9, each alone in its bin.
        figures.CalibrationByChance.Should().BeApproximately(Math.Sqrt(2 / Math.PI) * 2 * (.3 + Math.Sqrt(.24)) / 4, 1e-12);
    }

    [Fact]
    public void Count_equal_probabilities_as_half_a_win() => Judge([Yes, No, No], [.5, .5, .1]).Figures().Auc.Should().Be((.5 + 1) / 2);

    [Fact]
    public void Clip_the_loss_of_what_was_thought_impossible() =>
        Judge([No], [1]).Figures().LogLoss.Should().BeApproximately(-Math.Log(1e-7), 1e-9);

    [Fact]
    public void Judge_three_classes()
    {
        double[][] rows =
        [
            [.7, .2, .1],
            [.1, .2, .7],
            [.2, .7, .1],
            [.6, .3, .1],
        ];
        var figures = new SentimentJudge(new SentimentScores([No, SentimentLabel.Neutral, Yes, SentimentLabel.Neutral], rows)).Figures();
        figures.Accuracy.Should().Be(.75);
        // F1: negative 2·1/(2+1), positive 1, neutral 2·1/(1+2).
        figures.MacroF1.Should().BeApproximately(((2 / 3.0) + 1 + (2 / 3.0)) / 3, 1e-12);
        // Likeliest label: .7 three times, all hits; .6 once, no hit.
        figures.CalibrationError.Should().BeApproximately((.9 + .6) / 4, 1e-12);
    }

    [Fact]
    public void Have_standard_errors_of_the_right_size()
    {
        var labels = Enumerable.Range(0, 400).Select(row => row % 2 == 0 ? Yes : No).ToArray();
        var scores = Enumerable.Range(0, 400).Select(row => row % 10 < 8 ? (row % 2 == 0 ? .8 : .2) : (row % 2 == 0 ? .2 : .8)).ToArray();
        // √(.8 · .2 / 400) = .02.
        Judge(labels, scores).StandardErrors(seed: 1, draws: 400)["accuracy"].Should().BeApproximately(.02, .002);
    }

    [Fact]
    public void Have_a_calibration_error_by_chance_that_exact_probabilities_show()
    {
        // The truth is drawn with the probabilities that are judged.
        var scores = Enumerable.Range(0, 1000).Select(row => SplitMix64.Uniform(1, (ulong)row)).ToArray();
        var judged = Enumerable
            .Range(0, 40)
            .Select(draw =>
                Judge([.. scores.Select((p, row) => SplitMix64.Uniform(2 + (ulong)draw, (ulong)row) < p ? Yes : No)], scores).Figures()
            )
            .ToList();
        judged.Average(figures => figures.CalibrationError).Should().BeApproximately(judged[0].CalibrationByChance, .003);
    }

    [Fact]
    public void Have_a_calibration_error_that_exact_probabilities_seldom_exceed()
    {
        // 100 texts at .5 in one bin: 50 hits give or take 5, and 1.96 times that is the error of 95 in 100.
        var half = Judge([.. Enumerable.Repeat(Yes, 100)], [.. Enumerable.Repeat(.5, 100)]);
        half.MostCalibrationErrorByChance(seed: 1, draws: 2000).Should().BeInRange(.09, .105);
        Judge([Yes, No], [1, 0]).MostCalibrationErrorByChance(1, 10).Should().Be(0, "what is certain does not vary");
        Judge([], []).MostCalibrationErrorByChance(1, 10).Should().Be(0);
        // Three classes: the likeliest label is hit or not.
        new SentimentJudge(
            new SentimentScores(
                [Yes, No],
                [
                    [.2, .2, .6],
                    [.2, .2, .6],
                ]
            )
        )
            .MostCalibrationErrorByChance(1, 1000)
            .Should()
            .BeApproximately(.6, 1e-12, "two misses come 16 times in 100");
    }

    [Fact]
    public void Are_defined_without_texts() => Judge([], []).Figures().Accuracy.Should().Be(0);

    private static SentimentJudge Judge(SentimentLabel[] labels, double[] positive) =>
        new(new SentimentScores(labels, [.. positive.Select(p => new[] { 1 - p, p })]));
}
