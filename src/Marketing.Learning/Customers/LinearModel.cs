using Marketing.Learning.Numerics;

namespace Marketing.Learning.Customers;

/// <summary>How a <see cref="LinearModel"/> turns its sum into an answer.</summary>
public enum Link
{
    /// <summary>The sum itself: least squares.</summary>
    Identity,

    /// <summary>1/(1 + e⁻ˢ): the chance of a yes, by logistic regression.</summary>
    Logistic,

    /// <summary>eˢ: an expected count, by Poisson regression.</summary>
    Exponential,
}

/// <summary>
/// A sum Σ wᵢ·xᵢ of standardised features behind a link: every answer can be taken apart into its terms.
/// Fitted by iteratively reweighted least squares (McCullagh and Nelder, Generalized Linear Models, 2.5) with a ridge penalty.
/// </summary>
/// <param name="Link">From sum to answer.</param>
/// <param name="Intercept">The sum of an average row.</param>
/// <param name="Weights">For one standard deviation of each feature. Shape [features].</param>
/// <param name="Means">Of the features in training. Shape [features].</param>
/// <param name="Deviations">Standard deviations in training; 1 where a feature never varied. Shape [features].</param>
public sealed record LinearModel(Link Link, double Intercept, double[] Weights, double[] Means, double[] Deviations)
{
    // An answer of e⁵⁰ is nobody's count; without the bound one wild row would overflow a step of the fit.
    private const double LargestSum = 50;

    /// <summary>Fits the model.</summary>
    /// <param name="link">Which kind of answer.</param>
    /// <param name="rows">Shape [rows][features], finite, at least one row.</param>
    /// <param name="targets">Shape [rows]: any number, 0 or 1, or a count, as the link needs.</param>
    /// <param name="importance">How often each row counts, above 0; null: once. Shape [rows].</param>
    /// <param name="ridge">Penalty ½·ridge·|w|² beside the summed loss; above 0 keeps the fit finite.</param>
    /// <param name="cancel">Looked at once a step.</param>
    public static LinearModel Fit(
        Link link,
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> targets,
        IReadOnlyList<double>? importance,
        double ridge,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        if (rows.Count == 0 || rows.Count != targets.Count)
        {
            throw new ArgumentException("Rows and targets must be as many, and at least one.", nameof(targets));
        }

        var (means, deviations) = Standard(rows);
        var features = means.Length;
        var weights = new double[features + 1]; // the last is the intercept
        var mean = targets.Average();
        weights[features] = link switch
        {
            Link.Logistic => Math.Log((mean + 1e-6) / (1 - mean + 1e-6)),
            Link.Exponential => Math.Log(mean + 1e-6),
            _ => mean,
        };
        var loss = Loss(link, rows, targets, importance, weights, means, deviations, ridge);
        for (var iteration = 0; iteration < 60; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            var (hessian, gradient) = Derivatives(link, rows, targets, importance, weights, means, deviations, ridge);
            if (DenseCholesky.TrySolve(hessian, gradient) is not { } step)
            {
                break;
            }

            var (next, nextLoss) = Shorten(
                step,
                candidate => Loss(link, rows, targets, importance, candidate, means, deviations, ridge),
                weights,
                loss
            );
            var done = !(nextLoss < loss - (1e-12 * Math.Abs(loss)));
            if (nextLoss <= loss)
            {
                (weights, loss) = (next, nextLoss);
            }

            if (done || link == Link.Identity)
            {
                break;
            }
        }

        return new LinearModel(link, weights[features], weights[..features], means, deviations);
    }

    /// <summary>The answer for one row.</summary>
    /// <param name="row">Shape [features].</param>
    public double Predict(ReadOnlySpan<double> row)
    {
        var sum = Intercept;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Term(i, row[i]);
        }

        return Answer(Link, sum);
    }

    /// <summary>What one feature adds to the sum: wᵢ·(xᵢ − meanᵢ)/deviationᵢ.</summary>
    public double Term(int feature, double value) => Weights[feature] * (value - Means[feature]) / Deviations[feature];

    internal static double Answer(Link link, double sum) =>
        link switch
        {
            Link.Logistic => 1 / (1 + Math.Exp(-sum)),
            Link.Exponential => Math.Exp(Math.Clamp(sum, -LargestSum, LargestSum)),
            _ => sum,
        };

    private static (double[] Means, double[] Deviations) Standard(IReadOnlyList<double[]> rows)
    {
        var features = rows[0].Length;
        var (means, deviations) = (new double[features], new double[features]);
        for (var feature = 0; feature < features; feature++)
        {
            var sum = 0.0;
            foreach (var row in rows)
            {
                sum += row[feature];
            }

            means[feature] = sum / rows.Count;
            var squares = 0.0;
            foreach (var row in rows)
            {
                squares += (row[feature] - means[feature]) * (row[feature] - means[feature]);
            }

            var deviation = Math.Sqrt(squares / rows.Count);
            deviations[feature] = deviation > 1e-9 * (1 + Math.Abs(means[feature])) ? deviation : 1;
        }

        return (means, deviations);
    }

    /// <summary>Newton's step, halved until the loss falls.</summary>
    private static (double[] At, double Loss) Shorten(double[] step, Func<double[], double> loss, double[] from, double before)
    {
        var next = from;
        var value = before;
        for (var (length, attempt) = (1.0, 0); attempt < 25; attempt++, length /= 2)
        {
            next = [.. from.Select((w, i) => w + (length * step[i]))];
            value = loss(next);
            if (value <= before)
            {
                break;
            }
        }

        return (next, value);
    }

    private static (double[,] Hessian, double[] Downhill) Derivatives(
        Link link,
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> targets,
        IReadOnlyList<double>? importance,
        double[] weights,
        double[] means,
        double[] deviations,
        double ridge
    )
    {
        var n = weights.Length;
        var (hessian, downhill, x) = (new double[n, n], new double[n], new double[n]);
        for (var row = 0; row < rows.Count; row++)
        {
            var answer = Answer(link, Sum(rows[row], weights, means, deviations, x));
            var curvature = link switch
            {
                Link.Logistic => Math.Max(answer * (1 - answer), 1e-12),
                Link.Exponential => answer,
                _ => 1,
            };
            var count = importance?[row] ?? 1;
            var miss = count * (targets[row] - answer);
            curvature *= count;
            for (var i = 0; i < n; i++)
            {
                downhill[i] += miss * x[i];
                var scaled = curvature * x[i];
                for (var j = 0; j <= i; j++)
                {
                    hessian[i, j] += scaled * x[j];
                }
            }
        }

        for (var i = 0; i < n; i++)
        {
            var penalty = i < n - 1 ? ridge : 0;
            hessian[i, i] += penalty + 1e-9;
            downhill[i] -= penalty * weights[i];
        }

        return (hessian, downhill);
    }

    private static double Loss(
        Link link,
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> targets,
        IReadOnlyList<double>? importance,
        double[] weights,
        double[] means,
        double[] deviations,
        double ridge
    )
    {
        var (loss, x) = (0.0, new double[weights.Length]);
        for (var row = 0; row < rows.Count; row++)
        {
            var (sum, target) = (Sum(rows[row], weights, means, deviations, x), targets[row]);
            var own = link switch
            {
                // ln(1 + eˢ) − y·s without overflow
                Link.Logistic => Math.Max(sum, 0) + Math.Log(1 + Math.Exp(-Math.Abs(sum))) - (target * sum),
                Link.Exponential => Answer(link, sum) - (target * sum),
                _ => .5 * (target - sum) * (target - sum),
            };
            loss += (importance?[row] ?? 1) * own;
        }

        for (var i = 0; i < weights.Length - 1; i++)
        {
            loss += .5 * ridge * weights[i] * weights[i];
        }

        return loss;
    }

    private static double Sum(double[] row, double[] weights, double[] means, double[] deviations, double[] x)
    {
        var features = means.Length;
        var sum = weights[features];
        for (var i = 0; i < features; i++)
        {
            x[i] = (row[i] - means[i]) / deviations[i];
            sum += weights[i] * x[i];
        }

        x[features] = 1;
        return sum;
    }
}
