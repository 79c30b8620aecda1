namespace Marketing.Learning.Sentiment.Linear;

/// <summary>How hard the descent tries.</summary>
/// <param name="Cost">C: weight of the losses against the penalty ½‖w‖².</param>
/// <param name="Epochs">Most passes over the texts.</param>
/// <param name="Tolerance">Stops when the largest and the least projected gradient of a pass are this near.</param>
/// <param name="Seed">Of the order of texts within a pass.</param>
internal sealed record DescentOptions(double Cost, int Epochs, double Tolerance, ulong Seed)
{
    public static DescentOptions Of(IReadOnlyDictionary<string, double> settings, TrainingControl control) =>
        new(settings["Cost"], (int)settings["Epochs"], settings["Tolerance"], control.Seed);
}

/// <summary>
/// Linear support vector machine with squared hinge loss and L2 penalty; the intercept is the weight of a feature that is always 1. Dual coordinate
/// descent: Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale linear SVM" (ICML 2008), algorithm 1
/// with U = ∞ and D = 1 / (2C). Sequential, so that the result depends on nothing but data, options and seed.
/// </summary>
internal static class DualCoordinateDescent
{
    private const double Negligible = 1e-12;

    /// <param name="rows">The texts.</param>
    /// <param name="members">Rows to learn from.</param>
    /// <param name="signs">+1 or −1 for each row of <paramref name="rows"/>.</param>
    /// <param name="scales">Multiplies the value of a feature; null for 1. Shape [features].</param>
    /// <param name="options">How hard to try.</param>
    /// <param name="cancel">Looked at once a pass.</param>
    /// <returns>Weights of the scaled features.</returns>
    public static LinearWeights Train(
        TextRows rows,
        int[] members,
        sbyte[] signs,
        float[]? scales,
        DescentOptions options,
        CancellationToken cancel
    )
    {
        var weights = new DescentWeights(rows, scales);
        var diagonal = 1 / (2 * options.Cost);
        var curvature = new double[members.Length];
        for (var at = 0; at < members.Length; at++)
        {
            curvature[at] = weights.SquaredLength(members[at]) + 1 + diagonal;
        }

        var (alpha, order, intercept) = (new double[members.Length], Enumerable.Range(0, members.Length).ToArray(), 0.0);
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            cancel.ThrowIfCancellationRequested();
            Shuffle(order, SplitMix64.At(options.Seed, (ulong)epoch));
            var (most, least) = (double.NegativeInfinity, double.PositiveInfinity);
            foreach (var at in order)
            {
                var row = members[at];
                double sign = signs[row];
                var gradient = (sign * (weights.Product(row) + intercept)) - 1 + (diagonal * alpha[at]);
                var projected = alpha[at] == 0 ? Math.Min(gradient, 0) : gradient;
                (most, least) = (Math.Max(most, projected), Math.Min(least, projected));
                if (Math.Abs(projected) < Negligible)
                {
                    continue;
                }

                var next = Math.Max(alpha[at] - (gradient / curvature[at]), 0);
                var step = (next - alpha[at]) * sign;
                alpha[at] = next;
                intercept += step;
                weights.Add(row, (float)step);
            }

            if (most - least < options.Tolerance)
            {
                break;
            }
        }

        return new LinearWeights(weights.ToArray(), intercept);
    }

    private static void Shuffle(int[] order, ulong seed)
    {
        for (var last = order.Length - 1; last > 0; last--)
        {
            var other = (int)(SplitMix64.At(seed, (ulong)last) % (ulong)(last + 1));
            (order[last], order[other]) = (order[other], order[last]);
        }
    }
}
