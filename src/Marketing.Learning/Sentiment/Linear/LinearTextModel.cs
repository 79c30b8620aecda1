using Marketing.Learning.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>What a linear model reads of a text.</summary>
/// <param name="Options">Which n-grams.</param>
/// <param name="Bits">2^bits buckets of features.</param>
/// <param name="Weighting">What a feature counts for.</param>
internal sealed record LinearInput(FeatureOptions Options, int Bits, TextWeighting Weighting)
{
    public FeatureSpace Space { get; } = FeatureSpace.Hashed(Bits);

    public TextVector NewVector() => new(Options, Space, Weighting);
}

/// <summary>What <c>naive-bayes</c>, <c>svm</c>, <c>nbsvm</c> and <c>base</c> come down to: margins of hyperplanes over hashed n-grams, calibrated.</summary>
internal sealed class LinearTextModel : ITextClassifier
{
    private readonly LinearInput _input;

    // One hyperplane (positive against negative) with two classes; with three, one a label against the other two.
    private readonly LinearWeights[] _planes;
    private readonly float[]? _inverseFrequencies;
    private readonly MarginCalibration _calibration;
    private readonly double[] _priors;
    private readonly ScratchPool<TextVector> _vectors;

    public LinearTextModel(
        string algorithm,
        LinearInput input,
        LinearWeights[] planes,
        float[]? inverseFrequencies,
        MarginCalibration calibration,
        double[] priors
    )
    {
        (Algorithm, _input, _planes, _inverseFrequencies) = (algorithm, input, planes, inverseFrequencies);
        (_calibration, _priors, _vectors) = (calibration, priors, new ScratchPool<TextVector>(input.NewVector));
    }

    public string Algorithm { get; }

    public int Classes => _priors.Length;

    public bool EvidenceIsExact => true;

    public void Score(ReadOnlySpan<char> text, Span<double> probabilities)
    {
        var vector = _vectors.Take();
        vector.Read(text, _inverseFrequencies);
        if (KnowsAny(vector.Indices))
        {
            Span<double> margins = stackalloc double[_planes.Length];
            for (var at = 0; at < margins.Length; at++)
            {
                margins[at] = _planes[at].Margin(vector.Indices, vector.Values);
            }

            _calibration.Apply(margins, probabilities[..Classes]);
        }
        else
        {
            _priors.CopyTo(probabilities);
        }

        _vectors.Return(vector);
    }

    public IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit)
    {
        var vector = _vectors.Take();
        var evidence = LinearEvidence.Find(vector, vector.Read(text, _inverseFrequencies), Weight, _input.Space, limit);
        _vectors.Return(vector);
        return evidence;
    }

    /// <summary>Log-odds of positive against negative, before the features of a text are added.</summary>
    internal double Base
    {
        get
        {
            var sum = _calibration.PositiveIntercept;
            for (var at = 0; at < _planes.Length; at++)
            {
                sum += _calibration.PositiveFactor(at) * _planes[at].Intercept;
            }

            return sum;
        }
    }

    /// <summary>The same model under another name, its log-odds drawn in and shifted.</summary>
    /// <param name="algorithm">The name.</param>
    /// <param name="confidence">Multiplies the log-odds.</param>
    /// <param name="lean">Added to them.</param>
    internal LinearTextModel As(string algorithm, double confidence, double lean) =>
        new(algorithm, _input, _planes, _inverseFrequencies, _calibration.Adjusted(confidence, lean), _priors);

    /// <summary>Log-odds of positive against negative, before noise in the labels is allowed for: what evidence adds up to.</summary>
    internal double LogOdds(ReadOnlySpan<char> text)
    {
        var vector = _vectors.Take();
        vector.Read(text, _inverseFrequencies);
        var sum = _calibration.PositiveIntercept;
        for (var at = 0; at < _planes.Length; at++)
        {
            sum += _calibration.PositiveFactor(at) * _planes[at].Margin(vector.Indices, vector.Values);
        }

        _vectors.Return(vector);
        return sum;
    }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _input.Options.Write(writer);
        writer.Write((byte)_input.Bits);
        writer.Write((byte)_input.Weighting);
        writer.WriteArray<double>(_priors);
        writer.Write((byte)_planes.Length);
        foreach (var plane in _planes)
        {
            writer.Write(plane.Intercept);
            writer.WriteArray<float>(plane.Weights);
        }

        writer.WriteArray<float>(_inverseFrequencies ?? []);
        _calibration.Write(writer);
    }

    /// <exception cref="InvalidDataException">The bytes are not a model's.</exception>
    public static LinearTextModel Read(string algorithm, BinaryReader reader)
    {
        var (options, bits, weighting) = (FeatureOptions.Read(reader), reader.ReadByte(), (TextWeighting)reader.ReadByte());
        var priors = reader.ReadArray<double>();
        var planes = new LinearWeights[reader.ReadByte()];
        for (var at = 0; at < planes.Length; at++)
        {
            var intercept = reader.ReadDouble();
            planes[at] = new LinearWeights(reader.ReadArray<float>(), intercept);
        }

        var inverse = reader.ReadArray<float>();
        var input = new LinearInput(options, bits, weighting);
        var sized =
            planes.All(plane => plane.Weights.Length == input.Space.Size)
            && inverse.Length == (weighting == TextWeighting.TfIdf ? input.Space.Size : 0);
        return sized && priors.Length is 2 or 3 && planes.Length == (priors.Length == 2 ? 1 : 3) && Enum.IsDefined(weighting)
            ? new LinearTextModel(
                algorithm,
                input,
                planes,
                inverse.Length == 0 ? null : inverse,
                MarginCalibration.Read(priors.Length, reader),
                priors
            )
            : throw new InvalidDataException("The parts of a linear model differ in size.");
    }

    private double Weight(int index)
    {
        var sum = 0.0;
        for (var at = 0; at < _planes.Length; at++)
        {
            sum += _calibration.PositiveFactor(at) * _planes[at].Weights[index];
        }

        return sum;
    }

    private bool KnowsAny(ReadOnlySpan<int> indices)
    {
        foreach (var index in indices)
        {
            if (_planes[0].Weights[index] != 0)
            {
                return true;
            }
        }

        return false;
    }
}
