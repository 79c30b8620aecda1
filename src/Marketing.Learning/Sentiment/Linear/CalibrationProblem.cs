namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Loss, gradient and Hessian of the logistic regression of <see cref="MarginCalibration"/>.</summary>
internal sealed class CalibrationProblem
{
    private readonly double[][] _margins;
    private readonly int[] _labels;
    private readonly double[] _smoothing;
    private readonly int _classes;
    private readonly int _width;
    private readonly double[] _ridge;

    /// <param name="margins">Shape [texts][inputs].</param>
    /// <param name="labels">Shape [texts].</param>
    /// <param name="classes">2 or 3.</param>
    /// <param name="ridge">Penalty on the square of each factor, and last on that of the intercept. Shape [inputs + 1].</param>
    public CalibrationProblem(double[][] margins, SentimentLabel[] labels, int classes, double[] ridge)
    {
        (_margins, _labels, _classes, _ridge) = (margins, [.. labels.Select(label => (int)label)], classes, ridge);
        _width = ridge.Length;
        // Platt's targets: the true class gets (n + 1) / (n + 2), the others share the rest.
        _smoothing = [.. Enumerable.Range(0, classes).Select(label => 1.0 / (_labels.Count(own => own == label) + 2))];
    }

    private int Size => (_classes - 1) * _width;

    public double Loss(double[] parameters, double[] weights)
    {
        var (loss, probabilities) = (0.0, new double[_classes]);
        for (var row = 0; row < _labels.Length; row++)
        {
            MarginCalibration.Softmax(parameters, _margins[row], probabilities);
            for (var label = 0; label < _classes; label++)
            {
                loss -= weights[row] * Target(row, label) * Math.Log(Math.Max(probabilities[label], 1e-300));
            }
        }

        return loss + parameters.Select((value, at) => _ridge[at % _width] / 2 * value * value).Sum();
    }

    /// <summary>H⁻¹ g.</summary>
    public double[] NewtonDirection(double[] parameters, double[] weights)
    {
        var (gradient, hessian) = (new double[Size], new double[Size, Size]);
        var (probabilities, inputs) = (new double[_classes], new double[_width]);
        for (var row = 0; row < _labels.Length; row++)
        {
            MarginCalibration.Softmax(parameters, _margins[row], probabilities);
            _margins[row].CopyTo(inputs, 0);
            inputs[^1] = 1;
            for (var at = 0; at < Size; at++)
            {
                var (label, input) = (1 + (at / _width), inputs[at % _width]);
                gradient[at] += weights[row] * (probabilities[label] - Target(row, label)) * input;
                for (var other = 0; other <= at; other++)
                {
                    var otherLabel = 1 + (other / _width);
                    var weight = weights[row] * probabilities[label] * ((label == otherLabel ? 1 : 0) - probabilities[otherLabel]);
                    hessian[at, other] += weight * input * inputs[other % _width];
                }
            }
        }

        for (var at = 0; at < Size; at++)
        {
            gradient[at] += _ridge[at % _width] * parameters[at];
            hessian[at, at] += _ridge[at % _width];
        }

        return Solve(hessian, gradient);
    }

    private double Target(int row, int label) => _labels[row] == label ? 1 - _smoothing[label] : _smoothing[_labels[row]] / (_classes - 1);

    /// <summary>Cholesky on the lower half; the ridge keeps it positive definite.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var column = 0; column < size; column++)
        {
            for (var row = column; row < size; row++)
            {
                var value = matrix[row, column];
                for (var before = 0; before < column; before++)
                {
                    value -= matrix[row, before] * matrix[column, before];
                }

                matrix[row, column] = row == column ? Math.Sqrt(Math.Max(value, 1e-12)) : value / matrix[column, column];
            }
        }

        var solution = (double[])right.Clone();
        for (var row = 0; row < size; row++)
        {
            for (var before = 0; before < row; before++)
            {
                solution[row] -= matrix[row, before] * solution[before];
            }

            solution[row] /= matrix[row, row];
        }

        for (var row = size - 1; row >= 0; row--)
        {
            for (var after = row + 1; after < size; after++)
            {
                solution[row] -= matrix[after, row] * solution[after];
            }

            solution[row] /= matrix[row, row];
        }

        return solution;
    }
}
