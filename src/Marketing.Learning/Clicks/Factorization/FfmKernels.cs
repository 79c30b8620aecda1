using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// The inner loops: all pairs of a group, row by row. Rows outside, pairs inside: the steps of one row touch different vectors and overlap, while
/// the same frequent value in row after row would make each step wait for the last one.
/// </summary>
internal static unsafe class FfmKernels
{
    private const int FetchedAhead = 4;
    private const int CacheLine = 16; // floats

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
        var sums = FfmWeights.Four * factors;
        for (var factor = 0; factor < factors; factor += 4)
        {
            var (va, vb) = (Vector128.Load(a + factor), Vector128.Load(b + factor));
            var (ga, gb) = ((l * va) + (k * vb), (l * vb) + (k * va));
            var sumA = Vector128.Load(a + sums + factor) + (ga * ga);
            var sumB = Vector128.Load(b + sums + factor) + (gb * gb);
            sumA.Store(a + sums + factor);
            sumB.Store(b + sums + factor);
            (va - (r * ga / Vector128.Sqrt(sumA))).Store(a + factor);
            (vb - (r * gb / Vector128.Sqrt(sumB))).Store(b + factor);
        }
    }

    /// <summary>The group's products of one row, added up.</summary>
    /// <param name="group">Pairs.</param>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(FfmGroup group, int* values)
    {
        if (group.Factors == 4)
        {
            return SumOfLines(group.IsWithin, group.A, group.B, values);
        }

        var sum = Vector128<float>.Zero;
        foreach (ref readonly var pair in group.Pairs.AsSpan())
        {
            sum += Product(pair.VectorA(values), pair.VectorB(values), group.Factors);
        }

        return Vector128.Sum(sum);
    }

    /// <summary>The group's products of each row.</summary>
    /// <param name="group">Pairs.</param>
    /// <param name="ids">Ids of all rows, row by row. Shape [all rows × width].</param>
    /// <param name="rows">Rows of the chunk. Shape [count].</param>
    /// <param name="sums">Shape [count].</param>
    /// <param name="count">Number of rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Add(FfmGroup group, int* ids, int* rows, float* sums, int count)
    {
        var (a, b, isWithin) = (group.A, group.B, group.IsWithin);
        var (width, inLines) = ((nint)group.Width, group.Factors == 4);
        for (var row = 0; row < count; row++)
        {
            if (row + FetchedAhead < count)
            {
                Prefetch(group, ids + (width * rows[row + FetchedAhead]));
            }

            int* values = ids + (width * rows[row]);
            sums[row] = inLines ? SumOfLines(isWithin, a, b, values) : Sum(group, values);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Learn(FfmGroup group, int* ids, int* rows, float* kappa, int count, float rate, float regularization)
    {
        var (a, b, isWithin) = (group.A, group.B, group.IsWithin);
        var (width, inLines) = ((nint)group.Width, group.Factors == 4);
        for (var row = 0; row < count; row++)
        {
            if (row + FetchedAhead < count)
            {
                Prefetch(group, ids + (width * rows[row + FetchedAhead]));
            }

            int* values = ids + (width * rows[row]);
            if (inLines)
            {
                StepLines(isWithin, a, b, values, kappa[row], rate, regularization);
                continue;
            }

            foreach (ref readonly var pair in group.Pairs.AsSpan())
            {
                Step(pair.VectorA(values), pair.VectorB(values), group.Factors, kappa[row], rate, regularization);
            }
        }
    }

    // Line i of the one four has its vectors for fields 0 to 3 of the other, whose line j has those for fields 0 to 3 of the one: turned like a
    // matrix of vectors, the other's lines lie as the one's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfLines(bool isWithin, in FfmLines a, in FfmLines b, int* values)
    {
        if (!FfmSquare.IsSupported)
        {
            return FfmHalves.Sum(isWithin, a, b, values);
        }

        var lines = FfmSquare.Load(a, values);
        var other = isWithin ? lines.Turned() : FfmSquare.Load(b, values).Turned();
        var first = Vector512.FusedMultiplyAdd(lines.Line1, other.Line1, lines.Line0 * other.Line0);
        var second = Vector512.FusedMultiplyAdd(lines.Line3, other.Line3, lines.Line2 * other.Line2);
        var sum = Vector512.Sum(first + second);

        // Within a four each pair comes twice, and a field's vector for itself is 0.
        return isWithin ? .5f * sum : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StepLines(bool isWithin, in FfmLines a, in FfmLines b, int* values, float kappa, float rate, float regularization)
    {
        if (!FfmSquare.IsSupported)
        {
            FfmHalves.Step(isWithin, a, b, values, kappa, rate, regularization);
            return;
        }

        var step = new FfmStep(Vector512.Create(kappa), Vector512.Create(rate), Vector512.Create(regularization));
        var lines = FfmSquare.Load(a, values);
        if (isWithin)
        {
            step.Take(a, values, lines, lines.Turned());
            return;
        }

        var others = FfmSquare.Load(b, values);
        step.Take(a, values, lines, others.Turned());
        step.Take(b, values, others, lines.Turned());
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
            var line = (float*)start + ((nint)values[field] * group.Stride);
            Sse.Prefetch0(line);
            Sse.Prefetch0(line + CacheLine);
        }
    }
}
