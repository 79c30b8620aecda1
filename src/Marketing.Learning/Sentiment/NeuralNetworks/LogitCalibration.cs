using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Hybrid;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>
/// Platt's scaling for any number of classes (Guo et al., "On calibration of modern neural networks", 2017): p = softmax(a·logits + b), with a and
/// b of least cross-entropy on texts that the network has not learned from.
/// </summary>
/// <param name="Scale">a.</param>
/// <param name="Shifts">b, one a class.</param>
internal sealed record LogitCalibration(double Scale, double[] Shifts)
{
    // A handful of held-out texts must not make a network sure of everything.
    private const double Distrust = 1;

    /// <summary>Fits to held-out texts.</summary>
    /// <param name="logits">Shape [n × classes].</param>
    /// <param name="labels">Shape [n].</param>
    /// <param name="classes">Number of classes.</param>
    public static LogitCalibration Fit(float[] logits, int[] labels, int classes)
    {
        double Loss(double[] at, double[] gradient)
        {
            // (a − 1)² and b² pull towards no change with the weight of one text.
            Array.Clear(gradient);
            var loss = .5 * Distrust * (((at[0] - 1) * (at[0] - 1)) + at.Skip(1).Sum(shift => shift * shift));
            gradient[0] = Distrust * (at[0] - 1);
            for (var shift = 1; shift < at.Length; shift++)
            {
                gradient[shift] = Distrust * at[shift];
            }

            var probabilities = new double[classes];
            for (var row = 0; row < labels.Length; row++)
            {
                var own = logits.AsSpan(row * classes, classes);
                Apply(at[0], at.AsSpan(1), own, probabilities);
                loss -= Math.Log(Math.Max(probabilities[labels[row]], 1e-300));
                for (var label = 0; label < classes; label++)
                {
                    var error = probabilities[label] - (label == labels[row] ? 1 : 0);
                    gradient[0] += error * own[label];
                    gradient[1 + label] += error;
                }
            }

            return loss;
        }

        var start = new double[classes + 1];
        start[0] = 1;
        var best = Lbfgs.Minimize(start, Loss, 100);

        // A negative scale would turn the model around: with so little to go by, it stays as it is.
        return best[0] > 0 ? new LogitCalibration(best[0], best[1..]) : new LogitCalibration(1, new double[classes]);
    }

    /// <exception cref="InvalidDataException">Another number of classes, or no numbers.</exception>
    public static LogitCalibration Read(BinaryReader reader, int classes)
    {
        var read = new LogitCalibration(reader.ReadDouble(), reader.ReadArray<double>());
        return double.IsFinite(read.Scale) && read.Shifts.Length == classes && read.Shifts.All(double.IsFinite)
            ? read
            : throw new InvalidDataException("The calibration of a network is not one of its classes.");
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Scale);
        writer.WriteArray<double>(Shifts);
    }

    /// <summary>Probabilities of one text.</summary>
    public void Apply(ReadOnlySpan<float> logits, Span<double> probabilities) => Apply(Scale, Shifts, logits, probabilities);

    private static void Apply(double scale, ReadOnlySpan<double> shifts, ReadOnlySpan<float> logits, Span<double> probabilities)
    {
        var (highest, sum) = (double.NegativeInfinity, 0.0);
        for (var label = 0; label < logits.Length; label++)
        {
            probabilities[label] = (scale * logits[label]) + shifts[label];
            highest = Math.Max(highest, probabilities[label]);
        }

        for (var label = 0; label < logits.Length; label++)
        {
            probabilities[label] = Math.Exp(probabilities[label] - highest);
            sum += probabilities[label];
        }

        for (var label = 0; label < logits.Length; label++)
        {
            probabilities[label] /= sum;
        }
    }
}
