using Marketing.Learning.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>One trained network and what turns its logits into probabilities.</summary>
/// <param name="Network">Its weights do not change any more.</param>
/// <param name="Calibration">Fitted to texts that it has not learned from.</param>
internal sealed record CalibratedNetwork(TextNetwork<float> Network, LogitCalibration Calibration);

/// <summary>The mean of a few networks that differ in their first weights and in the texts that each has not seen.</summary>
internal sealed class NeuralTextClassifier : ITextClassifier
{
    private readonly TextArchitecture _architecture;
    private readonly TokenVocabulary _vocabulary;
    private readonly double[] _priors;
    private readonly CalibratedNetwork[] _networks;
    private readonly ScratchPool<Scratch> _scratch;

    /// <param name="architecture">Of all networks.</param>
    /// <param name="vocabulary">Of all networks.</param>
    /// <param name="priors">Share of each class among the training texts.</param>
    /// <param name="networks">At least one.</param>
    /// <exception cref="InvalidDataException">Shapes disagree.</exception>
    public NeuralTextClassifier(TextArchitecture architecture, TokenVocabulary vocabulary, double[] priors, CalibratedNetwork[] networks)
    {
        if (priors.Length != architecture.Classes || !priors.All(double.IsFinite) || networks.Length == 0)
        {
            throw new InvalidDataException("The classes of a network do not agree.");
        }

        (_architecture, _vocabulary, _priors, _networks) = (architecture, vocabulary, priors, networks);
        _scratch = new ScratchPool<Scratch>(() => new Scratch(networks));
    }

    public string Algorithm => _architecture.Algorithm;

    public int Classes => _architecture.Classes;

    public bool EvidenceIsExact => false;

    public static NeuralTextClassifier Read(string algorithm, BinaryReader reader)
    {
        var architecture = TextArchitecture.Read(algorithm, reader);
        var vocabulary = TokenVocabulary.Read(reader);
        var priors = reader.ReadArray<double>();
        var count = reader.ReadInt32();
        var networks = new List<CalibratedNetwork>();
        for (var at = 0; at < count; at++)
        {
            var network = architecture.With(vocabulary.Count, reader.ReadArray<float>(), reader.ReadArray<float>());
            networks.Add(new CalibratedNetwork(network, LogitCalibration.Read(reader, architecture.Classes)));
        }

        return new NeuralTextClassifier(architecture, vocabulary, priors, [.. networks]);
    }

    public void Write(BinaryWriter writer)
    {
        _architecture.Write(writer);
        _vocabulary.Write(writer);
        writer.WriteArray<double>(_priors);
        writer.Write(_networks.Length);
        foreach (var (network, calibration) in _networks)
        {
            writer.WriteArray<float>(network.Embedding.Values);
            writer.WriteArray<float>(network.Weights);
            calibration.Write(writer);
        }
    }

    public void Score(ReadOnlySpan<char> text, Span<double> probabilities)
    {
        var scratch = _scratch.Take();
        EncodedText[] encoded = [_vocabulary.Encode(text, _architecture.Tokens, scratch.Tokens)];
        probabilities = probabilities[..Classes];
        probabilities.Clear();
        if (encoded[0].IsKnown)
        {
            Span<double> own = stackalloc double[Classes];
            for (var at = 0; at < _networks.Length; at++)
            {
                _networks[at].Calibration.Apply(scratch.Passes[at].Forward(encoded, default), own);
                for (var label = 0; label < Classes; label++)
                {
                    probabilities[label] += own[label] / _networks.Length;
                }
            }
        }
        else
        {
            _priors.CopyTo(probabilities);
        }

        _scratch.Return(scratch);
    }

    public IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var scratch = _scratch.Take();
        EncodedText[] encoded = [_vocabulary.Encode(text, _architecture.Tokens, scratch.Tokens)];
        var weights = new double[encoded[0].Length + 1];
        if (encoded[0].IsKnown && limit > 0)
        {
            for (var at = 0; at < _networks.Length; at++)
            {
                AddWeights(_networks[at], scratch.Passes[at], encoded, weights);
            }
        }

        var evidence = EvidencePassages.Of(weights.AsSpan(0, encoded[0].Length), scratch.Tokens.Tokens, limit);
        _scratch.Return(scratch);
        return evidence;
    }

    /// <summary>Gradient × input: how the log-odds of positive against negative change with each vector, times the vector.</summary>
    private void AddWeights(CalibratedNetwork own, TextNetworkPass<float> pass, EncodedText[] encoded, double[] weights)
    {
        pass.Forward(encoded, default);
        var errors = new float[Classes];
        errors[(int)SentimentLabel.Positive] = (float)(own.Calibration.Scale / _networks.Length);
        errors[(int)SentimentLabel.Negative] = -errors[(int)SentimentLabel.Positive];
        pass.Backward(errors, default);
        var (rows, width) = (encoded[0].Rows, own.Network.Embedding.Width);
        for (var at = 0; at < rows.Length; at++)
        {
            if (rows[at] < 0)
            {
                continue;
            }

            ReadOnlySpan<float> gradient = pass.VectorGradient.Slice(at / 2 * width, width);
            var weight = System.Numerics.Tensors.TensorPrimitives.Dot(gradient, own.Network.Embedding[rows[at]]);
            if (at % 2 == 0)
            {
                weights[at / 2] += weight;
            }
            else
            {
                // A pair belongs to both its tokens.
                weights[at / 2] += weight / 2;
                weights[(at / 2) + 1] += weight / 2;
            }
        }
    }

    private sealed class Scratch(CalibratedNetwork[] networks)
    {
        public TokenBuffer Tokens { get; } = new();

        public TextNetworkPass<float>[] Passes { get; } = Array.ConvertAll(networks, own => new TextNetworkPass<float>(own.Network));
    }
}
