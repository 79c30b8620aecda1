using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

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

        var recurrence = DenseMatrix.Create(
            Points,
            Points,
            (row, column) =>
                row == column ? diagonal[row]
                : Math.Abs(row - column) == 1 ? beside[Math.Min(row, column)]
                : 0
        );
        var solved = recurrence.Evd(Symmetricity.Symmetric);
        _weights = [.. solved.EigenVectors.Row(0).Select(first => first * first)];
        _at = [.. solved.EigenValues.Select(x => Math.Clamp((1 + x.Real) / 2, 0, 1))];
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
}
