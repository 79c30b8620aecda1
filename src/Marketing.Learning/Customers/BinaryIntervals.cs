namespace Marketing.Learning.Customers;

/// <summary>How far other customers of the same kind would have moved two figures of <see cref="BinaryJudgement"/>.</summary>
/// <param name="CalibrationError">
/// Of the gap in ten groups, which every draw fills anew. Gaps have no sign, so that chance adds to them: the interval leans upwards, and its lower end
/// is above 0 for perfect chances, too.
/// </param>
/// <param name="ExpectedOverObserved">Of the sum of the chances over the number of yes; a draw without any yes is infinite.</param>
public sealed record BinaryIntervals(Interval CalibrationError, Interval ExpectedOverObserved)
{
    /// <summary>Draws customers with replacement.</summary>
    /// <param name="chances">Of a yes. Shape [customers].</param>
    /// <param name="yes">What they did. Shape [customers].</param>
    /// <param name="seed">The same seed gives the same draws.</param>
    /// <param name="draws">At least 20.</param>
    public static BinaryIntervals Of(double[] chances, bool[] yes, ulong seed, int draws = 1000)
    {
        ArgumentNullException.ThrowIfNull(chances);
        ArgumentNullException.ThrowIfNull(yes);
        var order = Enumerable.Range(0, chances.Length).ToArray();
        Array.Sort(chances.ToArray(), order);
        var intervals = CustomerBootstrap.Intervals(
            chances.Length,
            figures: 2,
            seed,
            draws,
            (times, figures) => Judge(times, order, chances, yes, figures)
        );
        return new BinaryIntervals(intervals[0], intervals[1]);
    }

    /// <summary>Equal chances are one block, which falls into the group of its middle, as <see cref="BinaryJudgement"/> has it.</summary>
    private static void Judge(int[] times, int[] order, double[] chances, bool[] yes, double[] figures)
    {
        Span<double> gaps = stackalloc double[BinaryJudgement.Groups];
        gaps.Clear();
        var (seen, expected, observed) = (0, 0.0, 0);
        for (var from = 0; from < order.Length; )
        {
            var (to, drawn, gap) = (from, 0, 0.0);
            for (; to < order.Length && chances[order[to]].Equals(chances[order[from]]); to++)
            {
                var (customer, count) = (order[to], times[order[to]]);
                drawn += count;
                expected += count * chances[customer];
                gap += count * (chances[customer] - (yes[customer] ? 1 : 0));
                observed += yes[customer] ? count : 0;
            }

            if (drawn > 0)
            {
                gaps[(int)((seen + (drawn / 2.0)) * BinaryJudgement.Groups / order.Length)] += gap;
            }

            seen += drawn;
            from = to;
        }

        figures[0] = 0;
        foreach (var gap in gaps)
        {
            figures[0] += Math.Abs(gap) / order.Length;
        }

        figures[1] = expected / observed;
    }
}
