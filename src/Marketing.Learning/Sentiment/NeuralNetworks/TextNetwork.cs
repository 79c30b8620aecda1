using System.Numerics;
using Marketing.Learning.Neural;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>Vectors of tokens → encoder → features → logits of the classes.</summary>
/// <param name="Embedding">A vector a token or pair.</param>
/// <param name="Encoder">Features of a text.</param>
/// <param name="Output">Features to logits.</param>
/// <param name="Weights">All weights but the embedding's.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed record TextNetwork<T>(Embedding<T> Embedding, ITextEncoder<T> Encoder, Linear<T> Output, T[] Weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Vectors of tokens at first: so small that what a word means comes from training. A rare pair of tokens is met a dozen times; what it began with must not outweigh that.
    /// </summary>
    private const double FirstVectors = .02;

    /// <summary>A network with random weights.</summary>
    public static TextNetwork<T> Start(int vocabulary, int width, ITextEncoder<T> encoder, int classes, ulong seed)
    {
        var output = new Linear<T>(encoder.Size, encoder.Features, classes);
        var weights = new T[encoder.Size + output.Size];
        encoder.Start(weights, SplitMix64.At(seed, 1));
        output.Start(weights, SplitMix64.At(seed, 2));
        return new TextNetwork<T>(Embedding<T>.Start(vocabulary, width, FirstVectors, SplitMix64.At(seed, 3)), encoder, output, weights);
    }

    /// <summary>A copy that training does not touch.</summary>
    public TextNetwork<T> Snapshot() =>
        this with
        {
            Embedding = new Embedding<T>(Embedding.Width, Embedding.Values.ToArray()),
            Weights = [.. Weights],
        };
}

/// <summary>How much is left out in training.</summary>
/// <param name="Vectors">Rate on the vectors of the tokens.</param>
/// <param name="Features">Rate on the features.</param>
/// <param name="Seed">Another for every batch.</param>
internal readonly record struct TextDropout(double Vectors, double Features, ulong Seed);

/// <summary>A few texts through a network, forward and backward. One thread's own memory.</summary>
/// <param name="network">The network.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class TextNetworkPass<T>(TextNetwork<T> network)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ITextEncoderPass<T> _encoder = network.Encoder.NewPass();
    private readonly Growing<(int Start, int Length)> _places = new();
    private readonly Growing<T> _x = new();
    private readonly Growing<T> _features = new();
    private readonly Growing<T> _logits = new();
    private readonly Growing<T> _dFeatures = new();
    private readonly Growing<T> _dx = new();

    /// <summary>Gradient by all weights but the embedding's, of the last <see cref="Backward"/>.</summary>
    public T[] Gradient { get; } = new T[network.Weights.Length];

    /// <summary>The vectors that went in, one row a position, and first row and length of each text.</summary>
    public ReadOnlySpan<T> VectorGradient => _dx.Span;

    /// <summary>First row and number of rows of each text.</summary>
    public ReadOnlySpan<(int Start, int Length)> Places => _places.Span;

    /// <returns>Logits, [texts × classes]; the caller may overwrite them with their gradient for <see cref="Backward"/>.</returns>
    public Span<T> Forward(ReadOnlySpan<EncodedText> texts, TextDropout dropout)
    {
        var (width, features) = (network.Embedding.Width, network.Encoder.Features);
        var places = _places.Take(texts.Length);
        var rows = 0;
        for (var text = 0; text < texts.Length; text++)
        {
            places[text] = (rows, texts[text].Length);
            rows += texts[text].Length + network.Encoder.Padding;
        }

        var x = _x.TakeCleared(rows * width);
        for (var text = 0; text < texts.Length; text++)
        {
            for (var at = 0; at < texts[text].Rows.Length; at++)
            {
                if (texts[text].Rows[at] is >= 0 and var row)
                {
                    VectorSums.AddScaled(x.Slice((places[text].Start + (at / 2)) * width, width), network.Embedding[row], T.One);
                }
            }
        }

        Dropout.Apply(x, dropout.Vectors, SplitMix64.At(dropout.Seed, 0));
        _encoder.Forward(network.Weights, places, x, _features.Take(texts.Length * features));
        Dropout.Apply(_features.Span, dropout.Features, SplitMix64.At(dropout.Seed, 1));
        var logits = _logits.Take(texts.Length * network.Output.Outputs);
        network.Output.Forward(network.Weights, texts.Length, _features.Span, logits);
        return logits;
    }

    /// <summary>After <see cref="Forward"/> with the same dropout: fills <see cref="Gradient"/> and <see cref="VectorGradient"/>.</summary>
    /// <param name="errors">Gradient by the logits, [texts × classes].</param>
    /// <param name="dropout">As in the forward pass.</param>
    public void Backward(ReadOnlySpan<T> errors, TextDropout dropout)
    {
        Array.Clear(Gradient);
        var features = _dFeatures.TakeCleared(_features.Span.Length);
        network.Output.Backward(network.Weights, Gradient, Places.Length, _features.Span, errors, features);
        Dropout.Apply(features, dropout.Features, SplitMix64.At(dropout.Seed, 1));
        var dx = _dx.TakeCleared(_x.Span.Length);
        _encoder.Backward(network.Weights, Gradient, Places, _x.Span, features, dx);
        Dropout.Apply(dx, dropout.Vectors, SplitMix64.At(dropout.Seed, 0));
    }

    /// <summary>Hands the gradients of the vectors to the rows of the embedding, text by text.</summary>
    public void AddTo(RowGradients<T> rows, ReadOnlySpan<EncodedText> texts)
    {
        var width = network.Embedding.Width;
        for (var text = 0; text < texts.Length; text++)
        {
            for (var at = 0; at < texts[text].Rows.Length; at++)
            {
                if (texts[text].Rows[at] is >= 0 and var row)
                {
                    rows.Add(row, VectorGradient.Slice((Places[text].Start + (at / 2)) * width, width));
                }
            }
        }
    }
}
