using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks;

/// <summary>
/// Calibration by least squares: min Σ wᵢ(yᵢ − xᵢ)² over x that never fall as the score rises (pool adjacent violators, exact). Between the
/// blocks' mean scores the curve is straight, so that a better score stays a better probability; outside it is level.
/// </summary>
public sealed class IsotonicCalibration
{
    private readonly double[] _scores;
    private readonly double[] _values;

    private IsotonicCalibration(double[] scores, double[] values) => (_scores, _values) = (scores, values);

    /// <summary>Leaves every score as it is.</summary>
    public static IsotonicCalibration None { get; } = new([], []);

    /// <summary>Number of level blocks; 0 means that scores stay as they are.</summary>
    public int Blocks => _scores.Length;

    /// <summary>Fits.</summary>
    /// <param name="scores">Predicted probabilities. Shape [n].</param>
    /// <param name="clicked">Outcomes. Shape [n].</param>
    /// <param name="weights">Shape [n], above 0; empty when all rows count 1.</param>
    /// <param name="priorRows">
    /// 0 is the exact least squares. Above 0, each block gets so many more rows whose outcome is its mean score: a block of a few rows without
    /// a click must not say "never".
    /// </param>
    /// <returns><see cref="None"/> when all outcomes are the same: a curve through nothing would predict 0 or 1.</returns>
    public static IsotonicCalibration Fit(
        ReadOnlySpan<double> scores,
        ReadOnlySpan<bool> clicked,
        ReadOnlySpan<float> weights = default,
        double priorRows = 0
    )
    {
        if (scores.Length != clicked.Length || (weights.Length != 0 && weights.Length != scores.Length))
        {
            throw new ArgumentException("Scores, outcomes and weights differ in number.", nameof(clicked));
        }

        if (!clicked.Contains(true) || !clicked.Contains(false))
        {
            return None;
        }

        var order = new int[scores.Length];
        for (var row = 0; row < order.Length; row++)
        {
            order[row] = row;
        }

        var keys = scores.ToArray();
        Array.Sort(keys, order);
        var blocks = new List<Block>();
        for (var at = 0; at < order.Length; at++)
        {
            var weight = weights.Length == 0 ? 1.0 : weights[order[at]];
            var block = new Block(weight, weight * keys[at], clicked[order[at]] ? weight : 0, keys[at]);

            // Equal scores are one point, whatever the order of their outcomes.
            while (blocks.Count > 0 && (blocks[^1].Value >= block.Value || blocks[^1].Highest.Equals(block.Highest)))
            {
                block = blocks[^1].With(block);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        var values = new double[blocks.Count];
        for (var at = 0; at < values.Length; at++)
        {
            var block = blocks[at];
            var value = (block.ClickSum + (priorRows * block.Score)) / (block.Weight + priorRows);
            values[at] = at == 0 ? value : Math.Max(value, values[at - 1]);
        }

        return new IsotonicCalibration([.. blocks.Select(block => block.Score)], values);
    }

    /// <summary>The calibrated probability of a score. Never falls as the score rises.</summary>
    public double Apply(double score)
    {
        if (_scores.Length == 0)
        {
            return score;
        }

        var at = Array.BinarySearch(_scores, score);
        if (at >= 0)
        {
            return _values[at];
        }

        var next = ~at;
        if (next == 0 || next == _scores.Length)
        {
            return _values[Math.Min(next, _scores.Length - 1)];
        }

        var share = (score - _scores[next - 1]) / (_scores[next] - _scores[next - 1]);
        return _values[next - 1] + (share * (_values[next] - _values[next - 1]));
    }

    /// <summary>Writes all that <see cref="Read"/> needs.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.WriteArray<double>(_scores);
        writer.WriteArray<double>(_values);
    }

    /// <summary>Reads back what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a calibration's.</exception>
    public static IsotonicCalibration Read(BinaryReader reader)
    {
        var calibration = new IsotonicCalibration(reader.ReadArray<double>(), reader.ReadArray<double>());
        return calibration._scores.Length == calibration._values.Length
            ? calibration
            : throw new InvalidDataException("A calibration has as many values as scores.");
    }

    private readonly record struct Block(double Weight, double ScoreSum, double ClickSum, double Highest)
    {
        public double Value => ClickSum / Weight;

        public double Score => ScoreSum / Weight;

        public Block With(Block next) => new(Weight + next.Weight, ScoreSum + next.ScoreSum, ClickSum + next.ClickSum, next.Highest);
    }
}
