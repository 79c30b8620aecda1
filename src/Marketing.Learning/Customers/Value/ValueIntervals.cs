namespace Marketing.Learning.Customers.Value;

/// <summary>How far other customers of the same kind would have moved two figures of <see cref="ValueJudgement"/>.</summary>
/// <param name="TotalError">Of (expected − observed)/observed; a draw of customers who did nothing is infinite.</param>
/// <param name="TopDecileShare">Of what fell to the tenth with the highest predictions, over what fell to all.</param>
public sealed record ValueIntervals(Interval TotalError, Interval TopDecileShare)
{
    /// <summary>Draws customers with replacement.</summary>
    /// <param name="predictions">Shape [customers].</param>
    /// <param name="outcomes">Of the same customers in the same order. Shape [customers].</param>
    /// <param name="seed">The same seed gives the same draws.</param>
    /// <param name="draws">At least 20.</param>
    public static ValueIntervals Of(double[] predictions, double[] outcomes, ulong seed, int draws = 1000)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(outcomes);
        var best = Enumerable.Range(0, predictions.Length).ToArray();
        Array.Sort(predictions.ToArray(), best);
        Array.Reverse(best);
        var intervals = CustomerBootstrap.Intervals(
            predictions.Length,
            figures: 2,
            seed,
            draws,
            (times, figures) => Judge(times, best, predictions, outcomes, figures)
        );
        return new ValueIntervals(intervals[0], intervals[1]);
    }

    /// <summary>Among equal predictions each counts its part of the places left, as <see cref="Ranks.TopDecileShare"/> has it.</summary>
    private static void Judge(int[] times, int[] best, double[] predictions, double[] outcomes, double[] figures)
    {
        var (left, taken, expected, observed) = (best.Length / 10.0, 0.0, 0.0, 0.0);
        for (var from = 0; from < best.Length; )
        {
            var (to, drawn, held) = (from, 0, 0.0);
            for (; to < best.Length && predictions[best[to]].Equals(predictions[best[from]]); to++)
            {
                drawn += times[best[to]];
                held += times[best[to]] * outcomes[best[to]];
                expected += times[best[to]] * predictions[best[to]];
            }

            if (drawn > 0 && left > 0)
            {
                taken += Math.Min(1, left / drawn) * held;
                left -= drawn;
            }

            observed += held;
            from = to;
        }

        figures[0] = (expected - observed) / observed;
        figures[1] = observed > 0 ? taken / observed : 0;
    }
}
