namespace Marketing.Learning.Customers.Uplift;

/// <summary>
/// The Qini coefficient in its one definition here. Customers stand in order of predicted uplift, best first; after the best share s of them the
/// curve is g(s) = (Y_t − Y_c·N_t/N_c)/N, where N_t, N_c are the treated and untreated among them, Y_t, Y_c what these did, and N all treated.
/// Qini = ∫ g(s) ds − g(1)/2: the area between the curve and the straight line of random targeting, not normalised; random choice has 0.
/// (Radcliffe, "Using control groups to target on predicted lift", 2007.) Customers with equal scores are one straight piece.
/// </summary>
public static class Qini
{
    /// <summary>The coefficient with its percentile interval over redrawn customers.</summary>
    /// <param name="scores">Predicted uplift. Shape [rows], no NaN.</param>
    /// <param name="rows">The same customers in the same order; their features are not looked at.</param>
    /// <param name="seed">The same seed gives the same draws.</param>
    /// <param name="draws">At least 20.</param>
    public static QiniResult Judge(double[] scores, UpliftRows rows, ulong seed, int draws = 500)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(rows);
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).ThenBy(row => row).ToArray();
        var once = new int[scores.Length];
        Array.Fill(once, 1);
        var (qini, top) = Of(order, once, scores, rows);
        var intervals = CustomerBootstrap.Intervals(
            scores.Length,
            figures: 2,
            seed,
            draws,
            (times, figures) => (figures[0], figures[1]) = Of(order, times, scores, rows)
        );
        return new QiniResult(qini, intervals[0], top, intervals[1]);
    }

    private static (double Qini, double TopUplift) Of(int[] order, int[] times, double[] scores, UpliftRows rows)
    {
        var allTreated = 0.0;
        for (var row = 0; row < times.Length; row++)
        {
            allTreated += rows.Treated[row] ? times[row] : 0;
        }

        double total = times.Length,
            area = 0,
            height = 0,
            top = double.NaN,
            seen = 0;
        double nt = 0,
            nc = 0,
            yt = 0,
            yc = 0;
        for (var from = 0; from < order.Length; )
        {
            var before = seen;
            var to = from;
            for (; to < order.Length && scores[order[to]].Equals(scores[order[from]]); to++)
            {
                var (row, count) = (order[to], times[order[to]]);
                seen += count;
                if (rows.Treated[row])
                {
                    (nt, yt) = (nt + count, yt + (count * rows.Outcome[row]));
                }
                else
                {
                    (nc, yc) = (nc + count, yc + (count * rows.Outcome[row]));
                }
            }

            var next = nc > 0 ? (yt - (yc * nt / nc)) / allTreated : yt / allTreated;
            area += (seen - before) / total * (height + next) / 2;
            height = next;
            from = to;
            if (double.IsNaN(top) && seen >= .3 * total && nt > 0 && nc > 0)
            {
                top = (yt / nt) - (yc / nc);
            }
        }

        return (area - (height / 2), top);
    }
}

/// <summary>How well an order of customers finds those whom a campaign moves.</summary>
/// <param name="Coefficient">See <see cref="Qini"/>.</param>
/// <param name="Interval">95 % of it.</param>
/// <param name="UpliftAt30">Rate of the treated minus rate of the others among the best 30 % (and those who tie with the last of them).</param>
/// <param name="UpliftAt30Interval">95 % of it.</param>
public sealed record QiniResult(double Coefficient, Interval Interval, double UpliftAt30, Interval UpliftAt30Interval);
