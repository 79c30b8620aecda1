using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Numerics;

/// <summary>Solves A·x = b for a small symmetric positive definite A by A = UᵀU, in place, eight rows of U at a time.</summary>
internal static unsafe class SmallCholesky
{
    private const int Lane = GramKernel.Lane;
    private const int Panel = 8;

    /// <param name="a">Shape [d × d], row-major, 64-byte aligned, upper blocks as <see cref="GramKernel"/> leaves them; becomes U.</param>
    /// <param name="inverse">Receives 1/U[j,j]. Shape [d].</param>
    /// <param name="d">A multiple of 16.</param>
    /// <exception cref="ArithmeticException">A is not positive definite.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Factor(float* a, float* inverse, int d)
    {
        for (var top = 0; top < d; top += Panel)
        {
            FactorPanel(a, inverse, top, d);
            for (var row = top + Panel; row < d; row += 2)
            {
                UpdateTwoRows(a, top, row, d);
            }
        }
    }

    /// <summary>x = U⁻¹ U⁻ᵀ b.</summary>
    /// <param name="u">As <see cref="Factor"/> leaves it.</param>
    /// <param name="inverse">As <see cref="Factor"/> leaves it.</param>
    /// <param name="b">Shape [d]; overwritten.</param>
    /// <param name="x">Shape [d]; overwritten.</param>
    /// <param name="d">A multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve(float* u, float* inverse, float* b, float* x, int d)
    {
        for (var j = 0; j < d; j++)
        {
            var y = b[j] * inverse[j];
            x[j] = y;
            var factor = Vector512.Create(-y);
            var row = u + ((long)j * d);
            // Places of b before j are solved and no longer read: what the whole vector does to them is of no consequence.
            for (var column = j / Lane * Lane; column < d; column += Lane)
            {
                Vector512.FusedMultiplyAdd(factor, Vector512.Load(row + column), Vector512.Load(b + column)).Store(b + column);
            }
        }

        new Span<float>(b, d).Clear();
        for (var j = d - 1; j >= 0; j--)
        {
            var row = u + ((long)j * d);
            var sum = Vector512<float>.Zero;
            // b holds the solution so far and 0 up to j, so the part of the vector left of the diagonal adds nothing.
            for (var column = j / Lane * Lane; column < d; column += Lane)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(row + column), Vector512.Load(b + column), sum);
            }

            b[j] = (x[j] - Vector512.Sum(sum)) * inverse[j];
        }

        new Span<float>(b, d).CopyTo(new Span<float>(x, d));
    }

    private static void FactorPanel(float* a, float* inverse, int top, int d)
    {
        for (var j = top; j < top + Panel; j++)
        {
            var row = a + ((long)j * d);
            var start = j / Lane * Lane;
            for (var above = top; above < j; above++)
            {
                var source = a + ((long)above * d);
                var factor = Vector512.Create(-source[j]);
                for (var column = start; column < d; column += Lane)
                {
                    Vector512.FusedMultiplyAdd(factor, Vector512.Load(source + column), Vector512.Load(row + column)).Store(row + column);
                }
            }

            var pivot = row[j];
            if (!(pivot > 0))
            {
                throw new ArithmeticException("A matrix that should be positive definite is not: the factors have overflowed.");
            }

            inverse[j] = 1 / MathF.Sqrt(pivot);
            var scale = Vector512.Create(inverse[j]);
            for (var column = start; column < d; column += Lane)
            {
                (scale * Vector512.Load(row + column)).Store(row + column);
            }
        }
    }

    // Two rows share the eight loads of the panel: sixteen multiply-adds a step.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpdateTwoRows(float* a, int top, int row, int d)
    {
        var panel = a + ((long)top * d);
        var target = a + ((long)row * d);
        var p0 = Vector512.Create(-panel[row]);
        var q0 = Vector512.Create(-panel[row + 1]);
        var p1 = Vector512.Create(-panel[d + row]);
        var q1 = Vector512.Create(-panel[d + row + 1]);
        var p2 = Vector512.Create(-panel[(2 * d) + row]);
        var q2 = Vector512.Create(-panel[(2 * d) + row + 1]);
        var p3 = Vector512.Create(-panel[(3 * d) + row]);
        var q3 = Vector512.Create(-panel[(3 * d) + row + 1]);
        var p4 = Vector512.Create(-panel[(4 * d) + row]);
        var q4 = Vector512.Create(-panel[(4 * d) + row + 1]);
        var p5 = Vector512.Create(-panel[(5 * d) + row]);
        var q5 = Vector512.Create(-panel[(5 * d) + row + 1]);
        var p6 = Vector512.Create(-panel[(6 * d) + row]);
        var q6 = Vector512.Create(-panel[(6 * d) + row + 1]);
        var p7 = Vector512.Create(-panel[(7 * d) + row]);
        var q7 = Vector512.Create(-panel[(7 * d) + row + 1]);
        for (var column = row / Lane * Lane; column < d; column += Lane)
        {
            var source = panel + column;
            var to = target + column;
            var x = Vector512.Load(to);
            var y = Vector512.Load(to + d);
            var u = Vector512.Load(source);
            x = Vector512.FusedMultiplyAdd(p0, u, x);
            y = Vector512.FusedMultiplyAdd(q0, u, y);
            u = Vector512.Load(source + d);
            x = Vector512.FusedMultiplyAdd(p1, u, x);
            y = Vector512.FusedMultiplyAdd(q1, u, y);
            u = Vector512.Load(source + (2 * d));
            x = Vector512.FusedMultiplyAdd(p2, u, x);
            y = Vector512.FusedMultiplyAdd(q2, u, y);
            u = Vector512.Load(source + (3 * d));
            x = Vector512.FusedMultiplyAdd(p3, u, x);
            y = Vector512.FusedMultiplyAdd(q3, u, y);
            u = Vector512.Load(source + (4 * d));
            x = Vector512.FusedMultiplyAdd(p4, u, x);
            y = Vector512.FusedMultiplyAdd(q4, u, y);
            u = Vector512.Load(source + (5 * d));
            x = Vector512.FusedMultiplyAdd(p5, u, x);
            y = Vector512.FusedMultiplyAdd(q5, u, y);
            u = Vector512.Load(source + (6 * d));
            x = Vector512.FusedMultiplyAdd(p6, u, x);
            y = Vector512.FusedMultiplyAdd(q6, u, y);
            u = Vector512.Load(source + (7 * d));
            x = Vector512.FusedMultiplyAdd(p7, u, x);
            y = Vector512.FusedMultiplyAdd(q7, u, y);
            x.Store(to);
            y.Store(to + d);
        }
    }
}
