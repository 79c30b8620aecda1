using System.Numerics.Tensors;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Memory in which a Gram matrix is summed by chunks of rows, not of threads: the sum is rounded the same way whatever the number of threads.
/// </summary>
/// <param name="width">Length of a vector with its padding.</param>
internal sealed class GramSums(int width)
{
    private const int MostChunks = 16;
    private const int FewestRows = 256;
    private readonly AlignedFloats?[] _parts = new AlignedFloats?[MostChunks];
    private readonly AlignedFloats _sum = new(width * width);

    /// <summary>Bytes that it takes at most.</summary>
    public static long Bytes(int rowCount, int factors) => TrainingBytes.Vectors((ChunksOf(rowCount) + 1L) * factors, factors);

    /// <summary>Rows of a chunk.</summary>
    public static int ChunkOf(int rowCount) => Math.Max(FewestRows, (rowCount + MostChunks - 1) / MostChunks);

    /// <summary>Chunks of a matrix.</summary>
    public static int ChunksOf(int rowCount) => (rowCount + ChunkOf(rowCount) - 1) / ChunkOf(rowCount);

    /// <summary>A part to sum into, all 0. Shape [width × width].</summary>
    public AlignedFloats Part(int at)
    {
        if (_parts[at] is { } known)
        {
            known.Span.Clear();
            return known;
        }

        return _parts[at] = new AlignedFloats(width * width);
    }

    /// <summary>scale · the first parts' sum; overwritten by the next. Shape [width × width].</summary>
    public AlignedFloats Sum(int parts, double scale)
    {
        _sum.Span.Clear();
        for (var at = 0; at < parts; at++)
        {
            if (_parts[at] is { } part)
            {
                TensorPrimitives.Add(_sum.Span, part.Span, _sum.Span);
            }
        }

        TensorPrimitives.Multiply(_sum.Span, (float)scale, _sum.Span);
        return _sum;
    }
}
