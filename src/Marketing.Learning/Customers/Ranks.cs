namespace Marketing.Learning.Customers;

/// <summary>Figures that only look at order.</summary>
public static class Ranks
{
    /// <summary>1 for the smallest; equal values share the mean of their ranks.</summary>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        var (keys, order) = (values.ToArray(), new int[values.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        var ranks = new double[keys.Length];
        for (var from = 0; from < keys.Length; )
        {
            var to = from + 1;
            while (to < keys.Length && keys[to].Equals(keys[from]))
            {
                to++;
            }

            for (var at = from; at < to; at++)
            {
                ranks[order[at]] = (from + to + 1) / 2.0;
            }

            from = to;
        }

        return ranks;
    }

    /// <summary>Spearman's ρ: the correlation of the ranks, −1 to 1; 0 where one side never varies.</summary>
    public static double Spearman(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (x, y) = (Of(a), Of(b));
        var mean = (x.Length + 1) / 2.0;
        double both = 0,
            xx = 0,
            yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            both += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }

        return xx > 0 && yy > 0 ? both / Math.Sqrt(xx * yy) : 0;
    }

    /// <summary>Area under the ROC curve: the chance that a yes scores above a no, ties counting half; NaN where one kind is absent.</summary>
    public static double Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> yes)
    {
        var ranks = Of(scores);
        var (sum, positives) = (0.0, 0L);
        for (var i = 0; i < ranks.Length; i++)
        {
            if (yes[i])
            {
                (sum, positives) = (sum + ranks[i], positives + 1);
            }
        }

        var negatives = ranks.Length - positives;
        return positives == 0 || negatives == 0
            ? double.NaN
            : (sum - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }

    /// <summary>Share of all that the tenth with the highest scores holds; among equal scores each counts its part of the places left.</summary>
    /// <param name="scores">By what to choose. Shape [n].</param>
    /// <param name="amounts">What to hold, at least 0. Shape [n].</param>
    /// <returns>0 to 1; 0 where there is nothing to hold.</returns>
    public static double TopDecileShare(ReadOnlySpan<double> scores, ReadOnlySpan<double> amounts)
    {
        var (keys, held) = (scores.ToArray(), amounts.ToArray());
        Array.Sort(keys, held);
        var (left, taken, all) = (keys.Length / 10.0, 0.0, held.Sum());
        for (var to = keys.Length; to > 0 && left > 0; )
        {
            var from = to - 1;
            var sum = held[from];
            while (from > 0 && keys[from - 1].Equals(keys[to - 1]))
            {
                sum += held[--from];
            }

            var part = Math.Min(1, left / (to - from));
            taken += part * sum;
            left -= to - from;
            to = from;
        }

        return all > 0 ? taken / all : 0;
    }
}
