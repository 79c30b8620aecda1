namespace Marketing.Learning.Numerics;

/// <summary>
/// Inverts a large symmetric positive definite matrix in place by the blocked sweep operator (Goodnight, "A tutorial on the SWEEP operator",
/// 1979): for a block k of pivots with inverse D and the panel W = A[k, ·], A −= WᵀDW, A[k, ·] = DW, A[k, k] = −D. After all blocks A is −A⁻¹. n³
/// floating-point operations, nearly all in one register-tiled kernel; no second matrix.
/// </summary>
internal sealed unsafe class SymmetricInverse
{
    /// <summary>Pivots of one step: 256 × 32 floats of a panel fit the first-level cache, and A passes through memory only n/256 times.</summary>
    private const int Block = 256;
    private const int Strip = 32;
    private readonly AlignedFloats _a;
    private readonly int _n;
    private readonly int _threads;
    private readonly CancellationToken _cancel;
    private readonly int _strips;

    // Panels in strips of 32 columns, each strip pivot by pivot: what the kernel reads lies together.
    private readonly AlignedFloats _w;
    private readonly AlignedFloats _v;
    private readonly AlignedFloats _d = new(Block * Block);
    private readonly AlignedFloats _dStrips = new(Block * Block);

    private SymmetricInverse(AlignedFloats a, int n, int threads, CancellationToken cancel)
    {
        (_a, _n, _threads, _cancel, _strips) = (a, n, threads, cancel, n / Strip);
        (_w, _v) = (new AlignedFloats(Block * n), new AlignedFloats(Block * n));
    }

    /// <param name="a">Shape [n × n], row-major, 64-byte aligned; the part right of and on the diagonal is read. Becomes −A⁻¹, both halves.</param>
    /// <param name="n">A multiple of <see cref="Padding"/>.</param>
    /// <param name="threads">At least 1; the result does not depend on it.</param>
    /// <param name="progress">Told the share done; may be null.</param>
    /// <param name="cancel">Looked at every block.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static void Negated(AlignedFloats a, int n, int threads, Action<double>? progress, CancellationToken cancel)
    {
        var inverse = new SymmetricInverse(a, n, threads, cancel);
        for (var first = 0; first < n; first += Block)
        {
            inverse.SweepBlock(first, Math.Min(Block, n - first));
            progress?.Invoke((double)(first + Block) / n);
        }

        inverse.Mirror();
    }

    /// <summary>What inverting takes beside the matrix; of fewer than 256 rows up to a megabyte more, which no limit is missed by.</summary>
    public static long ScratchBytes(long n) => sizeof(float) * 2 * Math.Min(Block, n) * (n + Math.Min(Block, n));

    /// <summary>Sizes are multiples of this; pad with an identity block.</summary>
    public static int Padding => Strip;

    private void SweepBlock(int first, int pivots)
    {
        GatherPanel(first, pivots);
        InvertPivots(first, pivots);
        ForStrips(strip => Multiply(strip, pivots));
        ForStrips(strip => Update(strip, first, pivots));
        ForStrips(strip => Store(strip, first, pivots));
    }

    // W = A[k, ·] from the upper half: columns before the block are read from its column.
    private void GatherPanel(int first, int pivots) =>
        ForStrips(strip =>
        {
            var to = _w.Pointer + ((long)strip * Block * Strip);
            for (var pivot = 0; pivot < pivots; pivot++)
            {
                for (var column = 0; column < Strip; column++)
                {
                    var (row, other) = (first + pivot, (strip * Strip) + column);
                    to[(pivot * Strip) + column] = row <= other ? At(row, other) : At(other, row);
                }
            }
        });

    // Gauss and Jordan in double: the block is small, and its errors would spread to everything.
    private void InvertPivots(int first, int pivots)
    {
        var rows = new double[pivots][];
        for (var row = 0; row < pivots; row++)
        {
            rows[row] = new double[pivots];
            for (var column = 0; column < pivots; column++)
            {
                rows[row][column] = row <= column ? At(first + row, first + column) : At(first + column, first + row);
            }
        }

        for (var pivot = 0; pivot < pivots; pivot++)
        {
            var own = rows[pivot];
            var value = own[pivot];
            if (!(value > 0))
            {
                throw new ArithmeticException("A matrix that should be positive definite is not.");
            }

            own[pivot] = 1;
            System.Numerics.Tensors.TensorPrimitives.Divide(own, value, own);
            for (var row = 0; row < pivots; row++)
            {
                if (row != pivot)
                {
                    var factor = -rows[row][pivot];
                    rows[row][pivot] = 0;
                    System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(own, factor, rows[row], rows[row]);
                }
            }
        }

        _dStrips.Span.Clear();
        for (var row = 0; row < pivots; row++)
        {
            for (var column = 0; column < pivots; column++)
            {
                var value = (float)rows[row][column];
                _d.Pointer[(row * Block) + column] = value;
                _dStrips.Pointer[(column / Strip * Block * Strip) + (row * Strip) + (column % Strip)] = value;
            }
        }
    }

    // V = D·W, one strip of columns; D is symmetric, so its columns are its rows.
    private void Multiply(int strip, int pivots)
    {
        var offset = (long)strip * Block * Strip;
        new Span<float>(_v.Pointer + offset, Block * Strip).Clear();
        for (var row = 0; row < pivots; row += 8)
        {
            var d = _dStrips.Pointer + (row / Strip * Block * Strip) + (row % Strip);
            GramKernel.Tile8X2(_v.Pointer + offset + (row * Strip), Strip, d, _w.Pointer + offset, Strip, pivots);
        }

        // The update subtracts: from here on W is −W.
        System.Numerics.Tensors.TensorPrimitives.Negate(
            new ReadOnlySpan<float>(_w.Pointer + offset, Block * Strip),
            new Span<float>(_w.Pointer + offset, Block * Strip)
        );
    }

    // A[i, j] −= W_iᵀV_j for a strip of rows i and all j at or after it, but for the block's own rows and columns.
    private void Update(int strip, int first, int pivots)
    {
        if (Own(strip, first, pivots))
        {
            return;
        }

        var left = _w.Pointer + ((long)strip * Block * Strip);
        for (var other = strip; other < _strips; other++)
        {
            if (Own(other, first, pivots))
            {
                continue;
            }

            var right = _v.Pointer + ((long)other * Block * Strip);
            var a = _a.Pointer + ((long)strip * Strip * _n) + (other * Strip);
            for (var row = 0; row < Strip; row += 8)
            {
                GramKernel.Tile8X2(a + ((long)row * _n), _n, left + row, right, Strip, pivots);
            }
        }
    }

    // A[k, j] = V, A[k, k] = −D, in the upper half.
    private void Store(int strip, int first, int pivots)
    {
        var own = Own(strip, first, pivots);
        var v = _v.Pointer + ((long)strip * Block * Strip);
        for (var pivot = 0; pivot < pivots; pivot++)
        {
            for (var column = 0; column < Strip; column++)
            {
                var (row, other) = (first + pivot, (strip * Strip) + column);
                if (own)
                {
                    At(row, other) = -_d.Pointer[(pivot * Block) + other - first];
                }
                else if (row < other)
                {
                    At(row, other) = v[(pivot * Strip) + column];
                }
                else
                {
                    At(other, row) = v[(pivot * Strip) + column];
                }
            }
        }
    }

    private void Mirror() =>
        ForStrips(strip =>
        {
            for (var row = strip * Strip; row < (strip + 1) * Strip; row++)
            {
                for (var column = 0; column < row; column++)
                {
                    At(row, column) = At(column, row);
                }
            }
        });

    private static bool Own(int strip, int first, int pivots) => strip * Strip >= first && strip * Strip < first + pivots;

    private ref float At(int row, int column) => ref _a.Pointer[((long)row * _n) + column];

    private void ForStrips(Action<int> work) => Workers.ForRows(_strips, _threads, run: 1, () => this, (strip, _) => work(strip), _cancel);
}
