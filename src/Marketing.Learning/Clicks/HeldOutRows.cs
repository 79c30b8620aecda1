namespace Marketing.Learning.Clicks;

/// <summary>The rows by which training stops and calibrates: a tenth, by hash of the row's number and the seed.</summary>
internal static class HeldOutRows
{
    private const int FewestRows = 500;
    private const int FewestClicks = 20;
    private const ulong Purpose = 0xC11C5; // other uses of the same seed draw other numbers

    public static bool Has(int row, ulong seed) => SplitMix64.At(seed ^ Purpose, (ulong)row) % 10 == 0;

    /// <summary>False when the held-out rows would be too few to say anything.</summary>
    public static bool Suffice(ClickTable data) => data.Rows >= 10 * FewestRows && data.Clicks >= 10 * FewestClicks;

    /// <summary>
    /// The curve that is worth applying: fitted on one half and judged on the other it must lower the log loss, both ways together; else none.
    /// Only monotone errors are mended, and a curve through too few clicks would add more noise than it mends.
    /// </summary>
    public static IsotonicCalibration Calibrate(ReadOnlySpan<double> scores, ReadOnlySpan<bool> clicked, ReadOnlySpan<float> weights)
    {
        var gain = 0.0;
        for (var half = 0; half < 2; half++)
        {
            var fitted = Fit(scores, clicked, weights, half);
            for (var row = 1 - half; row < scores.Length; row += 2)
            {
                gain += weights[row] * (Loss(scores[row], clicked[row]) - Loss(fitted.Apply(scores[row]), clicked[row]));
            }
        }

        return gain > 0 ? IsotonicCalibration.Fit(scores, clicked, weights, priorRows: 1) : IsotonicCalibration.None;
    }

    /// <summary>The same for some rows of a log, whose places were looked at as often as <paramref name="examination"/> says.</summary>
    public static IsotonicCalibration Calibrate(ClickTable data, int[] rows, double[] scores, double[] examination)
    {
        var counts = new float[rows.Length];
        for (var at = 0; at < rows.Length; at++)
        {
            var looked = PositionModel.WeightOf(examination, data.Position(rows[at]), scores[at], data.Clicked(rows[at]));
            counts[at] = (float)Math.Max(1e-6, data.Weight(rows[at]) * looked);
        }

        return Calibrate(scores, Array.ConvertAll(rows, data.Clicked), counts);
    }

    /// <summary>Weighted loss of predictions for some rows: a place that is seldom looked at is clicked that much less.</summary>
    public static double Loss(ClickTable data, int[] rows, double[] scores, double[] examination)
    {
        var loss = 0.0;
        for (var at = 0; at < rows.Length; at++)
        {
            var position = data.Position(rows[at]);
            var theta = examination.Length == 0 || position == 0 ? 1 : examination[Math.Min(position, examination.Length) - 1];
            loss += data.Weight(rows[at]) * Loss(scores[at] * theta, data.Clicked(rows[at]));
        }

        return loss;
    }

    public static double Loss(double probability, bool clicked)
    {
        var p = Math.Clamp(probability, 1e-7, 1 - 1e-7);
        return clicked ? -Math.Log(p) : -Math.Log(1 - p);
    }

    private static IsotonicCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> clicked, ReadOnlySpan<float> weights, int half)
    {
        var count = (scores.Length + 1 - half) / 2;
        var (s, c, w) = (new double[count], new bool[count], new float[count]);
        for (var at = 0; at < count; at++)
        {
            (s[at], c[at], w[at]) = (scores[(2 * at) + half], clicked[(2 * at) + half], weights[(2 * at) + half]);
        }

        return IsotonicCalibration.Fit(s, c, w, priorRows: 1);
    }
}
