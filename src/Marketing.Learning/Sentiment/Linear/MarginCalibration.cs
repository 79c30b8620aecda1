using Marketing.Learning.Numerics;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>
/// From margins to probabilities: multinomial logistic regression on margins of texts that the hyperplanes were not trained on. With two classes and
/// one margin that is Platt's scaling with smoothed targets (Lin, Lin and Weng, "A note on Platt's probabilistic outputs", 2007). Some labels are
/// noise (five stars under a complaint): a share ε of them is taken as drawn at random, P = (1 − ε) · softmax + ε / classes, with ε learnt along by
/// expectation maximisation. Without it the logistic curve is too sure of itself at both ends. A margin's slope may differ on either side of 0,
/// a · m + c · |m|: praise and complaint are seldom told with equal ease. Few texts leave c near 0.
/// </summary>
internal sealed class MarginCalibration
{
    private const int MostSteps = 100;
    private const int Rounds = 20;
    private const double FirstNoise = .02;
    private const double SettledNoise = 1e-4;
    private const double Ridge = 1e-6;
    private const double BendRidge = 3;

    private readonly int _classes;
    private readonly int _margins;

    // Row c - 1 belongs to class c: factors of the margins, of their sizes, then the intercept. Class 0 (negative) is the reference with logit 0.
    private readonly double[] _parameters;

    private readonly double _noise;

    public MarginCalibration(int classes, int margins, double[] parameters, double noise)
    {
        if (parameters.Length != (classes - 1) * Width(margins))
        {
            throw new ArgumentException($"{parameters.Length} parameters for {classes} classes and {margins} margins.", nameof(parameters));
        }

        (_classes, _margins, _parameters, _noise) = (classes, margins, parameters, noise);
    }

    /// <summary>What a margin adds, times its value, to the log-odds of positive against negative.</summary>
    /// <param name="margin">Which.</param>
    /// <param name="value">The margin: the slope depends on its side of 0.</param>
    public double PositiveFactor(int margin, double value) => _parameters[margin] + (Math.Sign(value) * _parameters[_margins + margin]);

    /// <summary>Log-odds of positive against negative where every margin is 0.</summary>
    public double PositiveIntercept => _parameters[2 * _margins];

    /// <summary>The same with something added to the log-odds of positive. Two classes.</summary>
    public MarginCalibration Shifted(double shift) => new(_classes, _margins, [.. _parameters[..^1], _parameters[^1] + shift], _noise);

    /// <param name="margins">Shape [texts][margins].</param>
    /// <param name="labels">Shape [texts].</param>
    /// <param name="classes">2 or 3.</param>
    public static MarginCalibration Fit(double[][] margins, SentimentLabel[] labels, int classes)
    {
        var count = margins.Length == 0 ? 1 : margins[0].Length;
        var parameters = new double[(classes - 1) * Width(count)];
        var model = new MarginCalibration(classes, count, parameters, margins.Length == 0 ? 0 : FirstNoise);
        if (margins.Length == 0)
        {
            return model;
        }

        var weights = new double[margins.Length];
        Array.Fill(weights, 1);
        double[] ridge = [.. Enumerable.Repeat(Ridge, count), .. Enumerable.Repeat(BendRidge, count), Ridge];
        var problem = new CalibrationProblem([.. margins.Select(row => Inputs(row))], labels, classes, ridge);
        var probabilities = new double[classes];
        for (var round = 0; round < Rounds; round++)
        {
            model = new MarginCalibration(classes, count, Maximize(problem, weights, model._parameters), model._noise);
            for (var row = 0; row < weights.Length; row++)
            {
                model.Apply(margins[row], probabilities);
                weights[row] = 1 - (model._noise / classes / probabilities[(int)labels[row]]);
            }

            var noise = weights.Average(weight => 1 - weight);
            var settled = Math.Abs(noise - model._noise) < SettledNoise;
            model = new MarginCalibration(classes, count, model._parameters, noise);
            if (settled)
            {
                break;
            }
        }

        return model;
    }

    private static double[] Maximize(CalibrationProblem problem, double[] weights, double[] parameters)
    {
        var loss = problem.Loss(parameters, weights);
        for (var step = 0; step < MostSteps; step++)
        {
            var direction = problem.NewtonDirection(parameters, weights);
            var (size, before) = (1.0, loss);
            double[] next;
            do
            {
                next = [.. parameters.Select((value, at) => value - (size * direction[at]))];
                loss = problem.Loss(next, weights);
                size /= 2;
            } while (!(loss <= before) && size > 1e-10);

            if (!(loss < before))
            {
                break;
            }

            parameters = next;
            if (before - loss < 1e-9 * weights.Length)
            {
                break;
            }
        }

        return parameters;
    }

    /// <param name="margins">Shape [margins].</param>
    /// <param name="probabilities">Overwritten; sums to 1. Shape [classes].</param>
    public void Apply(ReadOnlySpan<double> margins, Span<double> probabilities)
    {
        Span<double> inputs = stackalloc double[2 * margins.Length];
        Bend(margins, inputs);
        Softmax(_parameters, inputs, probabilities);
        for (var label = 0; label < _classes; label++)
        {
            probabilities[label] = ((1 - _noise) * probabilities[label]) + (_noise / _classes);
        }
    }

    /// <summary>Probabilities of classes, of which the first has logit 0.</summary>
    /// <param name="parameters">For each further class the factors, then the intercept.</param>
    /// <param name="inputs">Shape [factors].</param>
    /// <param name="probabilities">Overwritten; sums to 1. Shape [classes].</param>
    public static void Softmax(ReadOnlySpan<double> parameters, ReadOnlySpan<double> inputs, Span<double> probabilities)
    {
        var classes = 1 + (parameters.Length / (inputs.Length + 1));
        probabilities[0] = 0;
        var highest = 0.0;
        for (var label = 1; label < classes; label++)
        {
            var row = parameters.Slice((label - 1) * (inputs.Length + 1), inputs.Length + 1);
            var logit = row[^1];
            for (var at = 0; at < inputs.Length; at++)
            {
                logit += row[at] * inputs[at];
            }

            probabilities[label] = logit;
            highest = Math.Max(highest, logit);
        }

        var sum = 0.0;
        for (var label = 0; label < classes; label++)
        {
            sum += probabilities[label] = Math.Exp(probabilities[label] - highest);
        }

        for (var label = 0; label < classes; label++)
        {
            probabilities[label] /= sum;
        }
    }

    private static int Width(int margins) => (2 * margins) + 1;

    private static double[] Inputs(double[] margins)
    {
        var inputs = new double[2 * margins.Length];
        Bend(margins, inputs);
        return inputs;
    }

    private static void Bend(ReadOnlySpan<double> margins, Span<double> inputs)
    {
        for (var at = 0; at < margins.Length; at++)
        {
            inputs[at] = margins[at];
            inputs[margins.Length + at] = Math.Abs(margins[at]);
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)_margins);
        writer.Write(_noise);
        writer.WriteArray<double>(_parameters);
    }

    /// <exception cref="ArgumentException">The bytes are not a calibration's.</exception>
    public static MarginCalibration Read(int classes, BinaryReader reader)
    {
        var (margins, noise) = (reader.ReadByte(), reader.ReadDouble());
        var parameters = reader.ReadArray<double>();
        return new MarginCalibration(
            classes,
            margins,
            parameters.Length == (classes - 1) * (margins + 1) ? Straight(parameters, margins) : parameters,
            noise is >= 0 and <= 1 ? noise : 0
        );
    }

    /// <summary>Parameters of an older file, which knew one slope.</summary>
    private static double[] Straight(double[] parameters, int margins) =>
        [.. parameters.Chunk(margins + 1).SelectMany(row => (double[])[.. row.AsSpan(0, margins), .. new double[margins], row[margins]])];
}
