namespace Marketing.Learning.Clicks;

/// <summary>
/// The shift of the log odds after which the predictions sum to the clicks. Stochastic steps leave the mean wherever the newest rows pushed it: by a
/// per cent or two, which no ranking notices and every budget does.
/// </summary>
internal static class Recentring
{
    /// <param name="logOdds">Before the curve. Shape [n].</param>
    /// <param name="weights">How much each row counts. Shape [n].</param>
    /// <param name="clicks">Weighted clicks of the rows.</param>
    /// <param name="curve">Applied to the sigmoid.</param>
    /// <returns>Within ±1; 0 when no shift brings the sums together.</returns>
    public static double Shift(float[] logOdds, float[] weights, double clicks, IsotonicCalibration curve)
    {
        var (low, high) = (-1.0, 1.0);
        if (Expected(low) > clicks || Expected(high) < clicks)
        {
            return 0;
        }

        // Half a thousandth of a log odds is a twentieth of a per cent.
        while (high - low > 5e-4)
        {
            var middle = (low + high) / 2;
            (low, high) = Expected(middle) < clicks ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;

        double Expected(double shift)
        {
            var sum = 0.0;
            for (var row = 0; row < logOdds.Length; row++)
            {
                sum += weights[row] * curve.Apply(Logistic.Sigmoid(logOdds[row] + shift));
            }

            return sum;
        }
    }
}
