namespace Marketing.Learning.Customers.Value;

/// <summary>
/// Means over a chance that is Beta-distributed: Gauss's quadrature with the Jacobi polynomials of that very distribution, its points the eigenvalues of their
/// recurrence (Golub and Welsch, "Calculation of Gauss quadrature rules", 1969).
/// </summary>
internal sealed class BetaMean
{
    /// <summary>Exact for polynomials below twice this degree.</summary>
    private const int Points = 40;

    private readonly double[] _at;
    private readonly double[] _weights;

    /// <param name="a">First parameter, above 0.</param>
    /// <param name="b">Second parameter, above 0.</param>
    public BetaMean(double a, double b)
    {
        // On −1 to 1 the weight is (1 − x)^alpha · (1 + x)^beta: Abramowitz and Stegun 22.7.1, for polynomials of norm 1.
        var (alpha, beta) = (b - 1, a - 1);
        var (diagonal, beside) = (new double[Points], new double[Points]);
        for (var n = 0; n < Points; n++)
        {
            var s = (2 * n) + alpha + beta;
            diagonal[n] = n == 0 ? (beta - alpha) / (s + 2) : ((beta * beta) - (alpha * alpha)) / (s * (s + 2));
            if (n > 0)
            {
                // At n = 1 two factors are the same: 0/0 where alpha + beta is −1.
                beside[n - 1] = Math.Sqrt(
                    n == 1
                        ? 4 * (1 + alpha) * (1 + beta) / (s * s * (s + 1))
                        : 4 * n * (n + alpha) * (n + beta) * (n + alpha + beta) / (s * s * ((s * s) - 1))
                );
            }
        }

        _weights = Diagonalize(diagonal, beside);
        _at = [.. diagonal.Select(x => Math.Clamp((1 + x) / 2, 0, 1))];
    }

    /// <summary>The mean of (1 − (1 + p·time)^−power)/p over p.</summary>
    /// <param name="time">At least 0.</param>
    /// <param name="power">At least 0.</param>
    public double OfPurchases(double time, double power)
    {
        var mean = 0.0;
        for (var i = 0; i < _at.Length; i++)
        {
            var p = _at[i];
            mean += _weights[i] * (p < 1e-300 ? power * time : OneLessExp(power * LogOfOneMore(p * time)) / p);
        }

        return mean;
    }

    /// <summary>ln(1 + x) without the noise of 1 + x where x is small.</summary>
    private static double LogOfOneMore(double x) => x < 1e-5 ? x * (1 - (x * (.5 - (x / 3)))) : Math.Log(1 + x);

    /// <summary>1 − e^−x, likewise.</summary>
    private static double OneLessExp(double x) => x < 1e-5 ? x * (1 - (x * (.5 - (x / 6)))) : 1 - Math.Exp(-x);

    /// <summary>
    /// Turns the diagonal of a symmetric tridiagonal matrix into its eigenvalues by QL steps with implicit shifts (Bowdler, Martin, Reinsch and Wilkinson 1968).
    /// </summary>
    /// <returns>Squares of the first components of the eigenvectors: the weights.</returns>
    private static double[] Diagonalize(double[] diagonal, double[] beside)
    {
        var first = new double[diagonal.Length];
        first[0] = 1;
        for (var from = 0; from < diagonal.Length; from++)
        {
            for (var round = 0; round < 60; round++)
            {
                var to = from;
                while (to < diagonal.Length - 1 && Math.Abs(beside[to]) > 1e-16 * (Math.Abs(diagonal[to]) + Math.Abs(diagonal[to + 1])))
                {
                    to++;
                }

                if (to == from)
                {
                    break;
                }

                Step(diagonal, beside, first, from, to);
            }
        }

        return [.. first.Select(value => value * value)];
    }

    private static void Step(double[] diagonal, double[] beside, double[] first, int from, int to)
    {
        var g = (diagonal[from + 1] - diagonal[from]) / (2 * beside[from]);
        var r = Math.Sqrt((g * g) + 1);
        g = diagonal[to] - diagonal[from] + (beside[from] / (g + Math.CopySign(r, g)));
        var (s, c, p) = (1.0, 1.0, 0.0);
        for (var i = to - 1; i >= from; i--)
        {
            var (f, b) = (s * beside[i], c * beside[i]);
            r = Math.Sqrt((f * f) + (g * g));
            beside[i + 1] = r;
            if (r <= 0)
            {
                diagonal[i + 1] -= p;
                beside[to] = 0;
                return;
            }

            (s, c) = (f / r, g / r);
            g = diagonal[i + 1] - p;
            r = ((diagonal[i] - g) * s) + (2 * c * b);
            p = s * r;
            diagonal[i + 1] = g + p;
            g = (c * r) - b;
            (first[i], first[i + 1]) = ((c * first[i]) - (s * first[i + 1]), (s * first[i]) + (c * first[i + 1]));
        }

        diagonal[from] -= p;
        beside[from] = g;
        beside[to] = 0;
    }
}
