using System.Numerics;
using Marketing.Learning.Neural;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>Kim, "Convolutional neural networks for sentence classification" (2014): filters of several widths, max over time.</summary>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class ConvolutionEncoder<T> : ITextEncoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MaxConvolution<T>[] _layers;

    /// <param name="inputs">Numbers of a token's vector.</param>
    /// <param name="filters">Filters of each width.</param>
    /// <param name="widths">Tokens that a filter sees.</param>
    public ConvolutionEncoder(int inputs, int filters, ReadOnlySpan<int> widths)
    {
        _layers = new MaxConvolution<T>[widths.Length];
        for (var at = 0; at < widths.Length; at++)
        {
            _layers[at] = new MaxConvolution<T>(Size, inputs, filters, widths[at]);
            Size += _layers[at].Size;
            Padding = Math.Max(Padding, widths[at] - 1);
        }

        Features = filters * widths.Length;
    }

    public int Size { get; }

    public int Features { get; }

    public int Padding { get; }

    public void Start(Span<T> weights, ulong seed)
    {
        for (var at = 0; at < _layers.Length; at++)
        {
            _layers[at].Start(weights, SplitMix64.At(seed, (ulong)at));
        }
    }

    public ITextEncoderPass<T> NewPass() => new Pass(_layers, Features);

    private sealed class Pass(MaxConvolution<T>[] layers, int pitch) : ITextEncoderPass<T>
    {
        private readonly MaxConvolutionPass<T>[] _passes = Array.ConvertAll(layers, layer => new MaxConvolutionPass<T>(layer));

        public void Forward(ReadOnlySpan<T> weights, ReadOnlySpan<(int Start, int Length)> texts, ReadOnlySpan<T> x, Span<T> features)
        {
            for (var at = 0; at < _passes.Length; at++)
            {
                _passes[at].Forward(weights, texts, x, features[(at * layers[at].Filters)..], pitch);
            }
        }

        public void Backward(
            ReadOnlySpan<T> weights,
            Span<T> gradient,
            ReadOnlySpan<(int Start, int Length)> texts,
            ReadOnlySpan<T> x,
            ReadOnlySpan<T> features,
            Span<T> dx
        )
        {
            for (var at = 0; at < _passes.Length; at++)
            {
                _passes[at].Backward(weights, gradient, texts.Length, x, features[(at * layers[at].Filters)..], pitch, dx);
            }
        }
    }
}
