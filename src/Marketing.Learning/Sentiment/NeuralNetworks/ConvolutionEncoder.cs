using System.Numerics;
using Marketing.Learning.Neural;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>
/// Kim, "Convolutional neural networks for sentence classification" (2014): filters of several widths, max over time. Beside them the sum of the tokens' vectors over the root of
/// their number: a maximum forgets how often something is said, and through the sum every vector learns from every text (Joulin et al., "Bag of tricks for efficient text
/// classification", 2017).
/// </summary>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class ConvolutionEncoder<T> : ITextEncoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MaxConvolution<T>[] _layers;
    private readonly int _summed;

    /// <param name="inputs">Numbers of a token's vector.</param>
    /// <param name="filters">Filters of each width.</param>
    /// <param name="widths">Tokens that a filter sees.</param>
    /// <param name="withSums">False for networks of older files, which had filters only.</param>
    public ConvolutionEncoder(int inputs, int filters, ReadOnlySpan<int> widths, bool withSums = true)
    {
        _layers = new MaxConvolution<T>[widths.Length];
        for (var at = 0; at < widths.Length; at++)
        {
            _layers[at] = new MaxConvolution<T>(Size, inputs, filters, widths[at]);
            Size += _layers[at].Size;
            Padding = Math.Max(Padding, widths[at] - 1);
        }

        _summed = withSums ? inputs : 0;
        Features = (filters * widths.Length) + _summed;
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

    public ITextEncoderPass<T> NewPass() => new Pass(_layers, Features, _summed);

    private sealed class Pass(MaxConvolution<T>[] layers, int pitch, int summed) : ITextEncoderPass<T>
    {
        private readonly MaxConvolutionPass<T>[] _passes = Array.ConvertAll(layers, layer => new MaxConvolutionPass<T>(layer));

        public void Forward(ReadOnlySpan<T> weights, ReadOnlySpan<(int Start, int Length)> texts, ReadOnlySpan<T> x, Span<T> features)
        {
            for (var at = 0; at < _passes.Length; at++)
            {
                _passes[at].Forward(weights, texts, x, features[(at * layers[at].Filters)..], pitch);
            }

            for (var text = 0; text < texts.Length; text++)
            {
                var sum = features.Slice(((text + 1) * pitch) - summed, summed);
                var weight = Weight(texts[text].Length);
                sum.Clear();
                for (var row = texts[text].Start; row < texts[text].Start + texts[text].Length; row++)
                {
                    VectorSums.AddScaled(sum, x.Slice(row * summed, summed), weight);
                }
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

            for (var text = 0; text < texts.Length; text++)
            {
                var error = features.Slice(((text + 1) * pitch) - summed, summed);
                var weight = Weight(texts[text].Length);
                for (var row = texts[text].Start; row < texts[text].Start + texts[text].Length; row++)
                {
                    VectorSums.AddScaled(dx.Slice(row * summed, summed), error, weight);
                }
            }
        }

        private static T Weight(int length) => T.One / T.Sqrt(T.CreateTruncating(Math.Max(1, length)));
    }
}
