using System.Numerics;
using Marketing.Learning.Neural;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>A GRU that reads from the left and one that reads from the right; of all their states the largest and the mean.</summary>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class RecurrentEncoder<T> : ITextEncoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Gru<T> _fromLeft;
    private readonly Gru<T> _fromRight;

    /// <param name="inputs">Numbers of a token's vector.</param>
    /// <param name="units">Numbers of a state, in each direction.</param>
    public RecurrentEncoder(int inputs, int units)
    {
        _fromLeft = new Gru<T>(0, inputs, units);
        _fromRight = new Gru<T>(_fromLeft.Size, inputs, units);
        Features = 4 * units;
    }

    public int Size => _fromLeft.Size + _fromRight.Size;

    public int Features { get; }

    public int Padding => 0;

    public void Start(Span<T> weights, ulong seed)
    {
        _fromLeft.Start(weights, SplitMix64.At(seed, 0));
        _fromRight.Start(weights, SplitMix64.At(seed, 1));
    }

    public ITextEncoderPass<T> NewPass() => new Pass(_fromLeft, _fromRight);

    private sealed class Pass(Gru<T> fromLeft, Gru<T> fromRight) : ITextEncoderPass<T>
    {
        private readonly Direction[] _directions = [new(fromLeft, isReversed: false), new(fromRight, isReversed: true)];
        private SequenceLayout _layout = new([]);
        private int[] _order = [];

        public void Forward(ReadOnlySpan<T> weights, ReadOnlySpan<(int Start, int Length)> texts, ReadOnlySpan<T> x, Span<T> features)
        {
            var all = texts.ToArray();
            _order = [.. Enumerable.Range(0, all.Length).Where(text => all[text].Length > 0).OrderByDescending(text => all[text].Length)];
            _layout = new SequenceLayout(Array.ConvertAll(_order, text => all[text].Length));
            features.Clear();
            foreach (var direction in _directions)
            {
                direction.Forward(weights, _layout, _order, texts, x, features);
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
            foreach (var direction in _directions)
            {
                direction.Backward(weights, gradient, _layout, _order, texts, features, dx);
            }
        }
    }

    private sealed class Direction(Gru<T> gru, bool isReversed)
    {
        private readonly GruPass<T> _pass = new(gru);
        private readonly SequencePooling<T> _pooling = new(gru.Units);
        private readonly Growing<T> _inputs = new();
        private readonly Growing<T> _pooled = new();
        private readonly Growing<T> _errors = new();
        private readonly Growing<T> _inputErrors = new();
        private readonly int _offset = isReversed ? 2 * gru.Units : 0;

        public void Forward(
            ReadOnlySpan<T> weights,
            SequenceLayout layout,
            int[] order,
            ReadOnlySpan<(int Start, int Length)> texts,
            ReadOnlySpan<T> x,
            Span<T> features
        )
        {
            var (width, units) = (gru.Inputs, gru.Units);
            var inputs = _inputs.Take(layout.Rows * width);
            for (var sequence = 0; sequence < order.Length; sequence++)
            {
                for (var step = 0; step < layout.Lengths[sequence]; step++)
                {
                    var from = RowOf(texts[order[sequence]], step);
                    x.Slice(from * width, width).CopyTo(inputs[(layout.Row(sequence, step) * width)..]);
                }
            }

            _pass.Forward(weights, layout, inputs);
            var pooled = _pooled.Take(order.Length * 2 * units);
            _pooling.Forward(layout, _pass.States, pooled, 2 * units);
            for (var sequence = 0; sequence < order.Length; sequence++)
            {
                pooled.Slice(sequence * 2 * units, 2 * units).CopyTo(features[((order[sequence] * 4 * units) + _offset)..]);
            }
        }

        public void Backward(
            ReadOnlySpan<T> weights,
            Span<T> gradient,
            SequenceLayout layout,
            int[] order,
            ReadOnlySpan<(int Start, int Length)> texts,
            ReadOnlySpan<T> features,
            Span<T> dx
        )
        {
            var (width, units) = (gru.Inputs, gru.Units);
            var pooled = _pooled.Take(order.Length * 2 * units);
            for (var sequence = 0; sequence < order.Length; sequence++)
            {
                features.Slice((order[sequence] * 4 * units) + _offset, 2 * units).CopyTo(pooled[(sequence * 2 * units)..]);
            }

            var errors = _errors.TakeCleared(layout.Rows * units);
            _pooling.Backward(layout, pooled, 2 * units, errors);
            var inputErrors = _inputErrors.TakeCleared(layout.Rows * width);
            _pass.Backward(weights, gradient, layout, _inputs.Span, errors, inputErrors);
            for (var sequence = 0; sequence < order.Length; sequence++)
            {
                for (var step = 0; step < layout.Lengths[sequence]; step++)
                {
                    var to = dx.Slice(RowOf(texts[order[sequence]], step) * width, width);
                    VectorSums.AddScaled(to, inputErrors.Slice(layout.Row(sequence, step) * width, width), T.One);
                }
            }
        }

        private int RowOf((int Start, int Length) text, int step) => isReversed ? text.Start + text.Length - 1 - step : text.Start + step;
    }
}
