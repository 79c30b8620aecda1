using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Solves one row: (α₀·G + Σ c·h·hᵀ + ridge·I)·x = Σ c·h, over the other side's vectors h of the row's entries; G is the Gram matrix of all
/// of them. One worker's own memory: d² floats and a few dozen vectors.
/// </summary>
internal sealed unsafe class AlsRowSolver(int d)
{
    // Packed vectors stay in the first-level cache for all tiles of the matrix.
    private const int PackFloats = 8192;
    private readonly AlignedFloats _matrix = new(d * d);
    private readonly AlignedFloats _vectors = new(Math.Max(PackFloats, 8 * d));
    private readonly AlignedFloats _right = new(d);
    private readonly AlignedFloats _inverse = new(d);
    private readonly AlignedFloats _solution = new(d);
    private int _packed;

    /// <summary>Bytes that one takes.</summary>
    public static long Bytes(int factors) => TrainingBytes.Vectors(factors + 11L, factors) + (PackFloats * sizeof(float));

    private int Capacity => _vectors.Length / d;

    /// <summary>Begins a row.</summary>
    /// <param name="gram">α₀·G. Shape [d × d].</param>
    public void Begin(AlignedFloats gram)
    {
        gram.Span.CopyTo(_matrix.Span);
        _right.Span.Clear();
        _packed = 0;
    }

    /// <summary>Memory for the next vector; the caller fills it with √c·h and calls <see cref="Add"/>. Shape [d].</summary>
    public Span<float> NextVector()
    {
        if (_packed == Capacity)
        {
            Flush();
        }

        return _vectors.Span.Slice(_packed * d, d);
    }

    /// <param name="rootOfConfidence">√c.</param>
    public void Add(float rootOfConfidence)
    {
        var vector = _vectors.Span.Slice(_packed++ * d, d);
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(vector, rootOfConfidence, _right.Span, _right.Span);
    }

    /// <summary>Completes the matrix and factors it; <see cref="Solve"/> may then be called any number of times.</summary>
    public void Factor(double ridge)
    {
        Flush();
        for (var at = 0; at < d; at++)
        {
            _matrix.Pointer[(at * d) + at] += (float)ridge;
        }

        SmallCholesky.Factor(_matrix.Pointer, _inverse.Pointer, d);
    }

    /// <summary>The row's vector.</summary>
    public void Solve(Span<float> x) => SolveFor(_right.Span, x);

    /// <summary>A⁻¹·b for another right side.</summary>
    public void SolveFor(ReadOnlySpan<float> b, Span<float> x)
    {
        b.CopyTo(_right.Span);
        SmallCholesky.Solve(_matrix.Pointer, _inverse.Pointer, _right.Pointer, _solution.Pointer, d);
        _solution.Span.CopyTo(x);
    }

    private void Flush()
    {
        GramKernel.Accumulate(_matrix.Pointer, _vectors.Pointer, _packed, d);
        _packed = 0;
    }
}
