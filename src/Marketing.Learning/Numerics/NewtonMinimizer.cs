namespace Marketing.Learning.Numerics;

/// <summary>
/// Minimizes a smooth function of a few variables to the last digits: Newton's method with Levenberg's damping, the Hessian by
/// differences of the exact gradient (n gradients a step: for up to some dozens of variables).
/// </summary>
internal static class NewtonMinimizer
{
    private const double DifferenceStep = 1e-5;

    /// <param name="start">Where to begin; not changed.</param>
    /// <param name="function">Value at a point; writes the gradient. May be NaN or infinite away from the start.</param>
    /// <param name="iterations">At most so many steps.</param>
    /// <param name="cancel">Looked at once a step.</param>
    /// <returns>The lowest point found, and its value.</returns>
    public static (double[] At, double Value) Minimize(
        double[] start,
        Func<double[], double[], double> function,
        int iterations,
        CancellationToken cancel
    )
    {
        var (at, gradient) = ((double[])start.Clone(), new double[start.Length]);
        var value = function(at, gradient);
        var damping = 1e-3;
        for (var iteration = 0; iteration < iterations && damping < 1e12; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            var hessian = Hessian(at, gradient, function);
            var lower = false;
            for (var attempt = 0; attempt < 40 && !lower; attempt++)
            {
                if (Step(hessian, gradient, damping) is not { } step)
                {
                    damping *= 10;
                    continue;
                }

                var next = new double[at.Length];
                for (var i = 0; i < at.Length; i++)
                {
                    next[i] = at[i] + step[i];
                }

                var nextGradient = new double[at.Length];
                var nextValue = function(next, nextGradient);
                if (nextValue <= value && Array.TrueForAll(nextGradient, double.IsFinite))
                {
                    var moved = step.Max(Math.Abs);
                    var gain = value - nextValue;
                    (at, gradient, value, lower) = (next, nextGradient, nextValue, true);
                    damping = Math.Max(damping / 10, 1e-12);
                    // Along a flat valley steps stay long and gain nothing; at a minimum one more step would change the last digits alone.
                    if (moved < 1e-7 || gain < 1e-11 * Math.Abs(value))
                    {
                        return (at, value);
                    }
                }
                else
                {
                    damping *= 10;
                }
            }

            if (!lower)
            {
                break;
            }
        }

        return (at, value);
    }

    private static double[,] Hessian(double[] at, double[] gradient, Func<double[], double[], double> function)
    {
        var n = at.Length;
        var hessian = new double[n, n];
        var (point, beside) = ((double[])at.Clone(), new double[n]);
        for (var i = 0; i < n; i++)
        {
            point[i] = at[i] + DifferenceStep;
            function(point, beside);
            point[i] = at[i];
            for (var j = 0; j < n; j++)
            {
                hessian[i, j] += (beside[j] - gradient[j]) / (2 * DifferenceStep);
                hessian[j, i] += (beside[j] - gradient[j]) / (2 * DifferenceStep);
            }
        }

        return hessian;
    }

    /// <summary>−(H + damping·(1 + |diag H|))⁻¹·g, or null where that matrix is not positive definite.</summary>
    private static double[]? Step(double[,] hessian, double[] gradient, double damping)
    {
        var damped = (double[,])hessian.Clone();
        for (var i = 0; i < gradient.Length; i++)
        {
            damped[i, i] += damping * (1 + Math.Abs(hessian[i, i]));
        }

        return DenseCholesky.TrySolve(damped, Array.ConvertAll(gradient, g => -g));
    }
}
