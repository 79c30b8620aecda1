using System.Numerics;

namespace Marketing.Learning.Neural;

/// <summary>
/// 1-D convolution with max-over-time (Collobert et al. 2011, Kim 2014): of each filter the largest answer over all windows of a text, never
/// below 0. Weights in the flat array: one row a filter, shape [Filters × Width·Inputs], then a bias each.
/// </summary>
/// <param name="At">Where its weights begin.</param>
/// <param name="Inputs">Numbers of one position.</param>
/// <param name="Filters">Number of filters.</param>
/// <param name="Width">Positions a window spans.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal readonly record struct MaxConvolution<T>(int At, int Inputs, int Filters, int Width)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers it takes of the flat array.</summary>
    public int Size => Filters * (Window + 1);

    /// <summary>Numbers of one window.</summary>
    public int Window => Width * Inputs;

    /// <summary>Glorot and Bengio (2010); biases stay 0.</summary>
    public void Start(Span<T> weights, ulong seed) =>
        Initial.Uniform(weights.Slice(At, Filters * Window), Math.Sqrt(6.0 / (Window + Filters)), seed);

    /// <summary>Windows of a text: a shorter text has one that reaches beyond its end.</summary>
    public int Windows(int length) => Math.Max(1, length - Width + 1);
}

/// <summary>One batch through a <see cref="MaxConvolution{T}"/>. One thread's own memory.</summary>
/// <param name="layer">The layer.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class MaxConvolutionPass<T>(MaxConvolution<T> layer)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Growing<T> _answers = new();
    private readonly Growing<int> _where = new();

    /// <param name="weights">The network's flat array.</param>
    /// <param name="texts">First row and number of rows of each text. After a text's last row there are at least Width − 1 rows of zeros.</param>
    /// <param name="x">All rows, [rows × Inputs].</param>
    /// <param name="features">Receives [texts × <paramref name="pitch"/>], Filters of them a text.</param>
    /// <param name="pitch">Distance between texts in the features.</param>
    public void Forward(
        ReadOnlySpan<T> weights,
        ReadOnlySpan<(int Start, int Length)> texts,
        ReadOnlySpan<T> x,
        Span<T> features,
        int pitch
    )
    {
        var filters = layer.Filters;
        var where = _where.Take(texts.Length * filters);
        where.Fill(-1);

        // One product over the whole batch: windows that reach into the next text are worked out and ignored, which is cheaper than many products.
        var rows = Math.Max(0, (x.Length / layer.Inputs) - layer.Width + 1);
        var answers = _answers.TakeCleared(rows * filters);
        var filterRows = new Matrix<T>(weights.Slice(layer.At, filters * layer.Window), layer.Window);
        MatrixProduct.Add(rows, filters, layer.Window, new Matrix<T>(x, layer.Inputs), filterRows.Transposed, answers, filters);
        var bias = weights.Slice(layer.At + (filters * layer.Window), filters);
        for (var text = 0; text < texts.Length; text++)
        {
            var best = features.Slice(text * pitch, filters);
            best.Clear();
            if (texts[text].Length == 0)
            {
                continue;
            }

            var places = where.Slice(text * filters, filters);
            for (var window = texts[text].Start; window < texts[text].Start + layer.Windows(texts[text].Length); window++)
            {
                var row = answers.Slice(window * filters, filters);
                for (var filter = 0; filter < filters; filter++)
                {
                    var answer = row[filter] + bias[filter];
                    if (answer > best[filter])
                    {
                        (best[filter], places[filter]) = (answer, window);
                    }
                }
            }
        }
    }

    /// <summary>The gradient flows to the one window that won; where none was above 0 it ends.</summary>
    /// <param name="weights">The network's flat array.</param>
    /// <param name="gradient">Shape of the flat array; added to.</param>
    /// <param name="texts">As in <see cref="Forward"/>: number of texts.</param>
    /// <param name="x">What went in.</param>
    /// <param name="features">Gradient by the features, [texts × pitch].</param>
    /// <param name="pitch">Distance between texts in the features.</param>
    /// <param name="dx">Gradient by x; added to.</param>
    public void Backward(
        ReadOnlySpan<T> weights,
        Span<T> gradient,
        int texts,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> features,
        int pitch,
        Span<T> dx
    )
    {
        var (filters, window) = (layer.Filters, layer.Window);
        for (var text = 0; text < texts; text++)
        {
            for (var filter = 0; filter < filters; filter++)
            {
                var (place, error) = (_where.Span[(text * filters) + filter], features[(text * pitch) + filter]);
                if (place < 0 || error == T.Zero)
                {
                    continue;
                }

                var row = layer.At + (filter * window);
                VectorSums.AddScaled(gradient.Slice(row, window), x.Slice(place * layer.Inputs, window), error);
                VectorSums.AddScaled(dx.Slice(place * layer.Inputs, window), weights.Slice(row, window), error);
                gradient[layer.At + (filters * window) + filter] += error;
            }
        }
    }
}
