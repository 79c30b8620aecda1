namespace Marketing.Learning.Numerics;

/// <summary>Solves small symmetric positive definite systems in double precision.</summary>
internal static class DenseCholesky
{
    /// <param name="matrix">Symmetric, shape [n, n]; its lower half is read. Overwritten by the factor.</param>
    /// <param name="right">Shape [n].</param>
    /// <returns>x with matrix·x = right, or null where the matrix is not (numerically) positive definite.</returns>
    public static double[]? TrySolve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = matrix[row, column];
                for (var k = 0; k < column; k++)
                {
                    sum -= matrix[row, k] * matrix[column, k];
                }

                if (row == column && !(sum > 0))
                {
                    return null;
                }

                matrix[row, column] = row == column ? Math.Sqrt(sum) : sum / matrix[column, column];
            }
        }

        var solution = (double[])right.Clone();
        for (var row = 0; row < n; row++)
        {
            for (var k = 0; k < row; k++)
            {
                solution[row] -= matrix[row, k] * solution[k];
            }

            solution[row] /= matrix[row, row];
        }

        for (var row = n - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < n; k++)
            {
                solution[row] -= matrix[k, row] * solution[k];
            }

            solution[row] /= matrix[row, row];
        }

        return Array.TrueForAll(solution, double.IsFinite) ? solution : null;
    }
}
