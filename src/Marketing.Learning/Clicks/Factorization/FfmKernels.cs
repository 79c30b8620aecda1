using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// The inner loops: all pairs of a group, row by row. Rows outside, pairs inside: the steps of one row touch different vectors and overlap, while
/// the same frequent value in row after row would make each step wait for the last one's root and quotient.
/// </summary>
internal static unsafe class FfmKernels
{
    private const int FetchedAhead = 4;

    /// <summary>Products of two vectors, four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Product(float* a, float* b, int factors)
    {
        var products = Vector128.Load(a) * Vector128.Load(b);
        for (var factor = 4; factor < factors; factor += 4)
        {
            products += Vector128.Load(a + factor) * Vector128.Load(b + factor);
        }

        return products;
    }

    /// <summary>AdaGrad on both vectors of a pair: g = λv + κ·other, G += g², v −= rate·g/√G; both gradients from before the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(float* a, float* b, int factors, float kappa, float rate, float regularization)
    {
        var (k, r, l) = (Vector128.Create(kappa), Vector128.Create(rate), Vector128.Create(regularization));
        for (var factor = 0; factor < factors; factor += 4)
        {
            var (va, vb) = (Vector128.Load(a + factor), Vector128.Load(b + factor));
            var (ga, gb) = ((l * va) + (k * vb), (l * vb) + (k * va));
            var sumA = Vector128.Load(a + (2 * factors) + factor) + (ga * ga);
            var sumB = Vector128.Load(b + (2 * factors) + factor) + (gb * gb);
            sumA.Store(a + (2 * factors) + factor);
            sumB.Store(b + (2 * factors) + factor);
            (va - (r * ga / Vector128.Sqrt(sumA))).Store(a + factor);
            (vb - (r * gb / Vector128.Sqrt(sumB))).Store(b + factor);
        }
    }

    /// <summary>The group's products of one row, in four parts.</summary>
    /// <param name="group">Pairs.</param>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sum(FfmGroup group, int* values)
    {
        var (first, second) = (Vector256<float>.Zero, Vector256<float>.Zero);
        foreach (ref readonly var block in group.Blocks.AsSpan())
        {
            var (b, nextB) = (Vector256.Load(block.B(values)), Vector256.Load(block.NextB(values)));
            first += Vector256.Load(block.A(values)) * Vector256.Create(b.GetLower(), nextB.GetLower());
            second += Vector256.Load(block.NextA(values)) * Vector256.Create(b.GetUpper(), nextB.GetUpper());
        }

        first += second;
        var sum = first.GetLower() + first.GetUpper();
        foreach (ref readonly var pair in group.Pairs.AsSpan())
        {
            sum += Product(pair.VectorA(values), pair.VectorB(values), group.Factors);
        }

        return sum;
    }

    /// <summary>The group's products of each row.</summary>
    /// <param name="group">Pairs.</param>
    /// <param name="ids">Ids of all rows, row by row. Shape [all rows × width].</param>
    /// <param name="rows">Rows of the chunk. Shape [count].</param>
    /// <param name="sums">Shape [count].</param>
    /// <param name="count">Number of rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(FfmGroup group, int* ids, int* rows, Vector128<float>* sums, int count)
    {
        var width = (nint)group.Width;
        for (var row = 0; row < count; row++)
        {
            if (row + FetchedAhead < count)
            {
                Prefetch(group, ids + (width * rows[row + FetchedAhead]));
            }

            sums[row] = Sum(group, ids + (width * rows[row]));
        }
    }

    /// <summary>Takes the group's steps, row by row.</summary>
    /// <param name="group">Pairs.</param>
    /// <param name="ids">As for <see cref="Add"/>.</param>
    /// <param name="rows">As for <see cref="Add"/>.</param>
    /// <param name="kappa">Slope of the loss by the pairs' products. Shape [count].</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="rate">AdaGrad's.</param>
    /// <param name="regularization">λ.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Learn(FfmGroup group, int* ids, int* rows, float* kappa, int count, float rate, float regularization)
    {
        var (width, factors) = ((nint)group.Width, group.Factors);
        var (r, l) = (Vector256.Create(rate), Vector256.Create(regularization));
        for (var row = 0; row < count; row++)
        {
            if (row + FetchedAhead < count)
            {
                Prefetch(group, ids + (width * rows[row + FetchedAhead]));
            }

            int* values = ids + (width * rows[row]);
            var k = Vector256.Create(kappa[row]);
            foreach (ref readonly var block in group.Blocks.AsSpan())
            {
                Step(block.A(values), block.NextA(values), block.B(values), block.NextB(values), k, r, l);
            }

            foreach (ref readonly var pair in group.Pairs.AsSpan())
            {
                Step(pair.VectorA(values), pair.VectorB(values), factors, kappa[row], rate, regularization);
            }
        }
    }

    // The four pairs of a block: v(a, b) v(a, b′) in one line, v(a′, b) v(a′, b′) in the next, and so from the other side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        float* a,
        float* nextA,
        float* b,
        float* nextB,
        Vector256<float> kappa,
        Vector256<float> rate,
        Vector256<float> regularization
    )
    {
        var (va, vNextA) = (Vector256.Load(a), Vector256.Load(nextA));
        var (vb, vNextB) = (Vector256.Load(b), Vector256.Load(nextB));
        Step(a, va, Vector256.Create(vb.GetLower(), vNextB.GetLower()), kappa, rate, regularization);
        Step(nextA, vNextA, Vector256.Create(vb.GetUpper(), vNextB.GetUpper()), kappa, rate, regularization);
        Step(b, vb, Vector256.Create(va.GetLower(), vNextA.GetLower()), kappa, rate, regularization);
        Step(nextB, vNextB, Vector256.Create(va.GetUpper(), vNextA.GetUpper()), kappa, rate, regularization);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        float* line,
        Vector256<float> v,
        Vector256<float> other,
        Vector256<float> kappa,
        Vector256<float> rate,
        Vector256<float> regularization
    )
    {
        var gradient = (regularization * v) + (kappa * other);
        var sums = Vector256.Load(line + 8) + (gradient * gradient);
        sums.Store(line + 8);
        (v - (rate * gradient / Vector256.Sqrt(sums))).Store(line);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(FfmGroup group, int* values)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        foreach (var (field, start) in group.Large)
        {
            Sse.Prefetch0((float*)start + ((nint)values[field] * 4 * group.Factors));
        }
    }
}
