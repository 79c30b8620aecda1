namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>Minimizes a smooth function by limited-memory BFGS with backtracking (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 3.1).</summary>
internal static class Lbfgs
{
    private const int Memory = 8;

    /// <param name="start">Where to begin; not changed.</param>
    /// <param name="function">Value at a point; writes the gradient.</param>
    /// <param name="iterations">At most so many steps.</param>
    public static double[] Minimize(double[] start, Func<double[], double[], double> function, int iterations)
    {
        var (at, gradient) = ((double[])start.Clone(), new double[start.Length]);
        var value = function(at, gradient);
        var pairs = new List<(double[] Step, double[] Turn, double Product)>();
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var direction = Direction(gradient, pairs);
            var slope = Dot(direction, gradient);
            if (slope > -1e-10)
            {
                break;
            }

            var length = pairs.Count == 0 ? 1 / Math.Max(1, Math.Sqrt(Dot(gradient, gradient))) : 1.0;
            var (next, nextGradient, nextValue) = (new double[at.Length], new double[at.Length], double.NaN);
            for (var halving = 0; halving < 30; halving++, length /= 2)
            {
                for (var i = 0; i < at.Length; i++)
                {
                    next[i] = at[i] + (length * direction[i]);
                }

                nextValue = function(next, nextGradient);
                if (nextValue <= value + (1e-4 * length * slope))
                {
                    break;
                }
            }

            if (!(nextValue < value))
            {
                break;
            }

            Remember(pairs, Minus(next, at), Minus(nextGradient, gradient));
            var gain = value - nextValue;
            (at, gradient, value) = (next, nextGradient, nextValue);
            if (gain < 1e-7 * Math.Abs(value))
            {
                break;
            }
        }

        return at;
    }

    private static void Remember(List<(double[] Step, double[] Turn, double Product)> pairs, double[] step, double[] turn)
    {
        var product = Dot(step, turn);
        if (product > 1e-12)
        {
            pairs.Add((step, turn, product));
            if (pairs.Count > Memory)
            {
                pairs.RemoveAt(0);
            }
        }
    }

    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Turn, double Product)> pairs)
    {
        var direction = Array.ConvertAll(gradient, value => -value);
        var shares = new double[pairs.Count];
        for (var pair = pairs.Count - 1; pair >= 0; pair--)
        {
            shares[pair] = Dot(pairs[pair].Step, direction) / pairs[pair].Product;
            Add(direction, -shares[pair], pairs[pair].Turn);
        }

        if (pairs.Count > 0)
        {
            var scale = pairs[^1].Product / Dot(pairs[^1].Turn, pairs[^1].Turn);
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] *= scale;
            }
        }

        for (var pair = 0; pair < pairs.Count; pair++)
        {
            Add(direction, shares[pair] - (Dot(pairs[pair].Turn, direction) / pairs[pair].Product), pairs[pair].Step);
        }

        return direction;
    }

    private static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static void Add(double[] to, double factor, double[] what)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += factor * what[i];
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
