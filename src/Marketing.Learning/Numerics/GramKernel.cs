using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Numerics;

/// <summary>A += PᵀP for narrow P, the inner loop of alternating least squares. Only the upper blocks of A are touched.</summary>
internal static unsafe class GramKernel
{
    /// <summary>Floats of one vector: row lengths are multiples of it.</summary>
    public const int Lane = 16;
    private const int TileRows = 8;

    /// <param name="a">Shape [d × d], row-major, 64-byte aligned; column c of row r is kept up when c ≥ r rounded down to 16.</param>
    /// <param name="p">Shape [rows × d], row-major, 64-byte aligned.</param>
    /// <param name="rows">Number of rows of P.</param>
    /// <param name="d">A multiple of 16.</param>
    public static void Accumulate(float* a, float* p, int rows, int d)
    {
        for (var row = 0; row < d; row += TileRows)
        {
            var column = row / Lane * Lane;
            for (; column + (2 * Lane) <= d; column += 2 * Lane)
            {
                Tile8X2(a + ((long)row * d) + column, d, p + row, p + column, d, rows);
            }

            if (column < d)
            {
                Tile8X1(a + ((long)row * d) + column, p + row, p + column, rows, d);
            }
        }
    }

    /// <summary>
    /// Eight rows and 32 columns of A += LᵀR: 16 accumulators stay in registers; two loads of R and eight broadcasts of L feed sixteen multiply-adds.
    /// </summary>
    /// <param name="a">Its first place, rows <paramref name="d"/> floats apart.</param>
    /// <param name="d">Distance between rows of A.</param>
    /// <param name="left">L at the tile's first row.</param>
    /// <param name="right">R at the tile's first column.</param>
    /// <param name="pitch">Distance between rows of L and of R.</param>
    /// <param name="rows">Rows of L and R.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile8X2(float* a, long d, float* left, float* right, int pitch, int rows)
    {
        var (a0, b0) = (Vector512.Load(a), Vector512.Load(a + Lane));
        var (a1, b1) = (Vector512.Load(a + d), Vector512.Load(a + d + Lane));
        var (a2, b2) = (Vector512.Load(a + (2 * d)), Vector512.Load(a + (2 * d) + Lane));
        var (a3, b3) = (Vector512.Load(a + (3 * d)), Vector512.Load(a + (3 * d) + Lane));
        var (a4, b4) = (Vector512.Load(a + (4 * d)), Vector512.Load(a + (4 * d) + Lane));
        var (a5, b5) = (Vector512.Load(a + (5 * d)), Vector512.Load(a + (5 * d) + Lane));
        var (a6, b6) = (Vector512.Load(a + (6 * d)), Vector512.Load(a + (6 * d) + Lane));
        var (a7, b7) = (Vector512.Load(a + (7 * d)), Vector512.Load(a + (7 * d) + Lane));
        for (var row = 0; row < rows; row++, left += pitch, right += pitch)
        {
            var x = Vector512.Load(right);
            var y = Vector512.Load(right + Lane);
            var s = Vector512.Create(left[0]);
            a0 = Vector512.FusedMultiplyAdd(s, x, a0);
            b0 = Vector512.FusedMultiplyAdd(s, y, b0);
            s = Vector512.Create(left[1]);
            a1 = Vector512.FusedMultiplyAdd(s, x, a1);
            b1 = Vector512.FusedMultiplyAdd(s, y, b1);
            s = Vector512.Create(left[2]);
            a2 = Vector512.FusedMultiplyAdd(s, x, a2);
            b2 = Vector512.FusedMultiplyAdd(s, y, b2);
            s = Vector512.Create(left[3]);
            a3 = Vector512.FusedMultiplyAdd(s, x, a3);
            b3 = Vector512.FusedMultiplyAdd(s, y, b3);
            s = Vector512.Create(left[4]);
            a4 = Vector512.FusedMultiplyAdd(s, x, a4);
            b4 = Vector512.FusedMultiplyAdd(s, y, b4);
            s = Vector512.Create(left[5]);
            a5 = Vector512.FusedMultiplyAdd(s, x, a5);
            b5 = Vector512.FusedMultiplyAdd(s, y, b5);
            s = Vector512.Create(left[6]);
            a6 = Vector512.FusedMultiplyAdd(s, x, a6);
            b6 = Vector512.FusedMultiplyAdd(s, y, b6);
            s = Vector512.Create(left[7]);
            a7 = Vector512.FusedMultiplyAdd(s, x, a7);
            b7 = Vector512.FusedMultiplyAdd(s, y, b7);
        }

        Store(a, a0, b0);
        Store(a + d, a1, b1);
        Store(a + (2 * d), a2, b2);
        Store(a + (3 * d), a3, b3);
        Store(a + (4 * d), a4, b4);
        Store(a + (5 * d), a5, b5);
        Store(a + (6 * d), a6, b6);
        Store(a + (7 * d), a7, b7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8X1(float* a, float* left, float* right, int rows, int d)
    {
        var a0 = Vector512.Load(a);
        var a1 = Vector512.Load(a + d);
        var a2 = Vector512.Load(a + (2 * d));
        var a3 = Vector512.Load(a + (3 * d));
        var a4 = Vector512.Load(a + (4 * d));
        var a5 = Vector512.Load(a + (5 * d));
        var a6 = Vector512.Load(a + (6 * d));
        var a7 = Vector512.Load(a + (7 * d));
        for (var row = 0; row < rows; row++, left += d, right += d)
        {
            var x = Vector512.Load(right);
            a0 = Vector512.FusedMultiplyAdd(Vector512.Create(left[0]), x, a0);
            a1 = Vector512.FusedMultiplyAdd(Vector512.Create(left[1]), x, a1);
            a2 = Vector512.FusedMultiplyAdd(Vector512.Create(left[2]), x, a2);
            a3 = Vector512.FusedMultiplyAdd(Vector512.Create(left[3]), x, a3);
            a4 = Vector512.FusedMultiplyAdd(Vector512.Create(left[4]), x, a4);
            a5 = Vector512.FusedMultiplyAdd(Vector512.Create(left[5]), x, a5);
            a6 = Vector512.FusedMultiplyAdd(Vector512.Create(left[6]), x, a6);
            a7 = Vector512.FusedMultiplyAdd(Vector512.Create(left[7]), x, a7);
        }

        a0.Store(a);
        a1.Store(a + d);
        a2.Store(a + (2 * d));
        a3.Store(a + (3 * d));
        a4.Store(a + (4 * d));
        a5.Store(a + (5 * d));
        a6.Store(a + (6 * d));
        a7.Store(a + (7 * d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector512<float> x, Vector512<float> y)
    {
        x.Store(to);
        y.Store(to + Lane);
    }
}
