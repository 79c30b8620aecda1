using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>Row-major vectors of users or items, padded with zeros to whole SIMD vectors.</summary>
internal sealed unsafe class FactorMatrix
{
    private readonly AlignedFloats _values;

    public FactorMatrix(int rowCount, int factors)
    {
        (RowCount, Factors) = (rowCount, factors);
        Width = (factors + GramKernel.Lane - 1) / GramKernel.Lane * GramKernel.Lane;
        _values = new AlignedFloats(checked(rowCount * Width));
    }

    public int RowCount { get; }

    public int Factors { get; }

    /// <summary>Factors rounded up to a multiple of 16.</summary>
    public int Width { get; }

    public Span<float> this[int row] => _values.Span.Slice(row * Width, Width);

    /// <summary>Normal with standard deviation <paramref name="deviation"/>, by Box and Muller.</summary>
    public void Randomize(ulong seed, double deviation)
    {
        for (var row = 0; row < RowCount; row++)
        {
            for (var factor = 0; factor < Factors; factor++)
            {
                var counter = 2UL * (((ulong)row * (ulong)Factors) + (ulong)factor);
                var radius = Math.Sqrt(-2 * Math.Log(1 - SplitMix64.Uniform(seed, counter)));
                this[row][factor] = (float)(deviation * radius * Math.Cos(2 * Math.PI * SplitMix64.Uniform(seed, counter + 1)));
            }
        }
    }

    /// <summary>scale · HᵀH. Shape [Width × Width]; upper blocks as <see cref="GramKernel"/> leaves them.</summary>
    public AlignedFloats Gram(double scale, int threads, CancellationToken cancel) => Gram(new GramSums(Width), scale, threads, cancel);

    /// <summary>The same in memory that is used again; valid until its next use.</summary>
    public AlignedFloats Gram(GramSums sums, double scale, int threads, CancellationToken cancel)
    {
        var (chunk, parts) = (GramSums.ChunkOf(RowCount), GramSums.ChunksOf(RowCount));
        Workers.ForRows(
            parts,
            threads,
            run: 1,
            () => this,
            (at, matrix) =>
            {
                var from = at * chunk;
                var pointer = matrix._values.Pointer + ((long)from * matrix.Width);
                GramKernel.Accumulate(sums.Part(at).Pointer, pointer, Math.Min(chunk, matrix.RowCount - from), matrix.Width);
            },
            cancel
        );
        return sums.Sum(parts, scale);
    }
}
