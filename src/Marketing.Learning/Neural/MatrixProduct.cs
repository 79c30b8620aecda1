using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Neural;

/// <summary>
/// C += A·B for matrices with any row and column distance, so that transposes cost nothing: every product of the layers, forward and backward,
/// is this one. float for training and serving, double for the checks against finite differences.
/// </summary>
internal static unsafe class MatrixProduct
{
    // One panel of B (256 × two vectors, 32 KB) stays in the first-level cache while all rows of A pass over it.
    private const int DepthBlock = 256;

    // Below so many rows, copying a panel costs more than reading B where it lies.
    private const int RowsWorthPacking = 96;

    /// <summary>C += A·B.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">A and how it lies.</param>
    /// <param name="b">B and how it lies.</param>
    /// <param name="c">C, row-major.</param>
    /// <param name="cPitch">Distance between rows of C.</param>
    /// <exception cref="ArgumentException">A matrix is shorter than its shape says.</exception>
    [SkipLocalsInit]
    public static void Add<T>(int rows, int columns, int depth, Matrix<T> a, Matrix<T> b, Span<T> c, int cPitch)
        where T : unmanaged
    {
        if (rows == 0 || columns == 0 || depth == 0)
        {
            return;
        }

        a.CheckHolds(rows, depth);
        b.CheckHolds(depth, columns);
        new Matrix<T>(c, cPitch, 1).CheckHolds(rows, columns);
        var width = 2 * Vector512<T>.Count;
        var panel = stackalloc T[Math.Min(depth, DepthBlock) * width];
        fixed (T* aAt = a.Values)
        fixed (T* bAt = b.Values)
        fixed (T* cAt = c)
        {
            for (var from = 0; from < depth; from += DepthBlock)
            {
                var deep = Math.Min(DepthBlock, depth - from);
                for (var column = 0; column < columns; column += width)
                {
                    var wide = Math.Min(width, columns - column);
                    var source = bAt + ((long)from * b.RowPitch) + ((long)column * b.ColumnPitch);
                    var pitch = (long)b.RowPitch;
                    if (b.ColumnPitch != 1 || wide < width || rows >= RowsWorthPacking)
                    {
                        Pack(source, b, deep, wide, width, panel);
                        source = panel;
                        pitch = width;
                    }

                    Panel(rows, wide, deep, aAt + ((long)from * a.ColumnPitch), a, source, pitch, cAt + column, cPitch);
                }
            }
        }
    }

    private static void Pack<T>(T* source, Matrix<T> b, int deep, int wide, int width, T* panel)
        where T : unmanaged
    {
        for (var row = 0; row < deep; row++, source += b.RowPitch, panel += width)
        {
            if (b.ColumnPitch == 1 && wide == width)
            {
                Vector512.Load(source).Store(panel);
                Vector512.Load(source + Vector512<T>.Count).Store(panel + Vector512<T>.Count);
                continue;
            }

            for (var column = 0; column < wide; column++)
            {
                panel[column] = source[(long)column * b.ColumnPitch];
            }

            new Span<T>(panel + wide, width - wide).Clear();
        }
    }

    [SkipLocalsInit]
    private static void Panel<T>(int rows, int wide, int deep, T* a, Matrix<T> shape, T* b, long bPitch, T* c, int cPitch)
        where T : unmanaged
    {
        var width = 2 * Vector512<T>.Count;
        var edge = stackalloc T[8 * width];
        for (var row = 0; row < rows; )
        {
            var tall =
                rows - row >= 8 ? 8
                : rows - row >= 4 ? 4
                : 1;
            var to = c + ((long)row * cPitch);
            var toPitch = (long)cPitch;
            if (wide < width)
            {
                new Span<T>(edge, tall * width).Clear();
                to = edge;
                toPitch = width;
            }

            var left = a + ((long)row * shape.RowPitch);
            if (tall == 8)
            {
                MatrixTile.Eight(to, toPitch, left, shape.RowPitch, shape.ColumnPitch, b, bPitch, deep);
            }
            else if (tall == 4)
            {
                MatrixTile.Four(to, toPitch, left, shape.RowPitch, shape.ColumnPitch, b, bPitch, deep);
            }
            else
            {
                MatrixTile.One(to, left, shape.ColumnPitch, b, bPitch, deep);
            }

            if (wide < width)
            {
                for (var at = 0; at < tall; at++)
                {
                    MatrixTile.AddRow(c + ((long)(row + at) * cPitch), edge + (at * width), wide);
                }
            }

            row += tall;
        }
    }
}

/// <summary>A matrix in somebody's memory: element (r, c) is at r × RowPitch + c × ColumnPitch.</summary>
/// <param name="values">Where its first element comes first.</param>
/// <param name="rowPitch">Distance between rows.</param>
/// <param name="columnPitch">Distance between columns; 1 for row-major.</param>
/// <typeparam name="T">float or double.</typeparam>
internal readonly ref struct Matrix<T>(ReadOnlySpan<T> values, int rowPitch, int columnPitch)
    where T : unmanaged
{
    /// <summary>A dense row-major matrix.</summary>
    /// <param name="values">Shape [rows × columns].</param>
    /// <param name="columns">Its columns.</param>
    public Matrix(ReadOnlySpan<T> values, int columns)
        : this(values, columns, 1) { }

    public ReadOnlySpan<T> Values { get; } = values;

    public int RowPitch { get; } = rowPitch;

    public int ColumnPitch { get; } = columnPitch;

    /// <summary>The same memory read the other way.</summary>
    public Matrix<T> Transposed => new(Values, ColumnPitch, RowPitch);

    /// <exception cref="ArgumentException">Its last element is outside the memory.</exception>
    public void CheckHolds(int rows, int columns)
    {
        if (((long)(rows - 1) * RowPitch) + ((long)(columns - 1) * ColumnPitch) >= Values.Length)
        {
            throw new ArgumentException($"A matrix of {rows} × {columns} does not fit {Values.Length} numbers.", nameof(rows));
        }
    }
}
