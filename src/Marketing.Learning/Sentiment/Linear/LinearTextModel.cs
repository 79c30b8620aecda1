using Marketing.Learning.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>What <c>naive-bayes</c>, <c>svm</c>, <c>nbsvm</c>, <c>hybrid</c> and <c>base</c> come down to: margins of hyperplanes over hashed n-grams, calibrated.</summary>
internal sealed class LinearTextModel : IAdditiveTextClassifier
{
    // In the file: beside the number of bits, that the known words follow.
    private const int WithWords = 0x80;

    private readonly LinearInput _input;
    private readonly LinearPart[] _parts;
    private readonly KnownWords? _known;
    private readonly int _margins;
    private readonly MarginCalibration _calibration;
    private readonly double[] _priors;
    private readonly ScratchPool<TextVector> _vectors;

    /// <param name="algorithm">Its name.</param>
    /// <param name="input">What is read of a text.</param>
    /// <param name="parts">At least one; the calibration takes their margins in this order.</param>
    /// <param name="known">The words that it has seen; null when nobody knows, for a model of an older version.</param>
    /// <param name="calibration">From margins to probabilities.</param>
    /// <param name="priors">Probabilities of a text that holds nothing known. Shape [classes].</param>
    public LinearTextModel(
        string algorithm,
        LinearInput input,
        LinearPart[] parts,
        KnownWords? known,
        MarginCalibration calibration,
        double[] priors
    )
    {
        (Algorithm, _input, _parts, _known, _calibration, _priors) = (algorithm, input, parts, known, calibration, priors);
        (_margins, _vectors) = (parts.Sum(part => part.Planes.Length), new ScratchPool<TextVector>(input.NewVector));
    }

    public string Algorithm { get; }

    public int Classes => _priors.Length;

    public bool EvidenceIsExact => true;

    public void Score(ReadOnlySpan<char> text, Span<double> probabilities)
    {
        var vector = _vectors.Take();
        if (KnowsAny(vector, vector.Read(text)))
        {
            Span<double> margins = stackalloc double[_margins];
            Measure(vector, margins);
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
        vector.Read(text);
        Span<double> probabilities = stackalloc double[Classes];
        var evidence = Read(text, vector.Reader.Tokens, limit, probabilities);
        _vectors.Return(vector);
        return evidence;
    }

    public IReadOnlyList<TextEvidence> Read(ReadOnlySpan<char> text, TokenBuffer tokens, int limit, Span<double> probabilities)
    {
        var weights = TokenWeights.OfThread;
        weights.Clear(tokens.Count);
        Weigh(tokens, 1, weights, probabilities);
        return weights.Passages(tokens, limit);
    }

    public WeighedText Weigh(TokenBuffer tokens, double factor, TokenWeights weights, Span<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var vector = _vectors.Take();
        var features = vector.Read(tokens);
        if (!KnowsAny(vector, features))
        {
            _vectors.Return(vector);
            _priors.CopyTo(probabilities);
            return new WeighedText(IsKnown: false, Math.Log(_priors[(int)SentimentLabel.Positive] / _priors[(int)SentimentLabel.Negative]));
        }

        Span<double> margins = stackalloc double[_margins];
        Measure(vector, margins);
        _calibration.Apply(margins, probabilities[..Classes]);
        var rest = WeighFeatures(vector, margins, factor);
        vector.Share(features, weights.Weights);
        _vectors.Return(vector);
        return new WeighedText(IsKnown: true, rest);
    }

    /// <summary>What each feature adds to the log-odds, times a factor, becomes its part; returns what none adds.</summary>
    private double WeighFeatures(TextVector vector, ReadOnlySpan<double> margins, double factor)
    {
        var parts = vector.Parts;
        var (rest, margin) = (_calibration.PositiveIntercept, 0);
        parts.Clear();
        foreach (var part in _parts)
        {
            if (_parts.Length > 1)
            {
                vector.Weigh(part.Weighting, part.InverseFrequencies);
            }

            var indices = vector.Indices;
            var values = vector.Values;
            foreach (var plane in part.Planes)
            {
                var slope = _calibration.PositiveFactor(margin, margins[margin]);
                margin++;
                rest += slope * plane.Intercept;
                var weights = plane.Weights;
                for (var at = 0; at < indices.Length && at < values.Length && at < parts.Length; at++)
                {
                    parts[at] += factor * slope * weights[indices[at]] * values[at];
                }
            }
        }

        return rest;
    }

    /// <summary>The hyperplanes of all parts.</summary>
    internal LinearWeights[] Planes => [.. _parts.SelectMany(part => part.Planes)];

    /// <summary>The same model of two classes under another name.</summary>
    /// <param name="algorithm">The name.</param>
    /// <param name="lean">Added to its log-odds.</param>
    internal LinearTextModel As(string algorithm, double lean) =>
        new(algorithm, _input, _parts, _known, _calibration.Shifted(lean), _priors);

    /// <summary>Log-odds of positive against negative, before noise in the labels is allowed for: what evidence adds up to.</summary>
    internal double LogOdds(ReadOnlySpan<char> text)
    {
        var margins = MarginsOf(text);
        return _calibration.PositiveIntercept + margins.Select((margin, at) => _calibration.PositiveFactor(at, margin) * margin).Sum();
    }

    private double[] MarginsOf(ReadOnlySpan<char> text)
    {
        var (vector, margins) = (_vectors.Take(), new double[_margins]);
        vector.Read(text);
        Measure(vector, margins);
        _vectors.Return(vector);
        return margins;
    }

    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _input.Options.Write(writer);
        writer.Write((byte)(_input.Bits | (_known is null ? 0 : WithWords)));
        if (Algorithm == HybridTrainer.Name)
        {
            writer.Write((byte)_parts.Length);
        }

        writer.Write((byte)_parts[0].Weighting);
        writer.WriteArray<double>(_priors);
        _parts[0].WritePlanes(writer);
        foreach (var part in _parts.AsSpan(1))
        {
            writer.Write((byte)part.Weighting);
            part.WritePlanes(writer);
        }

        _known?.Write(writer);
        _calibration.Write(writer);
    }

    /// <exception cref="InvalidDataException">The bytes are not a model's.</exception>
    public static LinearTextModel Read(string algorithm, BinaryReader reader)
    {
        var (options, bits) = (FeatureOptions.Read(reader), reader.ReadByte());
        var input = new LinearInput(options, bits & ~WithWords);
        var parts = new LinearPart[algorithm == HybridTrainer.Name ? Math.Max(1, (int)reader.ReadByte()) : 1];
        var (weighting, priors) = ((TextWeighting)reader.ReadByte(), reader.ReadArray<double>());
        if (priors.Length is not (2 or 3))
        {
            throw new InvalidDataException($"A linear model of {priors.Length} classes.");
        }

        for (var at = 0; at < parts.Length; at++)
        {
            weighting = at == 0 ? weighting : (TextWeighting)reader.ReadByte();
            parts[at] = LinearPart.ReadPlanes(reader, weighting, input.Space.Size, priors.Length);
        }

        var known = (bits & WithWords) == 0 ? null : KnownWords.Read(reader);
        return new LinearTextModel(algorithm, input, parts, known, MarginCalibration.Read(priors.Length, reader), priors);
    }

    private void Measure(TextVector vector, Span<double> margins)
    {
        var margin = 0;
        foreach (var part in _parts)
        {
            vector.Weigh(part.Weighting, part.InverseFrequencies);
            foreach (var plane in part.Planes)
            {
                margins[margin++] = plane.Margin(vector.Indices, vector.Values);
            }
        }
    }

    private bool KnowsAny(TextVector vector, ReadOnlySpan<TextFeature> features)
    {
        if (_known is not null && !_known.HasAny(vector.Reader.Tokens, features))
        {
            return false;
        }

        foreach (var index in vector.Indices)
        {
            if (_parts[0].Planes[0].Weights[index] != 0)
            {
                return true;
            }
        }

        return false;
    }
}
