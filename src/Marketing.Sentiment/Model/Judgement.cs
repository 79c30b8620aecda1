using Marketing.Learning.Sentiment;
using Marketing.Training;

namespace Marketing.Sentiment.Model;

/// <summary>Judges a classifier on reviews that it has not seen.</summary>
internal static class Judgement
{
    /// <summary>
    /// Mean recall of the labels that occur. Most reviews of a shop are positive: plain accuracy would call a model good that says positive to everything. Of unit i of
    /// label c: [right] · n ÷ (labels · n_c), so that the mean over the units is that mean recall.
    /// </summary>
    public const string Primary = "balancedAccuracy";
    private const int CalibrationBins = 10;

    /// <summary>All figures. Scores in parallel; the same reviews give the same figures.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="reviews">At least one.</param>
    /// <param name="threads">Worker threads.</param>
    /// <param name="cancel">Looked at every few reviews.</param>
    public static Evaluation Of(ITextClassifier model, LabelledTexts reviews, int threads, CancellationToken cancel)
    {
        var rows = new double[reviews.Count][];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(
            0,
            reviews.Count,
            options,
            review =>
            {
                rows[review] = new double[model.Classes];
                model.Score(reviews.Texts[review], rows[review]);
            }
        );
        return Of(rows, reviews.Labels);
    }

    /// <summary>The figures of rows of probabilities.</summary>
    /// <param name="rows">Shape [n][classes].</param>
    /// <param name="labels">Shape [n].</param>
    internal static Evaluation Of(double[][] rows, IReadOnlyList<SentimentLabel> labels)
    {
        var confusion = new int[3, 3];
        var (logLoss, told) = (0.0, new SentimentLabel[rows.Length]);
        for (var i = 0; i < rows.Length; i++)
        {
            told[i] = Verdict.Of(rows[i]).Label;
            confusion[(int)labels[i], (int)told[i]]++;
            // A model of two classes gives neutral no probability; what it should have paid is the same for all of them.
            var label = (int)labels[i];
            logLoss -= Math.Log(Math.Clamp(label < rows[i].Length ? rows[i][label] : 0, 1e-6, 1));
        }

        int[] counts = [.. Enumerable.Range(0, 3).Select(label => Row(confusion, label).Sum())];
        var occurring = counts.Count(count => count > 0);
        var perUnit = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            perUnit[i] = told[i] == labels[i] ? rows.Length / ((double)occurring * counts[(int)labels[i]]) : 0;
        }

        return new Evaluation
        {
            PerUnit = perUnit,
            Parameters = new Dictionary<string, double>(StringComparer.Ordinal),
            Metrics = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [Primary] = perUnit.Average(),
                ["accuracy"] = Enumerable.Range(0, 3).Sum(label => confusion[label, label]) / (double)rows.Length,
                ["macroF1"] = MacroF1(confusion, counts),
                ["logLoss"] = logLoss / rows.Length,
                ["calibrationError"] = CalibrationError(rows, labels),
                ["reviews"] = rows.Length,
            },
        };
    }

    /// <summary>Mean over the labels that occur of 2·tp ÷ (2·tp + fp + fn).</summary>
    private static double MacroF1(int[,] confusion, int[] counts)
    {
        var (sum, occurring) = (0.0, 0);
        for (var label = 0; label < 3; label++)
        {
            if (counts[label] > 0)
            {
                var said = Enumerable.Range(0, 3).Sum(other => confusion[other, label]);
                sum += 2.0 * confusion[label, label] / (counts[label] + said);
                occurring++;
            }
        }

        return sum / occurring;
    }

    /// <summary>Expected calibration error of the score: Σ |bin| ÷ n · |mean score − share of positive| over ten bins of equal width.</summary>
    private static double CalibrationError(double[][] rows, IReadOnlyList<SentimentLabel> labels)
    {
        var (scores, positives) = (new double[CalibrationBins], new int[CalibrationBins]);
        for (var i = 0; i < rows.Length; i++)
        {
            var score = rows[i][(int)SentimentLabel.Positive];
            var bin = Math.Min((int)(score * CalibrationBins), CalibrationBins - 1);
            scores[bin] += score;
            positives[bin] += labels[i] == SentimentLabel.Positive ? 1 : 0;
        }

        return scores.Zip(positives, (score, positive) => Math.Abs(score - positive)).Sum() / rows.Length;
    }

    private static IEnumerable<int> Row(int[,] confusion, int label) => Enumerable.Range(0, 3).Select(told => confusion[label, told]);
}
