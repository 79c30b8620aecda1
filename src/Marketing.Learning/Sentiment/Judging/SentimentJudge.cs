namespace Marketing.Learning.Sentiment.Judging;

/// <summary>Works the figures out, and their standard errors by drawing the texts anew.</summary>
public sealed class SentimentJudge
{
    private const int Bins = 10;
    private const double LeastProbability = 1e-7;

    private readonly int _classes;
    private readonly int[] _truth;
    private readonly int[] _called;
    private readonly double[] _losses;
    private readonly double[] _positive;
    private readonly double[] _confidence;

    // Texts by rising probability of positive, for the area under the curve.
    private readonly int[] _order;

    /// <summary>Takes scores to judge.</summary>
    public SentimentJudge(SentimentScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        _classes = scores.Classes;
        _truth = [.. scores.Labels.Select(label => (int)label)];
        _called = [.. Enumerable.Range(0, scores.Count).Select(row => (int)scores.Predicted(row))];
        _losses = [.. scores.Probabilities.Select((row, at) => -Math.Log(Math.Max(Of(row, _truth[at]), LeastProbability)))];
        _positive = [.. scores.Probabilities.Select(row => row[(int)SentimentLabel.Positive])];
        _confidence = [.. scores.Probabilities.Select(row => row.Max())];
        _order = [.. Enumerable.Range(0, scores.Count).OrderBy(row => _positive[row])];
    }

    /// <summary>The figures of all texts.</summary>
    public SentimentFigures Figures()
    {
        var once = new int[_truth.Length];
        Array.Fill(once, 1);
        return Weighted(once);
    }

    /// <summary>Standard deviation of each figure over draws of as many texts with replacement.</summary>
    /// <param name="seed">Of the draws.</param>
    /// <param name="draws">At least 2.</param>
    public IReadOnlyDictionary<string, double> StandardErrors(ulong seed, int draws)
    {
        var drawn = new List<SentimentFigures>(draws);
        var times = new int[_truth.Length];
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Clear(times);
            for (var at = 0; at < times.Length; at++)
            {
                times[SplitMix64.At(seed, ((ulong)draw << 32) | (uint)at) % (ulong)times.Length]++;
            }

            drawn.Add(Weighted(times));
        }

        return drawn[0].ByName.Keys.ToDictionary(name => name, name => Deviation([.. drawn.Select(figures => figures.ByName[name])]));
    }

    /// <summary>
    /// The calibration error that 95 of 100 sets of texts with these scores stay within when every probability is exactly right: what happens is drawn with the
    /// probabilities themselves, again and again. An error below it shows no miscalibration.
    /// </summary>
    /// <param name="seed">Of the draws.</param>
    /// <param name="draws">At least 1.</param>
    public double MostCalibrationErrorByChance(ulong seed, int draws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (_truth.Length == 0)
        {
            return 0;
        }

        var (errors, gaps) = (new double[draws], new double[Bins]);
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Clear(gaps);
            for (var row = 0; row < _truth.Length; row++)
            {
                var probability = Probability(row);
                var happened = SplitMix64.Uniform(seed, ((ulong)draw << 32) | (uint)row) < probability;
                gaps[BinOf(probability)] += probability - (happened ? 1 : 0);
            }

            errors[draw] = gaps.Sum(Math.Abs) / _truth.Length;
        }

        Array.Sort(errors);
        return errors[(int)Math.Ceiling(.95 * draws) - 1];
    }

    private static double Of(double[] row, int label) => label < row.Length ? row[label] : 0;

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    /// <summary>The figures when each text counts so many times.</summary>
    private SentimentFigures Weighted(int[] times)
    {
        var confusion = new long[3, 3];
        var (loss, total) = (0.0, 0L);
        for (var row = 0; row < times.Length; row++)
        {
            confusion[_truth[row], _called[row]] += times[row];
            loss += times[row] * _losses[row];
            total += times[row];
        }

        var hits = Enumerable.Range(0, 3).Sum(label => confusion[label, label]);
        var (precision, recall, f1) = OneAgainstRest(confusion, (int)SentimentLabel.Positive);
        var (miscalibrated, byChance) = Calibration(times, total);
        var occurring = Enumerable.Range(0, 3).Where(label => Enumerable.Range(0, 3).Any(called => confusion[label, called] > 0)).ToArray();
        return new SentimentFigures(
            Share(hits, total),
            precision,
            recall,
            f1,
            occurring.Length == 0 ? 0 : occurring.Average(label => OneAgainstRest(confusion, label).F1),
            Auc(times),
            total == 0 ? 0 : loss / total,
            miscalibrated,
            byChance
        );
    }

    private static (double Precision, double Recall, double F1) OneAgainstRest(long[,] confusion, int label)
    {
        var (called, occurs) = (0L, 0L);
        for (var other = 0; other < 3; other++)
        {
            called += confusion[other, label];
            occurs += confusion[label, other];
        }

        var hits = confusion[label, label];
        return (Share(hits, called), Share(hits, occurs), Share(2 * hits, called + occurs));
    }

    private static double Share(long part, long all) => all == 0 ? 0 : (double)part / all;

    /// <summary>Mann and Whitney: mean rank of the positive texts, equal probabilities sharing their mean rank.</summary>
    private double Auc(int[] times)
    {
        var (below, positives, others, wins) = (0.0, 0.0, 0.0, 0.0);
        for (var first = 0; first < _order.Length; )
        {
            var (last, yes, no) = (first, 0.0, 0.0);
            while (last < _order.Length && _positive[_order[last]] == _positive[_order[first]])
            {
                var row = _order[last++];
                yes += _truth[row] == (int)SentimentLabel.Positive ? times[row] : 0;
                no += _truth[row] == (int)SentimentLabel.Positive ? 0 : times[row];
            }

            wins += yes * (below + (no / 2));
            (below, positives, others, first) = (below + no, positives + yes, others + no, last);
        }

        return positives == 0 || others == 0 ? .5 : wins / (positives * others);
    }

    private static int BinOf(double probability) => Math.Min(Bins - 1, (int)(probability * Bins));

    /// <summary>What is compared with how often it happens: of two classes positive, of three that the likeliest label is the true one.</summary>
    private double Probability(int row) => _classes == 2 ? _positive[row] : _confidence[row];

    private (double Error, double ByChance) Calibration(int[] times, long total)
    {
        var (expected, observed, variance) = (new double[Bins], new double[Bins], new double[Bins]);
        for (var row = 0; row < times.Length; row++)
        {
            var probability = Probability(row);
            var happened = _classes == 2 ? _truth[row] == (int)SentimentLabel.Positive : _truth[row] == _called[row];
            var bin = BinOf(probability);
            expected[bin] += times[row] * probability;
            observed[bin] += happened ? times[row] : 0;
            variance[bin] += times[row] * probability * (1 - probability);
        }

        return total == 0
            ? (0, 0)
            : (
                expected.Zip(observed, (sum, seen) => Math.Abs(sum - seen)).Sum() / total,
                variance.Sum(own => Math.Sqrt(2 / Math.PI * own)) / total
            );
    }
}
